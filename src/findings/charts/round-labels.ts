import { formatDate } from '../../language/format-date.ts'
import { formatNumber } from '../../language/format-number.ts'

/** What stands under each round of a trend: its year, with the month where two rounds fall into one year. UTC. */
export function roundLabels(times: readonly number[], language: string): string[] {
  const years = times.map((at) => new Date(at).getUTCFullYear())
  const distinct = new Set(years).size === years.length
  return times.map((at, round) =>
    distinct ? plainNumber(years[round] ?? 0, language) : formatDate(at, language, 'short_month'),
  )
}

/** A year takes the language's digits but no mark between thousands. */
const plainNumber = (value: number, language: string): string =>
  [...String(value)].map((digit) => formatNumber(Number(digit), language)).join('')
