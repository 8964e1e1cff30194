/**
 * A table of one question for several groups that do not overlap, as disclosure control works on it: rows may be told
 * together, and so may options. Every row has the same blocks of options, and every cell of every row reaches the
 * minimum, so nothing in a table is hidden: what is not told apart lies inside a block or a row, and both are known
 * from their sums alone. See docs/decisions/0022 for why that is enough.
 */
import type { ScalePart } from '../flow/program.ts'
import { UNSAID } from './finding.ts'
import type { OptionCount, Tally } from './tally.ts'

/** One row, of one group or of several that are told together. */
export interface TableRow {
  readonly ids: readonly string[]
  readonly base: number
  readonly counts: ReadonlyMap<string, number>
  /** The groups' own tallies; one when nothing is told together. */
  readonly tallies: readonly Tally[]
  /** People of the group, those without an answer among them. */
  readonly people: number
}

/** Options that are told as one. */
export type Block = readonly string[]

export interface TableRules {
  /** Least cell. */
  readonly minimum: number
  /** Least base of a group. */
  readonly groupBase: number
}

export interface Table {
  readonly rows: readonly TableRow[]
  readonly blocks: readonly Block[]
}

export const rowOf = (id: string, tally: Tally, people: number, options = tally.options): TableRow => ({
  ids: [id],
  base: tally.answered,
  counts: new Map(options.map((option) => [option.id, option.count])),
  tallies: [tally],
  people,
})

export function mergeRows(rows: readonly TableRow[]): TableRow {
  const counts = new Map<string, number>()
  for (const row of rows) for (const [id, count] of row.counts) counts.set(id, (counts.get(id) ?? 0) + count)
  return {
    ids: rows.flatMap(({ ids }) => ids),
    base: rows.reduce((sum, { base }) => sum + base, 0),
    counts,
    tallies: rows.flatMap(({ tallies }) => tallies),
    people: rows.reduce((sum, { people }) => sum + people, 0),
  }
}

export const countIn = (row: TableRow, block: Block): number =>
  block.reduce((sum, id) => sum + (row.counts.get(id) ?? 0), 0)

/** How many who did not say, joined with a single group, leave that group's counts open: see `SPREAD`. */
const COVER = 4
/** No hidden count may be narrowed down to fewer values than this. */
export const SPREAD = 5

/**
 * Rows told one by one as far as they can be, the smallest ones together, until `findBlocks` finds blocks for them. Undefined
 * when fewer than two rows are left, or none that is a single group which said so.
 */
export function settle<Fit>(
  given: readonly TableRow[],
  { groupBase }: TableRules,
  findBlocks: (rows: readonly TableRow[]) => Fit | undefined,
): { readonly rows: readonly TableRow[]; readonly fit: Fit } | undefined {
  const smallestLast = given
    .filter(({ base }) => base > 0)
    .map((row, order) => ({ row, order }))
    .sort((a, b) => b.row.base - a.row.base || a.order - b.order)
  let pooled = smallestLast.filter(({ row }) => row.base < groupBase).length
  for (; ; pooled += 1) {
    const alone = smallestLast.slice(0, smallestLast.length - pooled)
    const together = smallestLast.slice(smallestLast.length - pooled).map(({ row }) => row)
    if (!alone.some(({ row }) => !row.ids.includes(UNSAID)) || alone.length + Math.min(pooled, 1) < 2)
      return undefined
    if (!covers(together, groupBase)) continue
    const rows = alone
      .sort((a, b) => a.order - b.order)
      .map(({ row }) => row)
      .concat(together.length === 0 ? [] : [mergeRows(together)])
    const found = findBlocks(rows)
    if (found !== undefined) return { rows, fit: found }
  }
}

function covers(together: readonly TableRow[], groupBase: number): boolean {
  if (together.length === 0) return true
  if (together.length === 1 || together.reduce((sum, { base }) => sum + base, 0) < groupBase) return false
  // Of two, one of which is no group that anybody is known to belong to, the other is nearly told.
  const unsaid = together.find(({ ids }) => ids.includes(UNSAID))
  return together.length > 2 || unsaid === undefined || unsaid.base >= COVER
}

/**
 * The finest blocks in which every row's cells reach the minimum; each is made of whole blocks of `within`, so that a
 * finer table never tells them apart. A scale is joined part by part, other options by pooling the smallest.
 */
export function blocksFor(
  rows: readonly TableRow[],
  within: readonly Block[],
  scale: readonly ScalePart[] | undefined,
  minimum: number,
): readonly Block[] | undefined {
  const fits = (block: Block) => rows.every((row) => countIn(row, block) >= minimum)
  if (within.length < 2) return undefined
  if (within.every(fits)) return within
  const joined = scale === undefined ? poolBlocks(rows, within, fits) : joinParts(within, scale, fits)
  return joined !== undefined && joined.length > 1 && joined.every(fits) ? joined : undefined
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

/** The pool holds two blocks or more: alone, a small one would be known by what is left over. */
function poolBlocks(
  rows: readonly TableRow[],
  within: readonly Block[],
  fits: (block: Block) => boolean,
): readonly Block[] | undefined {
  const total = (block: Block) => rows.reduce((sum, row) => sum + countIn(row, block), 0)
  const smallestFirst = [...within].sort((a, b) => Number(fits(a)) - Number(fits(b)) || total(a) - total(b))
  let pooled = within.filter((block) => !fits(block)).length
  for (pooled = Math.max(pooled, 2); pooled < within.length; pooled += 1) {
    const pool = new Set(smallestFirst.slice(0, pooled))
    const together = within.filter((block) => pool.has(block)).flat()
    if (fits(together)) return [...within.filter((block) => !pool.has(block)), together]
  }
  return undefined
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
