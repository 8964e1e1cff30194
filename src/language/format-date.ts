/** Plain `ar` writes أبريل and Western digits; people in Iraq read نيسان and ٤. English days go first here, as at home. */
const LOCALE: Readonly<Record<string, string>> = { ar: 'ar-IQ', en: 'en-GB' }

/** Languages whose month is written before its year as within a whole date, where ICU has the year first. */
const MONTH_OF_DAY = new Set(['ckb'])

/** A day, or a month and its year, as readers of the language write it; days are UTC's. `short_month`: under a chart. */
export function formatDate(
  at: number,
  language: string,
  width: 'day' | 'month' | 'short_month' = 'day',
): string {
  const locale = LOCALE[language] ?? language
  const known = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0
  const cut = width !== 'day' && MONTH_OF_DAY.has(language)
  const day = width === 'day' || cut ? ({ day: 'numeric' } as const) : {}
  const format = new Intl.DateTimeFormat(known ? locale : 'en-GB', {
    ...day,
    month: width === 'short_month' ? 'short' : 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  if (!cut) return format.format(at)
  const parts = format.formatToParts(at)
  const month = parts.findIndex(({ type }) => type === 'month')
  return parts
    .slice(month)
    .map(({ value }) => value)
    .join('')
}
