/** What may be told of one question to everybody, whatever is told by group: which options alone, which as one, which not. */
import type { ChooseManyQuestion, Program, Question } from '../flow/program.ts'
import { staysOpen } from './families.ts'
import type { FindingNumbers } from './finding.ts'
import { poolSmall } from './pool.ts'
import type { Block } from './table.ts'
import type { OptionCount, Tally } from './tally.ts'

type Programs = readonly [Program, ...Program[]]

export interface Seen {
  readonly blocks: readonly Block[]
  readonly hidden: readonly string[]
  readonly numbers?: FindingNumbers
}

export function seenOf(tally: Tally, question: Question, programs: Programs, minimum: number): Seen | null {
  switch (question.kind) {
    case 'choose':
      return single(tally.options, minimum, question.scale)
    case 'choose_many':
      return several(tally, question, minimum)
    case 'number': {
      const numbers = numbersOf(tally, minimum)
      if (numbers === undefined) return null
      const bands =
        question.bands === undefined ? null : single(tally.options, minimum, bandScale(tally.options))
      return { blocks: bands?.blocks ?? [], hidden: [], numbers }
    }
    case 'place':
      return single(placesIn(null, tally, programs), minimum, undefined)
    default:
      return null
  }
}

/** Bands are joined with their neighbours, never with a far one. */
const bandScale = (options: readonly OptionCount[]) =>
  options.length < 2
    ? undefined
    : [
        { id: 'low', options: options.slice(0, Math.ceil(options.length / 2)).map(({ id }) => id) },
        { id: 'high', options: options.slice(Math.ceil(options.length / 2)).map(({ id }) => id) },
      ]

export function single(
  options: readonly OptionCount[],
  minimum: number,
  scale: readonly { readonly options: readonly string[] }[] | undefined,
): Seen | null {
  const listed = options.filter(({ id, count }) => !id.startsWith('~') || count > 0)
  const joined = scale === undefined ? undefined : joinedParts(listed, minimum, scale)
  if (joined !== undefined) return { blocks: joined, hidden: [] }
  const pooling = poolSmall(listed, minimum)
  if (pooling === null) return null
  const blocks = pooling.shown.map(({ id }): Block => [id])
  return { blocks: pooling.pooled.length > 0 ? [...blocks, pooling.pooled] : blocks, hidden: [] }
}

/**
 * The parts of the scale that have a small option are told as one; undefined when nothing is small, or a part is. Of a
 * part's two options one is small, nobody knows which: each may have anything up to nine, or all but that.
 */
function joinedParts(
  options: readonly OptionCount[],
  minimum: number,
  scale: readonly { readonly options: readonly string[] }[],
): readonly Block[] | undefined {
  const count = new Map(options.map((option) => [option.id, option.count]))
  if (options.some(({ id }) => !scale.some((part) => part.options.includes(id)))) return undefined
  const blocks = scale.flatMap((part): Block[] =>
    part.options.every((id) => (count.get(id) ?? 0) >= minimum)
      ? part.options.map((id) => [id])
      : [part.options],
  )
  const joined = blocks.filter((block) => block.length > 1)
  const total = (block: Block) => block.reduce((sum, id) => sum + (count.get(id) ?? 0), 0)
  return joined.length > 0 && blocks.length > 1 && blocks.every((block) => total(block) >= minimum)
    ? blocks
    : undefined
}

/** An option is shown when those who ticked it and those who did not both reach the minimum. */
function several(tally: Tally, question: ChooseManyQuestion, minimum: number): Seen | null {
  const base = tally.answered
  const shown = tally.options
    .filter(({ count }) => count >= minimum && base - count >= minimum)
    .map(({ id }) => id)
  const hidden = tally.options.filter(({ id }) => !shown.includes(id)).map(({ id }) => id)
  const counts = new Map(tally.options.map(({ id, count }) => [id, count]))
  if (shown.length === 0 || !staysOpen(question, { base, counts }, shown, hidden, minimum)) return null
  return { blocks: shown.map((id) => [id]), hidden }
}

/** A middle value stands for the people on either side of it: each side must reach the minimum. */
export function numbersOf({ numbers }: Tally, minimum: number): FindingNumbers | undefined {
  if (numbers === undefined || numbers.count < 2 * minimum || numbers.lowest === numbers.highest)
    return undefined
  const { median, lowerQuartile, upperQuartile } = numbers
  return { median, ...(numbers.count >= 4 * minimum ? { lowerQuartile, upperQuartile } : {}) }
}

export function placesIn(parent: string | null, tally: Tally, programs: Programs): OptionCount[] {
  const counts = new Map(tally.options.map(({ id, count }) => [id, count]))
  const places = new Map(programs.flatMap((one) => one.places.map((place) => [place.code, place] as const)))
  const within = [...places.values()].filter((place) => place.parent === parent)
  const unlisted = parent === null ? tally.options.filter(({ id }) => id.startsWith('~')) : []
  // A place that nobody answered from is not listed, and so hides nobody.
  const known = within.map(({ code }) => ({ id: code, count: counts.get(code) ?? 0 }))
  return [...known.filter(({ count }) => count > 0), ...unlisted]
}
