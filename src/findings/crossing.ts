/** Two tables of one question laid across each other: who stands in which row of one and which column of the other. */
import type { Family } from './families.ts'
import { partitionName, type StrataIndex } from './strata-index.ts'
import type { Stratum } from './tally.ts'

/** People of one row and one column who share all else that tables divide people by. */
export interface Cell {
  /** Numbers it among the cells. */
  readonly at: number
  readonly row: number
  readonly column: number
  /** A number for the row with all else: cells that differ in their column alone have it in common. */
  readonly side: number
  /** A number for all else that people are divided by, the place within the row included. */
  readonly rest: number
  /** The same without the place. */
  readonly others: number
  readonly strata: readonly Stratum[]
  /** Of these strata, in the index. */
  readonly indexes: readonly number[]
}

export interface Crossing {
  /** The fullest first: most counts are open by the first exchange that is tried. */
  readonly cells: readonly Cell[]
  readonly byColumn: ReadonlyMap<number, readonly Cell[]>
  readonly bySide: ReadonlyMap<number, readonly Cell[]>
  readonly byOthers: ReadonlyMap<number, readonly Cell[]>
}

/** `asked`: what the question itself divides people by, where it does. */
export type Cross = (first: Family, second: Family, asked: string | undefined) => Crossing

/** Tables of many questions have the same rows: each two kinds of rows are crossed once. */
export function crosser(index: StrataIndex): Cross {
  const known = new Map<string, Crossing>()
  return (first, second, asked) => {
    const name = `${partitionName(first)} × ${partitionName(second)} × ${asked ?? ''}`
    const crossing = known.get(name) ?? cross(first, second, asked, index)
    known.set(name, crossing)
    return crossing
  }
}

function cross(first: Family, second: Family, asked: string | undefined, index: StrataIndex): Crossing {
  const rows = index.rowsOf(first)
  const columns = index.rowsOf(second)
  // A row's places stay apart: tables within it may tell them.
  const { withPlace, without } = index.alikeBut([first.by, second.by, asked])
  const found = new Map<number, Cell & { readonly strata: Stratum[]; readonly indexes: number[] }>()
  const people: number[] = []
  for (const [at, stratum] of index.strata.entries()) {
    const [row = -1, column = -1, rest = 0, others = 0] = [rows[at], columns[at], withPlace[at], without[at]]
    if (row < 0 || column < 0) continue
    const side = rest * first.rows.length + row
    const key = side * second.rows.length + column
    let cell = found.get(key)
    if (cell === undefined) {
      cell = { at: found.size, row, column, side, rest, others, strata: [], indexes: [] }
      found.set(key, cell)
    }
    cell.strata.push(stratum)
    cell.indexes.push(at)
    people[cell.at] = (people[cell.at] ?? 0) + stratum.people
  }
  const cells = [...found.values()].sort((one, other) => (people[other.at] ?? 0) - (people[one.at] ?? 0))
  return {
    cells,
    byColumn: grouped(cells, ({ column }) => column),
    bySide: grouped(cells, ({ side }) => side),
    byOthers: grouped(cells, ({ others }) => others),
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
