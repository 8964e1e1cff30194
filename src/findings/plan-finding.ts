/**
 * What may be said of a finding, as claims; the words come later. Every claim is true of the exact counts behind the
 * finding, however much of them is hidden: nothing is called the most common answer where a pool or a hidden option
 * could hold one more common, and nothing is put in order that chance could have put the other way round.
 */
import type { Question } from '../flow/program.ts'
import { joinedBand } from './bands.ts'
import { type Cell, type ShownFinding, UNLISTED } from './finding.ts'
import { type Frequency, frequencyOf, frequencyOfSum, MOST_SUMMED } from './natural-frequency.ts'
import { apart } from './noise.ts'

export type Claim =
  | Share
  /** The answers of the first share: more people gave them than any other answer. */
  | { readonly kind: 'commonest' }
  /** Each of these was given by more people than any answer that is neither named so far nor one of these. */
  | { readonly kind: 'next'; readonly shares: readonly Share[] }
  /** Each of these was given by more people than any other answer; among them nothing is said to be more common. */
  | { readonly kind: 'tied'; readonly shares: readonly Share[] }
  /** The most common answer was given by `high` percent and the least common by `low`; none stands out. */
  | { readonly kind: 'level'; readonly low: number; readonly high: number }
  /** These answers are only told together. */
  | { readonly kind: 'pool'; readonly share: Share }
  /** There are answers whose figure is not told at all. */
  | { readonly kind: 'hidden' }
  /** Half of the people gave `low` or less, and half `high` or more. */
  | { readonly kind: 'median'; readonly low: number; readonly high: number }
  /** The middle half of the people, put in the order of their numbers, gave none under `low` and none above `high`. */
  | { readonly kind: 'middle'; readonly low: number; readonly high: number }

/** People who gave one of the options. */
export interface Share {
  readonly kind: 'share'
  readonly options: readonly string[]
  /** As the chart shows them: one of all the options together, or one an option. */
  readonly percents: readonly number[]
  readonly frequency: Frequency
}

/** Without claims there is only the base to tell. `question`: as the newest program puts it, when it is known. */
export function planFinding(finding: ShownFinding, question: Question | undefined): readonly Claim[] {
  if (finding.numbers !== undefined) return planNumbers(finding.numbers, question)
  if (finding.cells.length === 0) return []
  return planScale(finding, question) ?? planOptions(finding)
}

function planNumbers(
  { median, lowerQuartile, upperQuartile }: NonNullable<ShownFinding['numbers']>,
  question: Question | undefined,
): readonly Claim[] {
  // Between two whole numbers nobody answered: the people on either side gave the one or less, the other or more.
  const whole = question?.kind === 'number' && question.whole
  const down = whole ? Math.floor : (value: number) => value
  const up = whole ? Math.ceil : (value: number) => value
  const middle: Claim = { kind: 'median', low: down(median), high: up(median) }
  if (lowerQuartile === undefined || upperQuartile === undefined) return [middle]
  return [middle, { kind: 'middle', low: down(lowerQuartile), high: up(upperQuartile) }]
}

/** A shorter scale is told option by option. */
const LONG_SCALE = 4

/** The parts of a scale, the largest first, when the finding tells all of them. */
function planScale({ cells }: ShownFinding, question: Question | undefined): readonly Claim[] | undefined {
  if (question?.kind !== 'choose' || question.options.length < LONG_SCALE) return undefined
  const parts: Share[] = []
  for (const { id, options } of question.scale ?? []) {
    const whole = cells.find(({ part }) => part === id)
    const own = options.flatMap((option) => cells.filter((cell) => isOnly(cell, option)))
    if (whole !== undefined) parts.push(shareOf([whole]))
    else if (own.length === options.length && own.length <= MOST_SUMMED) parts.push(shareOf(own))
    else return undefined
  }
  const [first, ...rest] = largestFirst(parts, sumOf)
  if (first === undefined) return undefined
  return [first, ...rest.slice(0, 2)]
}

function planOptions(finding: ShownFinding): readonly Claim[] {
  const singles = largestFirst(finding.cells.filter(isOne), ({ percent }) => percent)
  const [top] = singles
  if (top === undefined) return finding.cells.length < 2 ? [] : finding.cells.map((cell) => shareOf([cell]))
  const pools = finding.cells
    .filter((cell) => !isOne(cell) && cell.percent >= top.percent)
    .map((cell): Claim => ({ kind: 'pool', share: shareOf([cell]) }))
  const several = finding.kind === 'choose_many'
  const few = finding.cells.length < 4 || finding.kind === 'number' || finding.kind === 'place'
  if (!several && (few || top.percent >= 50)) {
    const told = singles.slice(0, top.percent >= 60 || !few ? 1 : 3)
    return [...told.map((cell) => shareOf([cell])), ...pools]
  }
  const ranks = planRanks(finding, singles)
  if (ranks !== undefined) return ranks
  const hidden: Claim[] = finding.hidden.length > 0 ? [{ kind: 'hidden' }] : []
  return [...singles.slice(0, 2).map((cell) => shareOf([cell])), ...pools, ...hidden]
}

/** Undefined: nothing can be called the most common answer. */
function planRanks(finding: ShownFinding, singles: readonly Cell[]): readonly Claim[] | undefined {
  if (finding.hidden.length > 0) return undefined
  const [first, second] = tiersOf(finding)
  if (first === undefined || !first.every(isOne)) return undefined
  const [top] = first
  if (first.length === singles.length && first.length > 3) {
    const percents = first.map(({ percent }) => percent)
    if (finding.cells.length > singles.length) return undefined
    return [{ kind: 'level', low: Math.min(...percents), high: Math.max(...percents) }]
  }
  if (first.length > 4 || top === undefined) return undefined
  if (first.length > 1) return [{ kind: 'tied', shares: first.map((cell) => shareOf([cell])) }]
  const ranked: Claim[] = [shareOf([top]), { kind: 'commonest' }]
  if (second?.every(isOne) && second.length < 3)
    ranked.push({ kind: 'next', shares: second.map((cell) => shareOf([cell])) })
  return ranked
}

/** Cells from the largest down, those together that cannot be told apart from the largest among them. */
function tiersOf({ cells, base, designEffect = 1 }: ShownFinding): Cell[][] {
  const tiers: Cell[][] = []
  for (const cell of largestFirst(cells, ({ percent }) => percent)) {
    const [largest] = tiers.at(-1) ?? []
    if (largest === undefined || apart(largest.percent, cell.percent, base, designEffect)) tiers.push([cell])
    else tiers.at(-1)?.push(cell)
  }
  return tiers
}

/**
 * One answer, one part of a scale, or one band of numbers, however many were joined for it. Anything else is a bag of
 * answers: as a whole it may be larger than each of them.
 */
const isOne = ({ options, part }: Cell): boolean =>
  (options.length === 1 && options[0] !== UNLISTED) || part !== undefined || joinedBand(options) !== undefined
const isOnly = ({ options }: Cell, option: string): boolean => options.length === 1 && options[0] === option
const sumOf = ({ percents }: Share): number => percents.reduce((sum, percent) => sum + percent, 0)

function shareOf(cells: readonly Cell[]): Share {
  const percents = cells.map(({ percent }) => percent)
  const [only = 0] = percents
  return {
    kind: 'share',
    options: cells.flatMap(({ options }) => options),
    percents,
    frequency: percents.length === 1 ? frequencyOf(only) : frequencyOfSum(percents),
  }
}

const largestFirst = <Item>(items: readonly Item[], size: (item: Item) => number): Item[] =>
  items.toSorted((one, other) => size(other) - size(one))
