/** Two tables of one question laid across each other: who stands in which row of one and which column of the other. */
import type { Family, Sources } from './families.ts'
import type { Stratum } from './tally.ts'

/** People of one row and one column who share all else that tables divide people by. */
export interface Cell {
  /** Numbers it among the cells. */
  readonly at: number
  readonly row: number
  readonly column: number
  /** Numbers the row with all else: cells that differ in their column alone have it in common. */
  readonly side: number
  /** All else that people are divided by, the place within the row included. */
  readonly rest: string
  /** The same without the place. */
  readonly others: string
  readonly strata: readonly Stratum[]
}

export interface Crossing {
  /** The fullest first: most counts are open by the first exchange that is tried. */
  readonly cells: readonly Cell[]
  readonly byColumn: ReadonlyMap<number, readonly Cell[]>
  readonly bySide: ReadonlyMap<number, readonly Cell[]>
}

/** `asked`: what the question itself divides people by, where it does. */
export function cross(
  first: Family,
  second: Family,
  { strata, sources }: { readonly strata: readonly Stratum[]; readonly sources: Sources },
  asked: string | undefined,
): Crossing {
  const parents = new Map(sources.places.map(({ code, parent }) => [code, parent]))
  const rowOf = finder(first, parents)
  const columnOf = finder(second, parents)
  const found = new Map<string, Cell & { readonly strata: Stratum[] }>()
  const sides = new Map<string, number>()
  for (const stratum of strata) {
    const row = rowOf(stratum)
    const column = columnOf(stratum)
    if (row === undefined || column === undefined) continue
    const apart = [...stratum.said].filter(([by]) => by !== second.by && by !== first.by && by !== asked)
    const others = apart.map(([by, id]) => `${by}=${id}`).join('&')
    // A row's places stay apart: tables within it may tell them.
    const rest = `${stratum.said.get('place') ?? ''}&${others}`
    const along = `${row} ${rest}`
    const key = `${column} ${along}`
    const known = found.get(key)
    if (known !== undefined) {
      known.strata.push(stratum)
      continue
    }
    const side = sides.get(along) ?? sides.size
    sides.set(along, side)
    found.set(key, { at: found.size, row, column, side, rest, others, strata: [stratum] })
  }
  const cells = [...found.values()]
  const people = cells.map(({ strata: own }) => own.reduce((sum, stratum) => sum + stratum.people, 0))
  cells.sort((one, other) => (people[other.at] ?? 0) - (people[one.at] ?? 0))
  return {
    cells,
    byColumn: grouped(cells, ({ column }) => column),
    bySide: grouped(cells, ({ side }) => side),
  }
}

function grouped(cells: readonly Cell[], by: (cell: Cell) => number): ReadonlyMap<number, readonly Cell[]> {
  const groups = new Map<number, Cell[]>()
  for (const cell of cells) {
    const group = groups.get(by(cell))
    if (group === undefined) groups.set(by(cell), [cell])
    else group.push(cell)
  }
  return groups
}

/** The row of a family that a stratum lies in. */
function finder({ by, rows }: Family, parents: ReadonlyMap<string, string | null>) {
  const at = new Map(rows.flatMap(({ row }, index) => row.ids.map((id) => [id, index] as const)))
  return ({ said }: Stratum): number | undefined => {
    for (let id = said.get(by) ?? null; id !== null; id = by === 'place' ? (parents.get(id) ?? null) : null) {
      const row = at.get(id)
      if (row !== undefined) return row
    }
    return undefined
  }
}
