/**
 * Intervals around a share of people. For staff, and named for what they assume: people drawn at random. An opt-in
 * sample is not such a draw, so nothing in public claims one.
 */
import { NORMAL_95 } from './normal.ts'
import { studentQuantile } from './student.ts'

/** Shares, from 0 to 1. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export interface IntervalOptions {
  /** The variance is so many times that of people drawn one by one. */
  readonly designEffect?: number
  /** Degrees of freedom, where few clusters were drawn and Student's t stands for the normal distribution. */
  readonly degrees?: number
}

/** Wilson's score interval (1927) of 95 % for `count` of `base` people. Undefined where nobody was asked. */
export function wilson(
  count: number,
  base: number,
  { designEffect = 1, degrees }: IntervalOptions = {},
): Interval | undefined {
  return base > 0 ? wilsonOfShare(count / base, base / designEffect, degrees) : undefined
}

/**
 * The same around a share that was estimated some other way, such as with weights. `size`: how many people drawn one by
 * one would tell as much; need not be whole.
 *
 * (p + q²/2n ± q·√(p(1−p)/n + q²/4n²)) / (1 + q²/n), with q the distribution's quantile and n the size.
 */
export function wilsonOfShare(share: number, size: number, degrees?: number): Interval {
  const quantile = degrees === undefined ? NORMAL_95 : studentQuantile(0.95, degrees)
  const square = quantile ** 2 / size
  const middle = share + square / 2
  const spread = quantile * Math.sqrt((share * (1 - share)) / size + square / (4 * size))
  // At 0 and 1 the two terms are equal, and rounding alone would keep the bound from being so.
  return {
    low: share === 0 ? 0 : (middle - spread) / (1 + square),
    high: share === 1 ? 1 : (middle + spread) / (1 + square),
  }
}

/**
 * How many people drawn one by one would give a share this standard error: p(1−p)/SE². With it and the design's
 * degrees of freedom, `wilsonOfShare` gives the interval of a share among people drawn in clusters.
 */
export const effectiveSize = (share: number, standardError: number): number =>
  (share * (1 - share)) / standardError ** 2

/**
 * Newcombe's interval for the difference of two shares of different people, second minus first, from the Wilson interval
 * of each (Statistics in Medicine 17, 1998, method 10). From −1 to 1; undefined where nobody was asked.
 */
export function newcombe(
  first: { readonly count: number; readonly base: number },
  second: { readonly count: number; readonly base: number },
  options: IntervalOptions = {},
): Interval | undefined {
  const one = wilson(first.count, first.base, options)
  const two = wilson(second.count, second.base, options)
  if (one === undefined || two === undefined) return undefined
  const [before, after] = [first.count / first.base, second.count / second.base]
  return {
    low: after - before - Math.hypot(after - two.low, one.high - before),
    high: after - before + Math.hypot(two.high - after, before - one.low),
  }
}
