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
import type { Cell, Crossing } from './crossing.ts'
import type { FamiliesOf, Family, Sources } from './families.ts'
import { UNSAID } from './finding.ts'
import type { StrataIndex } from './strata-index.ts'
import type { Block } from './table.ts'
import type { Stratum } from './tally.ts'

export interface Exchange {
  /** How far the count of people in this row and column who chose this block can be moved, up to `enough`. */
  reach(row: number, column: number, block: number, direction: 1 | -1, enough: number): number
}

export interface ExchangeOf {
  readonly families: ReadonlyMap<string, FamiliesOf>
  readonly sources: Sources
  readonly index: StrataIndex
  readonly question: Question
  readonly first: Family
  readonly second: Family
  /** Of these two tables. */
  readonly crossing: Crossing
  /** All that both tables tell of the question; every other answer, and none, is one more block. */
  readonly blocks: readonly Block[]
  /** Rows that no table tells column by column; only these can take part. */
  readonly untold: readonly number[]
}

export function createExchange(of: ExchangeOf): Exchange {
  const { byColumn, bySide } = of.crossing
  const countsIn = counterOf(of)
  const own = of.sources.breakdowns.find(({ question }) => question === of.question.id)?.by
  const divided = own === undefined ? [] : dividedBy(of, own)
  // Few counts need the second kind of exchange.
  let mixes: ReturnType<typeof mayMixColumns> | undefined
  const untold = new Set(of.untold)

  function byAnswers(row: number, column: number, block: number, direction: 1 | -1, enough: number): number {
    const moved = new Map<Cell, number[]>()
    const at = (cell: Cell, layer: number) =>
      (countsIn(cell)[layer] ?? 0) + (moved.size === 0 ? 0 : (moved.get(cell)?.[layer] ?? 0))
    const move = (cell: Cell, from: number, to: number, times: number) => {
      const own = moved.get(cell) ?? countsIn(cell).map(() => 0)
      own[from] = (own[from] ?? 0) - times
      own[to] = (own[to] ?? 0) + times
      moved.set(cell, own)
    }
    let reached = 0
    for (const i of byColumn.get(column) ?? []) {
      // Who does not say `block` has none of it to give, whatever the other answer is.
      if (i.row !== row || (direction === -1 && at(i, block) <= 0)) continue
      for (const j of bySide.get(i.side) ?? []) {
        if (j === i || (direction === 1 && at(j, block) <= 0)) continue
        for (const k of byColumn.get(column) ?? []) {
          if (k.row === row || !untold.has(k.row) || !mayMeet(of, i, k)) continue
          if (direction === 1 && at(k, block) <= 0) continue
          const l = bySide.get(k.side)?.find((cell) => cell.column === j.column)
          if (l === undefined || (direction === -1 && at(l, block) <= 0)) continue
          for (let other = 0; other <= of.blocks.length; other += 1) {
            if (other === block) continue
            const [a, b] = direction === 1 ? [block, other] : [other, block]
            const possible = Math.min(at(i, b), at(j, a), at(k, a), at(l, b), enough - reached)
            if (possible <= 0) continue
            // Each takes part once: who has changed places in another question's table cannot do so again.
            if (own !== undefined && [i, j, k, l].some((cell) => moved.has(cell))) continue
            const times =
              own === undefined ? possible : alike(of, { by: own, divided }, [i, j, k, l], b, a, possible)
            if (times === 0) continue
            move(i, b, a, times)
            move(j, a, b, times)
            move(k, a, b, times)
            move(l, b, a, times)
            reached += times
            if (reached >= enough) return reached
          }
        }
      }
    }
    return reached
  }

  return {
    reach(row, column, block, direction, enough) {
      const reached = byAnswers(row, column, block, direction, enough)
      if (reached >= enough) return reached
      mixes ??= mayMixColumns(of)
      return Math.max(reached, byColumns(of, { countsIn, mixes }, row, column, block, direction, enough))
    },
  }
}

/** People by block, the last number of everybody else; counted where it is asked for, since most counts are open soon. */
function counterOf({ question, blocks, crossing, index }: ExchangeOf): (cell: Cell) => readonly number[] {
  const counts = index.countsOf(question.id, blocks)
  const known = new Array<readonly number[] | undefined>(crossing.cells.length).fill(undefined)
  return ({ at, indexes }) => {
    const before = known[at]
    if (before !== undefined) return before
    const sum = new Array<number>(blocks.length + 1).fill(0)
    for (const stratum of indexes)
      for (const [layer, count] of (counts[stratum] ?? []).entries()) sum[layer] = (sum[layer] ?? 0) + count
    known[at] = sum
    return sum
  }
}

/** Two of no common place exchange across places that are rows; otherwise only within the same place. */
function mayMeet({ first }: ExchangeOf, i: Cell, k: Cell): boolean {
  return first.by === 'place' || i.rest === k.rest
}

/**
 * The answers that are exchanged divide people themselves in the tables of other questions: for each of those there must
 * be people who answered it alike on both sides, so that they can change places there. How many, up to `wanted`.
 */
function alike(
  of: ExchangeOf,
  { by, divided }: { readonly by: string; readonly divided: readonly string[] },
  [i, j, k, l]: readonly [Cell, Cell, Cell, Cell],
  from: number,
  to: number,
  wanted: number,
): number {
  const chose = (cell: Cell, block: number) =>
    cell.strata.filter(({ said }) => {
      const id = said.get(by) ?? UNSAID
      const own = of.blocks.findIndex((options) => options.includes(id))
      return (own < 0 ? of.blocks.length : own) === block
    })
  const sides = [
    [chose(i, from), chose(j, to)],
    [chose(k, to), chose(l, from)],
  ] as const
  let possible = wanted
  for (const question of divided) {
    for (const [one, other] of sides) possible = Math.min(possible, inCommon(question, one, other))
    if (possible === 0) return 0
  }
  return possible
}

/** Other questions that some table divides by this. */
const dividedBy = ({ families, question }: ExchangeOf, by: string): string[] =>
  [...families].flatMap(([id, { others }]) =>
    id !== question.id && others.some(({ whole }) => whole.by === by) ? [id] : [],
  )

/** How many people of both sides can be paired so that each pair answered the question alike. */
function inCommon(question: string, one: readonly Stratum[], other: readonly Stratum[]): number {
  const others = totalOf(question, other)
  let common = 0
  for (const [id, count] of totalOf(question, one)) common += Math.min(count, others.get(id) ?? 0)
  return common
}

function totalOf(question: string, strata: readonly Stratum[]): ReadonlyMap<string, number> {
  const [first, ...more] = strata
  if (first !== undefined && more.length === 0) return first.counts(question)
  const counts = new Map<string, number>()
  for (const stratum of strata)
    for (const [id, count] of stratum.counts(question)) counts.set(id, (counts.get(id) ?? 0) + count)
  return counts
}

/** No table tells two columns apart for these rows: not within places, and not as a question of its own. */
function mayMixColumns({
  families,
  first,
  second,
  sources,
}: ExchangeOf): (one: number, other: number) => boolean {
  if (first.by === 'place' && first.within.length === 0) return () => false
  const own = sources.breakdowns.find(({ by }) => by === second.by)
  const tables = own === undefined ? undefined : families.get(own.question)
  const told =
    first.by === 'place'
      ? tables?.places.filter(({ within }) => JSON.stringify(within) === JSON.stringify(first.within))
      : tables?.others.flatMap(({ whole }) => (whole.by === first.by ? [whole] : []))
  return (one, other) => {
    const ids = [one, other].flatMap((column) => second.rows[column]?.row.ids ?? [])
    return (told ?? []).every(({ blocks }) => blocks.some((block) => ids.every((id) => block.includes(id))))
  }
}

/**
 * People of the same sex, age and so on change columns, those who answered all else alike. What is exchanged among one
 * kind of people does not touch what is exchanged among another.
 */
function byColumns(
  of: ExchangeOf,
  {
    countsIn,
    mixes,
  }: { countsIn(cell: Cell): readonly number[]; mixes(one: number, other: number): boolean },
  row: number,
  column: number,
  block: number,
  direction: 1 | -1,
  enough: number,
): number {
  const questions = dividedBy(of, of.second.by)
  const best = new Map<number, number>()
  const reached = () => [...best.values()].reduce((sum, times) => sum + times, 0)
  // Up: somebody of another column comes to this one, and somebody of another row leaves it. Down: the other way round.
  const isHere = (cell: Cell) => cell.row === row && (cell.column === column) === (direction === -1)
  const isThere = (cell: Cell) => cell.row !== row && (cell.column === column) === (direction === 1)
  const { cells, byOthers } = of.crossing
  for (const giving of cells) {
    if (!isHere(giving) || (countsIn(giving)[block] ?? 0) === 0) continue
    for (const taking of byOthers.get(giving.others) ?? []) {
      const [one, other] = [giving.column, taking.column]
      // Both columns are the one in question and one more, the same on both sides.
      if (!isThere(taking) || (one !== column && other !== column)) continue
      const times = Math.min(countsIn(giving)[block] ?? 0, countsIn(taking)[block] ?? 0, enough)
      if (times <= (best.get(giving.others) ?? 0)) continue
      if (!mayMeet(of, giving, taking) || !mixes(one, other)) continue
      if (!questions.every((id) => inCommon(id, giving.strata, taking.strata) >= times)) continue
      best.set(giving.others, times)
      if (reached() >= enough) return reached()
    }
  }
  return reached()
}
