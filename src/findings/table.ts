/**
 * A table of one question for several groups that do not overlap, as disclosure control works on it: rows may be told
 * together, and so may options. Every row has the same blocks of options, and every cell of every row reaches the
 * minimum, so nothing in a table is hidden: what is not told apart lies inside a block or a row, and both are known
 * from their sums alone. See docs/decisions/0022 for why that is enough.
 */
import type { ScalePart } from '../flow/program.ts'
import { UNSAID } from './finding.ts'
import { wholePercent } from './percent.ts'
import type { OptionCount, Tally } from './tally.ts'

/** One row, of one group or of several that are told together. */
export interface TableRow {
  readonly ids: readonly string[]
  readonly base: number
  readonly counts: ReadonlyMap<string, number>
  /** The groups' own tallies; one when nothing is told together. */
  readonly tallies: readonly Tally[]
}

/** Options that are told as one. */
export type Block = readonly string[]

export interface TableRules {
  /** Least cell. */
  readonly minimum: number
  /** Least base of a group. */
  readonly groupBase: number
  /** Counts are given, and not whole percents alone. */
  readonly exact: boolean
}

export const rowOf = (id: string, tally: Tally, options = tally.options): TableRow => ({
  ids: [id],
  base: tally.answered,
  counts: new Map(options.map((option) => [option.id, option.count])),
  tallies: [tally],
})

export function mergeRows(rows: readonly TableRow[]): TableRow {
  const counts = new Map<string, number>()
  for (const row of rows) for (const [id, count] of row.counts) counts.set(id, (counts.get(id) ?? 0) + count)
  return {
    ids: rows.flatMap(({ ids }) => ids),
    base: rows.reduce((sum, { base }) => sum + base, 0),
    counts,
    tallies: rows.flatMap(({ tallies }) => tallies),
  }
}

export const countIn = (row: TableRow, block: Block): number =>
  block.reduce((sum, id) => sum + (row.counts.get(id) ?? 0), 0)

/** No hidden count may be narrowed down to fewer values than this. */
export const SPREAD = 5

/** The finest that may be told of some rows, of what `accepts` takes. */
export type Finds<F> = (
  rows: readonly TableRow[],
  accepts: (blocks: readonly Block[]) => boolean,
) => F | undefined

/**
 * Rows told one by one as far as they can be, the smallest ones together, until `findBlocks` finds what to tell of them.
 * Those who did not say which group they are in have no row; where subtracting all rows from the whole would tell what
 * they answered, they are told with the smallest groups, or nothing is. Undefined when fewer than two rows are left.
 * `leastTogether`: so many of the smallest are told together in any case.
 */
export function settle<F>(
  given: readonly TableRow[],
  rules: TableRules,
  findBlocks: Finds<F>,
  leastTogether = 0,
): { readonly rows: readonly TableRow[]; readonly fit: F } | undefined {
  const unsaid = given.find(({ ids }) => ids.includes(UNSAID))
  const whole = () => settleRows(given, rules, (rows) => findBlocks(rows, () => true), leastTogether)
  if (unsaid === undefined || unsaid.base === 0) return whole()
  const said = settleRows(
    given.filter((row) => row !== unsaid),
    rules,
    (rows) => findBlocks(rows, (blocks) => hidesRest(unsaid, rows, blocks, rules)),
    leastTogether,
  )
  return said ?? whole()
}

function settleRows<F>(
  given: readonly TableRow[],
  { groupBase }: TableRules,
  findBlocks: (rows: readonly TableRow[]) => F | undefined,
  leastTogether: number,
): { readonly rows: readonly TableRow[]; readonly fit: F } | undefined {
  const smallestLast = given
    .filter(({ base }) => base > 0)
    .map((row, order) => ({ row, order }))
    .sort((a, b) => b.row.base - a.row.base || a.order - b.order)
  let pooled = Math.max(leastTogether, smallestLast.filter(({ row }) => row.base < groupBase).length)
  for (; pooled < smallestLast.length; pooled += 1) {
    const alone = smallestLast.slice(0, smallestLast.length - pooled)
    const together = smallestLast.slice(smallestLast.length - pooled).map(({ row }) => row)
    const named = alone.some(({ row }) => !row.ids.includes(UNSAID))
    if (!named || alone.length + Math.min(pooled, 1) < 2) return undefined
    if (!covers(together, groupBase)) continue
    const rows = alone
      .sort((a, b) => a.order - b.order)
      .map(({ row }) => row)
      .concat(together.length === 0 ? [] : [mergeRows(together)])
    const fit = findBlocks(rows)
    if (fit !== undefined) return { rows, fit }
  }
  return undefined
}

/**
 * Whether what the rest answered stays hidden beside `rows` and the whole that they and the rest make up: because it is
 * fit to be told itself, or because whole percents leave it `SPREAD` values in every block.
 */
export function hidesRest(
  rest: TableRow,
  rows: readonly TableRow[],
  blocks: readonly Block[],
  { minimum, groupBase, exact }: TableRules,
): boolean {
  if (rest.base === 0) return true
  // One option of several has no block beside it: who did not tick it must be enough, too.
  const alone = blocks.length === 1
  const fits = (count: number) => count >= minimum && (!alone || rest.base - count >= minimum)
  if (rest.base >= groupBase && blocks.every((block) => fits(countIn(rest, block)))) return true
  if (exact) return false
  const whole = mergeRows([...rows, rest])
  return blocks.every((block) => {
    const [low, high] = countsWithin(whole, block)
    const others = rows.map((row) => countsWithin(row, block))
    const least = Math.max(0, low - others.reduce((sum, [, most]) => sum + most, 0))
    const most = Math.min(rest.base, high - others.reduce((sum, [few]) => sum + few, 0))
    return most - least + 1 >= SPREAD
  })
}

/** The counts that a row's whole percent of a block stands for. */
function countsWithin(row: TableRow, block: Block): readonly [number, number] {
  const percent = wholePercent(countIn(row, block), row.base)
  const from = (share: number) => Math.ceil((share * row.base) / 200)
  return [Math.max(0, from(2 * percent - 1)), Math.min(row.base, from(2 * percent + 1) - 1)]
}

/** Each group that is told with others needs so many others beside it: with fewer, what it said is nearly told. */
export function covers(together: readonly TableRow[], groupBase: number): boolean {
  if (together.length === 0) return true
  const base = together.reduce((sum, row) => sum + row.base, 0)
  return base >= groupBase && base - Math.max(...together.map((row) => row.base)) >= SPREAD - 1
}

/**
 * The finest blocks in which every row's cells reach the minimum, of those that are accepted; each is made of whole
 * blocks of `within`, so that a finer table never tells them apart. A scale is joined part by part, other options by
 * pooling the smallest.
 */
export function blocksFor(
  rows: readonly TableRow[],
  within: readonly Block[],
  scale: readonly ScalePart[] | undefined,
  minimum: number,
  accepts: (blocks: readonly Block[]) => boolean,
): readonly Block[] | undefined {
  const fits = (block: Block) => rows.every((row) => countIn(row, block) >= minimum)
  const coarser =
    scale === undefined
      ? poolsOf(rows, within, fits)
      : [joinParts(within, scale, fits), joinParts(within, scale, () => false)]
  return [within, ...coarser].find((blocks) => blocks.length > 1 && blocks.every(fits) && accepts(blocks))
}

/** Joins the parts of the scale that have too small a block in them. A block across two parts joins both. */
function joinParts(
  within: readonly Block[],
  scale: readonly ScalePart[],
  fits: (block: Block) => boolean,
): readonly Block[] {
  const partOf = (block: Block) => scale.findIndex(({ options }) => options.some((id) => block.includes(id)))
  const small = new Set(within.filter((block) => !fits(block)).map(partOf))
  const parts = new Map<number, string[]>()
  const blocks: Block[] = []
  for (const block of within) {
    const part = partOf(block)
    if (!small.has(part)) {
      blocks.push(block)
      continue
    }
    const known = parts.get(part)
    if (known !== undefined) known.push(...block)
    else {
      const first = [...block]
      parts.set(part, first)
      blocks.push(first)
    }
  }
  return blocks
}

/** Larger and larger pools of the smallest. A pool holds two blocks or more: alone, one would be known by what is left. */
function poolsOf(
  rows: readonly TableRow[],
  within: readonly Block[],
  fits: (block: Block) => boolean,
): readonly (readonly Block[])[] {
  const total = (block: Block) => rows.reduce((sum, row) => sum + countIn(row, block), 0)
  const smallestFirst = [...within].sort((a, b) => Number(fits(a)) - Number(fits(b)) || total(a) - total(b))
  const least = Math.max(2, within.filter((block) => !fits(block)).length)
  return Array.from({ length: Math.max(0, within.length - least) }, (_, more) => {
    const pool = new Set(smallestFirst.slice(0, least + more))
    return [...within.filter((block) => !pool.has(block)), within.filter((block) => pool.has(block)).flat()]
  })
}

/** The finest blocks that are made of whole blocks of both. */
export function joinBlocks(one: readonly Block[], other: readonly Block[]): readonly Block[] {
  const blocks: Set<string>[] = []
  for (const block of [...one, ...other]) {
    const joined = new Set(block)
    for (let at = blocks.length - 1; at >= 0; at -= 1) {
      const known = blocks[at]
      if (known === undefined || ![...joined].some((id) => known.has(id))) continue
      for (const id of known) joined.add(id)
      blocks.splice(at, 1)
    }
    blocks.push(joined)
  }
  const order = one.flat()
  return blocks
    .map((block) => order.filter((id) => block.has(id)))
    .sort((a, b) => order.indexOf(a[0] ?? '') - order.indexOf(b[0] ?? ''))
}

/** Several-answers: the options that enough people ticked, and enough did not, in every row. */
export function tickableIn(
  rows: readonly TableRow[],
  within: readonly string[],
  minimum: number,
): readonly string[] {
  return within.filter((id) =>
    rows.every((row) => {
      const count = row.counts.get(id) ?? 0
      return count >= minimum && row.base - count >= minimum
    }),
  )
}

/** Sums of options, for the ticks that bound what is not shown. */
export const ticksOf = (options: readonly OptionCount[]): number =>
  options.reduce((total, { count }) => total + count, 0)
