/** Bands of numbers that are told as one. */
import { bandOf } from './finding.ts'

export interface Band {
  /** Null: open. */
  readonly low: number | null
  /** The first number beyond it; null: open. */
  readonly high: number | null
}

/** One band, or neighbouring ones joined; undefined where options are no bands, or leave a gap between them. */
export function joinedBand(options: readonly string[]): Band | undefined {
  const bands = options.flatMap((option) => bandOf(option) ?? [])
  const [first] = bands
  const last = bands.at(-1)
  if (first === undefined || last === undefined || bands.length < options.length) return undefined
  if (bands.some(({ low }, at) => at > 0 && low !== bands[at - 1]?.high)) return undefined
  return { low: first.low, high: last.high }
}
