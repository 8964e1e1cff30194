/** What two or more rounds tell together of one question and group. */
import type { About, ShownFinding } from './finding.ts'

/** One round's part in a trend. */
export interface TrendPoint {
  readonly round: number
  /** Epoch milliseconds: when the round opened. */
  readonly at: number
  readonly finding: ShownFinding
}

/**
 * Refused: `wording`: asked in other words; `options`: offered other answers; `routing`: put to others, by what they
 * answered before; `made_up`: one of them is made up; `few`: under 30 people. Flagged: `places`: the rounds cover other
 * places; `mode`: over other channels; `weighting`: weighted to something else; and `wording`, where it changed within a
 * round, or in the question that tells the group apart.
 */
export type TrendReason =
  | 'wording'
  | 'options'
  | 'routing'
  | 'places'
  | 'mode'
  | 'weighting'
  | 'made_up'
  | 'few'

export interface Change {
  /** Options told as one in both rounds. */
  readonly options: readonly string[]
  readonly part?: string
  /** Whole percents, as they are shown. */
  readonly from: number
  readonly to: number
  /** (p₂−p₁)/√(deff₁·p₁q₁/n₁ + deff₂·p₂q₂/n₂). */
  readonly z: number
  /** Two-sided, adjusted by Holm over all changes that are told together. */
  readonly p: number
  /** p under .05: only then may anything say that it rose or fell. */
  readonly changed: boolean
}

export type Trend = About & {
  readonly points: readonly TrendPoint[]
  /** From the last point but one to the last. Empty when refused. */
  readonly changes: readonly Change[]
} & (
    | { readonly state: 'comparable' }
    /** May be shown side by side, with what differs beside it. */
    | { readonly state: 'flagged'; readonly reasons: readonly TrendReason[] }
    /** Must not be shown as a change. */
    | { readonly state: 'refused'; readonly reasons: readonly TrendReason[] }
  )
