/** How far a share could lie from the population's, as if the people had been drawn at random. They were not: for staff. */
import type { Cell, ShownFinding } from '../findings/finding.ts'
import { wilsonOfShare } from '../findings/interval.ts'

/** Percents, to one decimal. */
export interface PercentInterval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson's 95 % interval; where percents are weighted, of the weighted share and of the people that the weights leave.
 * `designEffect`: of the way people were found, beside the weights.
 */
export function intervalAsIfRandom(
  { base, designEffect: ofWeights }: ShownFinding,
  { count, percent }: Cell,
  designEffect: number,
): PercentInterval {
  const share = ofWeights === undefined ? count / base : percent / 100
  const { low, high } = wilsonOfShare(share, base / ((ofWeights ?? 1) * designEffect))
  return { low: tenths(low), high: tenths(high) }
}

const tenths = (share: number): number => Math.round(share * 1000) / 10
