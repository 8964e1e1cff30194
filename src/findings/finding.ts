/**
 * A finding: what the answers of one group of people to one question tell, with its base and its flags, and with
 * everything taken out that would tell about a few. Sentences, charts, pages, files and the API all show findings and
 * nothing else; what may not be told says why, as data.
 */
import type { Question } from '../flow/program.ts'

export type Finding = ShownFinding | WithheldFinding

/** What a finding is about: names it within its round, see `keyOf`. */
export interface About {
  /** Question id. */
  readonly question: string
  readonly kind: Question['kind']
  /** Whose answers: everybody's when empty; at most a place and one more, the place first. */
  readonly of: readonly Filter[]
}

export interface Filter {
  /** `place`, `sex`, `age_band`, or the id of a question with `by: true`. */
  readonly by: string
  /** Place codes or option ids, and UNSAID; several stand for groups that are only told together. */
  readonly ids: readonly string[]
}

/** The group of those who did not say where they live, their sex, …: refused, skipped, or left before. */
export const UNSAID = '~unsaid'
/** Answers that no program of the round lists. */
export const UNLISTED = '~unlisted'

export interface ShownFinding extends About {
  readonly state: 'shown'
  /** People who gave an answer that is not a non-answer: the base of every percent here. Never weighted. */
  readonly base: number
  /** In the flow's order, pooled ones last. For several answers they add up to more than 100. Empty for numbers without bands. */
  readonly cells: readonly Cell[]
  /** Options of a several-answers question whose figure is not shown. */
  readonly hidden: readonly string[]
  /** All non-answers together, when there are enough to be told; otherwise null. Never weighted. */
  readonly nonanswers: number | null
  readonly numbers?: FindingNumbers
  readonly flags: readonly Flag[]
  /**
   * Kish's design effect, where percents are weighted: 1 or more. For tests of significance; nothing shows it but
   * `roughDesignEffect`, since how many of a group are women could be worked out from it.
   */
  readonly designEffect?: number
}

export interface Cell {
  /** One option or place; or several that are only given together. A band of numbers is named by `bandId`. */
  readonly options: readonly string[]
  /** The part of the flow's scale that these options are, where they are one. */
  readonly part?: string
  /** People, unweighted. For staff and for tests of significance; no public page, file or answer gives it. */
  readonly count: number
  /** A whole number from 0 to 100, weighted where the finding is. The only share that anything shows. */
  readonly percent: number
}

export interface FindingNumbers {
  readonly median: number
  readonly lowerQuartile?: number
  readonly upperQuartile?: number
}

/**
 * `few`: fewer than 30 answered. `small`: fewer than 60. `wide`: a share may lie 15 points to either side (a Wilson
 * interval of a random sample of this size would be wider than .30). `half_way`: the question was not in every program
 * of the round. `wording`: it was asked in more than one wording within the round.
 */
export type Flag = 'few' | 'small' | 'wide' | 'half_way' | 'wording'

export interface WithheldFinding extends About {
  readonly state: 'withheld'
  readonly reason: Reason
}

/**
 * `few`: the base is under the minimum. `revealing`: showing it would tell about a few people; all having said the same
 * is one such case, and is not told apart, because that would tell it; nor is, of a group, whether it is small. `text`:
 * free text is never published. `open`: by group only once the round is closed. No base stands with it: that, too, could
 * be told from other figures.
 */
export type Reason = 'few' | 'revealing' | 'text' | 'open'

/** What weighting did to a round's percents. */
export type Weighting =
  | { readonly state: 'none' }
  | {
      readonly state: 'raked'
      readonly margins: readonly string[]
      /** Of the whole round: n·Σw²/(Σw)². */
      readonly designEffect: number
      /** Weights that were cut back. */
      readonly trimmed: number
    }
  /** The figures are unweighted, and every page says so. `empty`: nobody of a group answered. */
  | {
      readonly state: 'failed'
      readonly reason: 'empty' | 'not_converged'
      readonly margin: string
      readonly group?: string
    }

/** What is told of a round: its people, how they were weighted, and its findings. */
export interface RoundFindings {
  /** People with at least one answer. */
  readonly respondents: number
  readonly weighting: Weighting
  readonly findings: readonly Finding[]
}

/** What may be shown of a design effect: to one decimal, and not by group. */
export function roughDesignEffect({ of, designEffect }: ShownFinding): number | undefined {
  return of.length > 0 || designEffect === undefined ? undefined : Math.round(designEffect * 10) / 10
}

/** Names a finding within its round: `safe_now`, `safe_now?place=basra`, `safe_now?place=basra&sex=female`. */
export function keyOf({ question, of }: Pick<About, 'question' | 'of'>): string {
  if (of.length === 0) return question
  return `${question}?${of.map(({ by, ids }) => `${by}=${ids.join('+')}`).join('&')}`
}

/**
 * What is told of a group: its own finding, else that of the groups it is only told together with. Undefined where the
 * question is not divided by this.
 */
export function findingOf<F extends Finding>(
  findings: readonly F[],
  question: string,
  of: readonly { readonly by: string; readonly id: string }[],
): F | undefined {
  const own = findings.filter((one) => one.question === question && one.of.length === of.length)
  const holds = (exactly: boolean) => (one: F) =>
    of.every(({ by, id }, at) => {
      const filter = one.of[at]
      return filter?.by === by && filter.ids.includes(id) && (!exactly || filter.ids.length === 1)
    })
  const told = own.filter(({ state }) => state === 'shown')
  return told.find(holds(true)) ?? told.find(holds(false)) ?? own.find(holds(true))
}

/** The id of a band of numbers: from `low` to below `high`; null: open. `band_~_3`, `band_3_6`, `band_6_~`. */
export const bandId = (low: number | null, high: number | null): string => `band_${low ?? '~'}_${high ?? '~'}`

/** Reads a `bandId`; undefined for an option that is no band. */
export function bandOf(
  id: string,
): { readonly low: number | null; readonly high: number | null } | undefined {
  const match = /^band_(-?[0-9.]+|~)_(-?[0-9.]+|~)$/.exec(id)
  if (match === null) return undefined
  const [low, high] = match.slice(1).map((part) => (part === '~' ? null : Number(part)))
  return { low: low ?? null, high: high ?? null }
}
