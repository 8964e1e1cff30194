/**
 * Holds a sentence to the finding that it tells. A person may say a finding in better words; every number in them must
 * still be one that the finding yields, and its main figure and base must still be there. Numbers are read in every
 * script that people write here, and told apart by what they count: `6` of "6 in 10" is no `6 %`.
 */
import type { ShownFinding } from '../findings/finding.ts'
import { digits, visible } from '../language/digits.ts'

export interface NumberSaid {
  /** As it stands in the text. */
  readonly written: string
  /** NaN for what is a number and cannot be read, such as `½`. */
  readonly value: number
  readonly kind: 'percent' | 'plain'
}

/** What a sentence may say. */
export interface Figures {
  readonly percents: ReadonlySet<number>
  /** How many in ten a share is. Only beside the ten itself. */
  readonly tenths: ReadonlySet<number>
  readonly plain: ReadonlySet<number>
  /** One of these must be said. */
  readonly main: {
    readonly percents: ReadonlySet<number>
    readonly tenths: ReadonlySet<number>
    readonly plain: ReadonlySet<number>
  }
  /** Said as well; null where the proposed sentence did not say it. */
  readonly base: number | null
}

export type Fault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'number'; readonly written: string; readonly allowed: readonly string[] }
  | { readonly kind: 'main'; readonly figures: readonly string[] }
  | { readonly kind: 'base'; readonly base: number }

/** What is wrong with a sentence; empty when nothing is. */
export function faultsOf(sentence: string, figures: Figures): Fault[] {
  if (sentence.trim() === '') return [{ kind: 'empty' }]
  const said = numbersIn(sentence)
  const wrong = wrongNumbers(said, figures).map(
    ({ written }): Fault => ({ kind: 'number', written, allowed: allowedIn(figures) }),
  )
  const plain = new Set(said.filter(({ kind }) => kind === 'plain').map(({ value }) => value))
  const { main, base } = figures
  const saysMain = said.some(({ kind, value }) =>
    kind === 'percent'
      ? main.percents.has(value)
      : main.plain.has(value) || (plain.has(TEN) && main.tenths.has(value)),
  )
  return [
    ...wrong,
    ...(saysMain ? [] : [{ kind: 'main' as const, figures: mainOf(figures) }]),
    ...(base === null || plain.has(base) ? [] : [{ kind: 'base' as const, base }]),
  ]
}

/** Numbers of a text that are none of the figures. */
export function wrongNumbers(
  said: readonly NumberSaid[],
  { percents, tenths, plain }: Pick<Figures, 'percents' | 'tenths' | 'plain'>,
): NumberSaid[] {
  const inTen = said.some(({ kind, value }) => kind === 'plain' && value === TEN)
  return said.filter(({ kind, value }) => {
    if (kind === 'percent') return !percents.has(value)
    return !plain.has(value) && !(inTen && (value === TEN || tenths.has(value)))
  })
}

/**
 * @param proposed the sentence that was proposed in this language: what it says is true
 * @param about texts whose numbers may be said: question, options, dates
 */
export function figuresOf(finding: ShownFinding, proposed: string, about: readonly string[]): Figures {
  const said = numbersIn(proposed)
  const plainOf = (list: readonly NumberSaid[]) =>
    list.filter(({ kind }) => kind === 'plain').map(({ value }) => value)
  const percentsSaid = said.filter(({ kind }) => kind === 'percent').map(({ value }) => value)
  const inTen = plainOf(said).includes(TEN)
  const tenthsSaid = inTen ? plainOf(said).filter((value) => value < TEN) : []
  const percents = new Set([...finding.cells.map(({ percent }) => percent), ...percentsSaid])
  const { median, lowerQuartile, upperQuartile } = finding.numbers ?? {}
  const values = [median, lowerQuartile, upperQuartile].filter((value) => value !== undefined)
  return {
    percents,
    tenths: new Set([...[...percents].map(tenthOf), ...tenthsSaid]),
    plain: new Set([
      finding.base,
      ...(finding.nonanswers === null ? [] : [finding.nonanswers]),
      ...values,
      ...plainOf(said).filter((value) => !inTen || value >= TEN),
      ...about.flatMap((text) => plainOf(numbersIn(text))),
    ]),
    main: mainFigures(finding, percentsSaid, tenthsSaid),
    base: plainOf(said).includes(finding.base) ? finding.base : null,
  }
}

/** What the proposed sentence tells first: a share, said as a percent or as so many in ten; or the middle value. */
function mainFigures(
  { cells, numbers }: ShownFinding,
  percents: readonly number[],
  tenths: readonly number[],
): Figures['main'] {
  const none = new Set<number>()
  const [percent] = percents
  const [tenth] = tenths
  if (percent !== undefined)
    return {
      percents: new Set([percent]),
      tenths: new Set([tenthOf(percent), ...tenths.slice(0, 1)]),
      plain: none,
    }
  if (tenth !== undefined) {
    const same = cells.map((cell) => cell.percent).filter((one) => tenthOf(one) === tenth)
    return { percents: new Set(same), tenths: new Set([tenth]), plain: none }
  }
  if (numbers !== undefined) return { percents: none, tenths: none, plain: new Set([numbers.median]) }
  const shares = cells.map((cell) => cell.percent)
  return { percents: new Set(shares), tenths: new Set(shares.map(tenthOf)), plain: none }
}

const TEN = 10
const tenthOf = (percent: number): number => Math.round(percent / 10)

function allowedIn({ percents, tenths, plain }: Figures): string[] {
  const ascending = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b)
  return [
    ...ascending(percents).map((percent) => `${percent}%`),
    ...ascending(tenths).map((tenth) => `${tenth} in 10`),
    ...ascending(plain).map(String),
  ]
}

const mainOf = ({ main }: Figures): string[] => [
  ...[...main.percents].map((percent) => `${percent}%`),
  ...[...main.tenths].map((tenth) => `${tenth} in 10`),
  ...[...main.plain].map(String),
]

/** Thousands in groups and a decimal part belong to one number; `18–30` is two, and so is `2026-05`. */
const NUMBER = /\p{Nd}+(?:[,٬]\p{Nd}{3}(?!\p{Nd}))*(?:[.٫]\p{Nd}+)?|\p{No}|\p{Nl}/gu
/** After or before the number, as languages have it. */
const PERCENT_AFTER = /^\s*(?:[%٪％]|per ?cent\b|(?:في|ب)\s?(?:ال)?(?:مئة|مائة|ميه|مية)|لە\s?سەد)/iu
const PERCENT_BEFORE = /(?:[%٪％]|لە\s?سەدا|لەسەدا|سەدا)\s*$/u

/** Every number in a text, in its order. */
export function numbersIn(text: string): NumberSaid[] {
  const plain = visible(digits(text))
  return [...plain.matchAll(NUMBER)].map((found): NumberSaid => {
    const [written] = found
    const after = plain.slice(found.index + written.length)
    const before = plain.slice(0, found.index)
    const isPercent = PERCENT_AFTER.test(after) || (PERCENT_BEFORE.test(before) && !endsNumber(before))
    const value = Number(written.replace(/[,٬]/g, '').replace('٫', '.'))
    return { written, value, kind: isPercent ? 'percent' : 'plain' }
  })
}

/** The sign before this number belongs to the one before it: `60% 212`. */
const endsNumber = (before: string): boolean => /\p{Nd}\s*[%٪％]\s*$/u.test(before)
