/**
 * Exchanges among four people (or four groups of as many) that raise or lower one count that no table tells, and leave
 * every told sum as it is.
 *
 *   answers   i  in this row and column     b → a        a is the block in question, b any other answer or none.
 *             j  same row, another column   a → b        i and j share all else that tables divide people by, and so
 *             k  another row, this column   a → b        do k and l: only the two tables in question could see a
 *             l  that row, that column      b → a        change, and in both it cancels.
 *
 *   groups    i  this row, that column, said a, is of this column now; k of another row, this column, said a, of that
 *             one. Only where no table tells how many people row and column have in common; and for every other question
 *             there must be people who answered it alike to take these places.
 */
import type { Question } from '../flow/program.ts'
import type { FamiliesOf, Family, Sources } from './families.ts'
import { UNSAID } from './finding.ts'
import type { Block } from './table.ts'
import type { Stratum } from './tally.ts'

export interface Exchange {
  /** How far the count of people in this row and column who chose this block can be moved, up to `enough`. */
  reach(row: number, column: number, block: number, direction: 1 | -1, enough: number): number
}

export interface ExchangeOf {
  readonly families: ReadonlyMap<string, FamiliesOf>
  readonly sources: Sources
  readonly strata: readonly Stratum[]
  readonly question: Question
  readonly first: Family
  readonly second: Family
  /** All that both tables tell of the question; every other answer, and none, is one more block. */
  readonly blocks: readonly Block[]
  /** Rows that no table tells column by column; only these can take part. */
  readonly untold: readonly number[]
}

/** A stratum as it stands in the two tables: which row and column, and what else it is known by. */
interface Cell {
  readonly row: number
  readonly column: number
  /** All else that people are divided by, the place within the row included. */
  readonly rest: string
  /** People by block, the last one of everybody else. */
  readonly counts: readonly number[]
  readonly strata: readonly Stratum[]
}

export function createExchange(of: ExchangeOf): Exchange {
  const cells = cellsOf(of)
  const byRest = new Map<string, Cell[]>()
  for (const cell of cells) byRest.set(cell.rest, [...(byRest.get(cell.rest) ?? []), cell])
  const divides = of.sources.breakdowns.some(({ question }) => question === of.question.id)
  const columnsMix = mayChangeColumn(of)

  return {
    reach(row, column, block, direction, enough) {
      const left = new Map(cells.map((cell) => [cell, [...cell.counts]]))
      const at = (cell: Cell, layer: number) => left.get(cell)?.[layer] ?? 0
      let reached = 0
      const move = (changes: readonly (readonly [Cell, number, number])[], times: number) => {
        for (const [cell, from, to] of changes) {
          const counts = left.get(cell)
          if (counts === undefined) continue
          counts[from] = (counts[from] ?? 0) - times
          counts[to] = (counts[to] ?? 0) + times
        }
        reached += times
      }
      const size = of.blocks.length + 1
      for (const i of cells) {
        if (i.row !== row || i.column !== column) continue
        for (const j of byRest.get(i.rest) ?? []) {
          if (j.row !== row || j.column === column) continue
          for (const k of cells) {
            if (k.column !== column || k.row === row || !of.untold.includes(k.row) || !mayMeet(of, i, k))
              continue
            for (const l of byRest.get(k.rest) ?? []) {
              if (l.row !== k.row || l.column !== j.column) continue
              for (let other = 0; other < size && reached < enough; other += 1) {
                if (other === block) continue
                const [a, b] = direction === 1 ? [block, other] : [other, block]
                const times = Math.min(at(i, b), at(j, a), at(k, a), at(l, b), enough - reached)
                if (times <= 0) continue
                if (divides && !alike(of, [i, j, k, l], b, a, times)) continue
                move(
                  [
                    [i, b, a],
                    [j, a, b],
                    [k, a, b],
                    [l, b, a],
                  ],
                  times,
                )
              }
              if (reached >= enough) return reached
            }
          }
        }
      }
      return columnsMix
        ? Math.max(reached, byColumns(of, { cells, byRest }, row, column, block, direction, enough))
        : reached
    },
  }
}

function cellsOf({ first, second, strata, question, blocks, sources }: ExchangeOf): Cell[] {
  const parents = new Map(sources.places.map(({ code, parent }) => [code, parent]))
  const rowOf = finder(first, parents)
  const columnOf = finder(second, parents)
  const found = new Map<
    string,
    { row: number; column: number; rest: string; counts: number[]; strata: Stratum[] }
  >()
  for (const stratum of strata) {
    const row = rowOf(stratum)
    const column = columnOf(stratum)
    if (row === undefined || column === undefined) continue
    const rest = [...stratum.said]
      // A row's places stay apart: tables within it may tell them.
      .filter(([by]) => by !== second.by && (by !== first.by || by === 'place'))
      .map(([by, id]) => `${by}=${id}`)
      .join('&')
    const key = `${row} ${column} ${rest}`
    const cell = found.get(key) ?? {
      row,
      column,
      rest,
      counts: new Array<number>(blocks.length + 1).fill(0),
      strata: [] as Stratum[],
    }
    found.set(key, cell)
    const counts = stratum.counts(question.id)
    let inBlocks = 0
    blocks.forEach((block, at) => {
      const count = block.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0)
      cell.counts[at] = (cell.counts[at] ?? 0) + count
      inBlocks += count
    })
    cell.counts[blocks.length] = (cell.counts[blocks.length] ?? 0) + stratum.people - inBlocks
    cell.strata.push(stratum)
  }
  return [...found.values()]
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

/** Two of no common place exchange across places that are rows; otherwise only within the same place. */
function mayMeet({ first }: ExchangeOf, i: Cell, k: Cell): boolean {
  return first.by === 'place' || i.rest === k.rest
}

/**
 * The answers that are exchanged divide people themselves in the tables of other questions: for each of those there must
 * be people who answered it alike on both sides, so that they can change places there.
 */
function alike(
  of: ExchangeOf,
  [i, j, k, l]: readonly [Cell, Cell, Cell, Cell],
  from: number,
  to: number,
  times: number,
): boolean {
  const by = of.sources.breakdowns.find(({ question }) => question === of.question.id)?.by ?? ''
  const chose = (cell: Cell, block: number) =>
    cell.strata.filter(({ said }) => {
      const id = said.get(by) ?? UNSAID
      const own = of.blocks.findIndex((options) => options.includes(id))
      return (own < 0 ? of.blocks.length : own) === block
    })
  return [...of.families.keys()].every(
    (question) =>
      question === of.question.id ||
      (inCommon(question, chose(i, from), chose(j, to)) >= times &&
        inCommon(question, chose(k, to), chose(l, from)) >= times),
  )
}

/** How many people of both sides can be paired so that each pair answered the question alike. */
function inCommon(question: string, one: readonly Stratum[], other: readonly Stratum[]): number {
  const total = (strata: readonly Stratum[]) => {
    const counts = new Map<string, number>()
    for (const stratum of strata)
      for (const [id, count] of stratum.counts(question)) counts.set(id, (counts.get(id) ?? 0) + count)
    return counts
  }
  const others = total(other)
  let common = 0
  for (const [id, count] of total(one)) common += Math.min(count, others.get(id) ?? 0)
  return common
}

/** No table tells how many people the rows and columns have in common: not within places, and not as a question of its own. */
function mayChangeColumn({ families, first, second, sources }: ExchangeOf): boolean {
  if (first.by === 'place' && first.within.length === 0) return false
  const own = sources.breakdowns.find(({ by }) => by === second.by)
  const tables = own === undefined ? undefined : families.get(own.question)
  if (tables === undefined) return true
  return first.by === 'place'
    ? !tables.places.some(({ within }) => JSON.stringify(within) === JSON.stringify(first.within))
    : !tables.others.some(({ whole }) => whole.by === first.by)
}

function byColumns(
  of: ExchangeOf,
  {
    cells,
    byRest,
  }: { readonly cells: readonly Cell[]; readonly byRest: ReadonlyMap<string, readonly Cell[]> },
  row: number,
  column: number,
  block: number,
  direction: 1 | -1,
  enough: number,
): number {
  let best = 0
  for (const i of cells) {
    if (i.row !== row || i.column !== column) continue
    for (const j of byRest.get(i.rest) ?? []) {
      if (j.row !== row || j.column === column) continue
      for (const k of cells) {
        if (k.column !== column || k.row === row || !mayMeet(of, i, k)) continue
        for (const l of byRest.get(k.rest) ?? []) {
          if (l.row !== k.row || l.column !== j.column) continue
          // Up: somebody of j comes to i, and somebody of k goes to l. Down: the other way round.
          const [giving, taking] = direction === 1 ? [j, k] : [i, l]
          const times = Math.min(giving.counts[block] ?? 0, taking.counts[block] ?? 0, enough)
          if (times <= best) continue
          const others = [...of.families.keys()].filter((id) => id !== of.question.id)
          if (others.every((id) => inCommon(id, giving.strata, taking.strata) >= times)) best = times
          if (best >= enough) return best
        }
      }
    }
  }
  return best
}
