/**
 * Holds a sentence to the finding that it tells. A person may say a finding in better words; every number in them must
 * still be one that the finding yields, and its main figure and base must still be there. Numbers are read in every
 * script that people write here, and told apart by what they count: `6` of "6 in 10" is no `6 %`.
 */
import type { ShownFinding } from '../findings/finding.ts'
import { type Frequency, frequencyOf } from '../findings/natural-frequency.ts'
import type { Claim, Share } from '../findings/plan-finding.ts'
import { digits, visible } from '../language/digits.ts'

/** One number of a text. */
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
  readonly plain: ReadonlySet<number>
  /** Shares that may be said as so many in so many. */
  readonly shares: readonly Share[]
  /** One of these must be said whole; empty where the finding has nothing but its base. */
  readonly main: readonly Main[]
  readonly base: number
}

/** A figure: all of its percents, or the share that they are together, or plain numbers. */
export interface Main {
  readonly percents: readonly number[]
  readonly share?: Share
  readonly plain: readonly number[]
}

/** What keeps a sentence from being told. */
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
  const plain = plainIn(said)
  const { main, base } = figures
  return [
    ...wrong,
    ...(main.length === 0 || main.some((figure) => says(said, figure))
      ? []
      : [{ kind: 'main' as const, figures: main.map(nameOf) }]),
    ...(plain.has(base) ? [] : [{ kind: 'base' as const, base }]),
  ]
}

/** Numbers of a text that are none of the figures. */
export function wrongNumbers(
  said: readonly NumberSaid[],
  { percents, plain, shares }: Pick<Figures, 'percents' | 'plain' | 'shares'>,
): NumberSaid[] {
  const together = plainIn(said)
  return said.filter(({ kind, value }) => {
    if (kind === 'percent') return !percents.has(value)
    return !plain.has(value) && !shares.some((share) => isPartOf(value, together, share))
  })
}

/**
 * @param claims what the teller would say of it
 * @param about texts whose numbers may be said: question, options, dates
 */
export function figuresOf(
  finding: ShownFinding,
  claims: readonly Claim[],
  about: readonly string[],
): Figures {
  const { cells, base, nonanswers } = finding
  const told = claims.flatMap(sharesOf)
  const values = claims.flatMap((claim) =>
    claim.kind === 'median' || claim.kind === 'middle' ? [claim.low, claim.high] : [],
  )
  return {
    percents: new Set([...cells.map(({ percent }) => percent), ...told.flatMap((share) => share.percents)]),
    plain: new Set([
      base,
      ...(nonanswers === null ? [] : [nonanswers]),
      ...values,
      ...about.flatMap((text) => [...plainIn(numbersIn(text))]),
    ]),
    shares: [...told, ...cells.map(({ options, percent }) => shareOf(options, percent))],
    main: mainOf(claims[0]),
    base,
  }
}

function sharesOf(claim: Claim): readonly Share[] {
  if (claim.kind === 'share') return [claim]
  if (claim.kind === 'next' || claim.kind === 'tied') return claim.shares
  return claim.kind === 'pool' ? [claim.share] : []
}

const shareOf = (options: readonly string[], percent: number): Share => ({
  ...{ kind: 'share', options, percents: [percent], frequency: frequencyOf(percent) },
})

function mainOf(first: Claim | undefined): Main[] {
  if (first === undefined) return []
  if (first.kind === 'level') return [{ percents: [first.low, first.high], plain: [] }]
  if (first.kind === 'median') return [{ percents: [], plain: [first.low, first.high] }]
  return sharesOf(first).map((share) => ({ percents: share.percents, share, plain: [] }))
}

function says(said: readonly NumberSaid[], { percents, share, plain }: Main): boolean {
  const percentsSaid = new Set(said.filter(({ kind }) => kind === 'percent').map(({ value }) => value))
  const together = plainIn(said)
  if (share === undefined || percents.every((percent) => percentsSaid.has(percent)))
    return (
      percents.every((percent) => percentsSaid.has(percent)) && plain.every((value) => together.has(value))
    )
  return [...together].some((value) => isPartOf(value, together, share))
}

/**
 * Whether a number tells, with others beside it, a share: `6` with `10`, or `6` with `7` and `10`. A one is often said in
 * a word: "one in 4".
 */
function isPartOf(value: number, said: ReadonlySet<number>, { percents, frequency }: Share): boolean {
  if (!Number.isSafeInteger(value) || value < 1) return false
  const together = new Set([...said, 1])
  const own = numbersOf(frequency)
  if (own.includes(value) && own.every((one) => together.has(one))) return true
  const percent = percents.reduce((sum, one) => sum + one, 0)
  return [...together].some((other) => isNear(percent, Math.min(value, other), Math.max(value, other)))
}

function numbersOf(frequency: Frequency): readonly number[] {
  switch (frequency.kind) {
    case 'exact':
    case 'about':
    case 'over':
      return [frequency.count, frequency.every]
    case 'between':
      return [frequency.low, frequency.high, frequency.every]
    case 'under':
      return [1, frequency.every]
    default:
      return []
  }
}

/** Points that a share of a few may lie from the percent; of a hundred it is the percent itself. */
const NEAR = 2
/** What people say shares of. Of any other number it would be a count, and counts are never told. */
const EVERY = new Set([3, 4, 5, 10, 20, 100])

function isNear(percent: number, count: number, every: number): boolean {
  if (!EVERY.has(every) || count === every) return false
  const share = (100 * count) / every
  return every === 100 ? count === percent : Math.abs(share - percent) <= NEAR
}

const plainIn = (said: readonly NumberSaid[]): ReadonlySet<number> =>
  new Set(said.filter(({ kind }) => kind === 'plain').map(({ value }) => value))

function allowedIn({ percents, shares, plain }: Figures): string[] {
  const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b)
  const inTen = new Set(
    shares.flatMap((share) => {
      const percent = share.percents.reduce((sum, one) => sum + one, 0)
      const count = Math.round(percent / 10)
      return isNear(percent, count, 10) && count > 0 ? [count] : []
    }),
  )
  return [
    ...ascending(percents).map((percent) => `${percent}%`),
    ...ascending(inTen).map((count) => `${count} in 10`),
    ...ascending(plain).map(String),
  ]
}

function nameOf({ percents, plain }: Main): string {
  return [...percents.map((percent) => `${percent}%`), ...plain.map(String)].join(' and ')
}

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
