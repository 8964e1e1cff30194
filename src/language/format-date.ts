/** Plain `ar` writes أبريل and Western digits; people in Iraq read نيسان and ٤. English days go first here, as at home. */
const LOCALE: Readonly<Record<string, string>> = { ar: 'ar-IQ', en: 'en-GB' }

/** A day, or a month, as readers of the language write it; days are UTC's. */
export function formatDate(at: number, language: string, width: 'day' | 'month' = 'day'): string {
  const locale = LOCALE[language] ?? language
  const known = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0
  const day = width === 'day' ? ({ day: 'numeric' } as const) : {}
  return new Intl.DateTimeFormat(known ? locale : 'en-GB', {
    ...day,
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at)
}
