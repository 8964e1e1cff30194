/** Median and quartiles, from how often each value was given. */

export interface NumberSummary {
  readonly count: number
  readonly lowest: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly highest: number
}

/** Quartiles interpolate between neighbours (type 7 of Hyndman and Fan 1996, as R and spreadsheets do). Needs a value. */
export function summarise(values: ReadonlyMap<number, number>): NumberSummary {
  const sorted = [...values].sort(([a], [b]) => a - b)
  const count = sorted.reduce((sum, [, times]) => sum + times, 0)
  const at = (index: number): number => {
    let seen = 0
    for (const [value, times] of sorted) {
      seen += times
      if (index < seen) return value
    }
    return Number.NaN
  }
  const quantile = (share: number): number => {
    const exact = (count - 1) * share
    const below = Math.floor(exact)
    const low = at(below)
    return exact === below ? low : low + (at(below + 1) - low) * (exact - below)
  }
  return {
    count,
    lowest: at(0),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
    highest: at(count - 1),
  }
}
