/**
 * Shares as people say them: "6 in 10", "about 1 in 3", "more than half". Chosen from the whole percent that the chart
 * shows, by a table, so that words and figure never part; every phrase is true of every share that rounds to it.
 */

export type Frequency =
  /** "6 in 10": the percent is that share, rounded. */
  | { readonly kind: 'exact'; readonly count: number; readonly every: number }
  /** "about 6 in 10": within 2 points of it. */
  | { readonly kind: 'about'; readonly count: number; readonly every: number }
  | { readonly kind: 'half' | 'about_half' | 'over_half' | 'nearly_all' }
  /** "between 6 and 7 in 10": more than the one and less than the other. */
  | { readonly kind: 'between'; readonly low: number; readonly high: number; readonly every: number }
  /** "fewer than 1 in 20". */
  | { readonly kind: 'under'; readonly every: number }
  /** "more than 9 in 10". */
  | { readonly kind: 'over'; readonly count: number; readonly every: number }

/** Shares that have a name of their own; of two that are as near, the earlier one is said. */
const NAMED: readonly (readonly [count: number, every: number])[] = [
  [1, 2],
  [1, 4],
  [3, 4],
  [1, 3],
  [2, 3],
  ...[1, 2, 3, 4, 6, 7, 8, 9].map((count) => [count, 10] as const),
]
/** How far a percent may lie from a share that is called "about" so much. */
const NEAR = 2

/** The words for a whole percent from 0 to 100. */
export function frequencyOf(percent: number): Frequency {
  if (percent >= 98) return { kind: 'nearly_all' }
  if (percent >= 93) return { kind: 'over', count: 9, every: 10 }
  if (percent < 1) return { kind: 'under', every: 100 }
  if (percent < 5) return { kind: 'under', every: 20 }
  if (percent === 5) return { kind: 'exact', count: 1, every: 20 }
  if (percent < 8) return { kind: 'under', every: 10 }
  const distance = ([count, every]: readonly [number, number]): number =>
    Math.abs(percent - (100 * count) / every)
  const nearest = NAMED.reduce((best, next) => (distance(next) < distance(best) ? next : best))
  const [count, every] = nearest
  if (distance(nearest) > NEAR) return between(percent)
  const exact = Math.round((100 * count) / every) === percent
  if (every === 2) return { kind: exact ? 'half' : 'about_half' }
  return { kind: exact ? 'exact' : 'about', count, every }
}

function between(percent: number): Frequency {
  if (percent > 50 && percent < 60) return { kind: 'over_half' }
  const low = Math.floor(percent / 10)
  return { kind: 'between', low, high: low + 1, every: 10 }
}

/** So many percents may be added for `frequencyOfSum`; with more, what was rounded away could add up to too much. */
export const MOST_SUMMED = 4

/**
 * The words for several shares together that each stand in the chart. Each was rounded on its own, so the sum may be off
 * by half a point each, and nothing exact is said of it.
 */
export function frequencyOfSum(percents: readonly number[]): Frequency {
  const sum = Math.min(
    100,
    percents.reduce((total, percent) => total + percent, 0),
  )
  if (percents.length < 2) return frequencyOf(sum)
  const highest = sum + percents.length / 2
  if (sum <= 5) return { kind: 'under', every: highest <= 5 ? 20 : 10 }
  const said = frequencyOf(sum)
  if (said.kind === 'half') return { kind: 'about_half' }
  return said.kind === 'exact' ? { ...said, kind: 'about' } : said
}
