/** Plain `ar` writes Western digits in ICU; people in Iraq and South Sudan read ١٬٢٣٤. */
const LOCALE: Readonly<Record<string, string>> = { ar: 'ar-IQ' }

const formats = new Map<string, Intl.NumberFormat>()

/** A number as readers of the language write it: `١٬٢٣٤` in Arabic and Sorani, `1,234` in English. */
export function formatNumber(value: number, language: string): string {
  let format = formats.get(language)
  if (format === undefined) {
    const locale = LOCALE[language] ?? language
    const known = Intl.NumberFormat.supportedLocalesOf([locale]).length > 0
    format = new Intl.NumberFormat(known ? locale : 'en', { maximumFractionDigits: 10 })
    formats.set(language, format)
  }
  return format.format(value)
}
