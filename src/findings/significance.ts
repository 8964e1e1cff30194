/** Whether two shares of different people differ by more than chance would have it. */
import { NORMAL_95, twoSided } from './normal.ts'

/** A share of some people, from 0 to 1. */
export interface Share {
  readonly share: number
  /** People, unweighted. */
  readonly base: number
  /** The variance is so many times that of people drawn one by one; 1 unless told. */
  readonly designEffect?: number
}

export interface Difference {
  /** (p₂−p₁)/√(deff₁·p₁q₁/n₁ + deff₂·p₂q₂/n₂). Infinite between a share of 0 and one of 1. */
  readonly z: number
  /** Two-sided: how often chance alone makes a difference as large as this. */
  readonly p: number
}

/** The z test with unpooled variances; never a look at whether two intervals overlap, which misses true changes. */
export function testDifference(before: Share, after: Share): Difference {
  const difference = after.share - before.share
  const error = Math.sqrt(variance(before) + variance(after))
  const z = difference === 0 ? 0 : difference / error
  return { z, p: twoSided(z) }
}

/** The smallest difference between two shares near `share` that the test tells from chance: 0.069 for 400 people each. */
export const smallestChange = (
  before: Omit<Share, 'share'>,
  after: Omit<Share, 'share'>,
  share = 0.5,
): number => NORMAL_95 * Math.sqrt(variance({ ...before, share }) + variance({ ...after, share }))

/**
 * Holm's adjustment (Scandinavian Journal of Statistics 6, 1979) of p values that are judged together, in the order
 * given: whichever falls under .05 then, the chance that any of them does so wrongly is under .05.
 */
export function holm(values: readonly number[]): number[] {
  const smallestFirst = values.map((p, at) => ({ p, at })).sort((one, other) => one.p - other.p)
  const adjusted = values.map(() => 1)
  let largest = 0
  for (const [rank, { p, at }] of smallestFirst.entries()) {
    largest = Math.max(largest, Math.min(1, p * (values.length - rank)))
    adjusted[at] = largest
  }
  return adjusted
}

const variance = ({ share, base, designEffect = 1 }: Share): number =>
  (designEffect * share * (1 - share)) / base
