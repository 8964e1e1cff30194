/** How far a share could lie from the population's, if the people had been drawn at random. They were not: for staff. */
import type { Cell, ShownFinding } from '../findings/finding.ts'

/** Percents, to one decimal. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** 95 % of a normal distribution lie within so many standard deviations. */
const Z = 1.959963984540054

/** Wilson's 95 % interval; where percents are weighted, of the weighted share and of the base that the weights leave. */
export function intervalAsIfRandom({ base, designEffect }: ShownFinding, { count, percent }: Cell): Interval {
  const p = designEffect === undefined ? count / base : percent / 100
  const n = base / (designEffect ?? 1)
  const middle = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n)
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))
  return { low: tenths(Math.max(0, middle - half)), high: tenths(Math.min(1, middle + half)) }
}

const tenths = (share: number): number => Math.round(share * 1000) / 10
