import { formatNumber } from '../../language/format-number.ts'

/** Plain `ar` writes أبريل; people in Iraq read نيسان. */
const LOCALE: Readonly<Record<string, string>> = { ar: 'ar-IQ', en: 'en-GB' }

/** What stands under each round of a trend: its year, with the month where two rounds fall into one year. UTC. */
export function roundLabels(times: readonly number[], language: string): string[] {
  const years = times.map((at) => new Date(at).getUTCFullYear())
  const distinct = new Set(years).size === years.length
  return times.map((at, round) => {
    const year = plainNumber(years[round] ?? 0, language)
    return distinct ? year : `${monthOf(at, language)} ${year}`
  })
}

/** A year takes the language's digits but no mark between thousands. */
const plainNumber = (value: number, language: string): string =>
  [...String(value)].map((digit) => formatNumber(Number(digit), language)).join('')

function monthOf(at: number, language: string): string {
  const locale = LOCALE[language] ?? language
  const known = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0
  return new Intl.DateTimeFormat(known ? locale : 'en-GB', { month: 'short', timeZone: 'UTC' }).format(at)
}
