/** Tags of one language that platforms and people write differently. `ku` from a phone in Iraq is Sorani. */
const SAME: Readonly<Record<string, string>> = {
  ku: 'ckb',
  kur: 'ckb',
  ara: 'ar',
  eng: 'en',
  acm: 'ar',
  ayp: 'ar',
}

/**
 * Which of the available languages a platform's tag means: `ar-IQ` → `ar`, `ku` → `ckb`, `en_GB` → `en`.
 * Undefined when none does, so that the person is asked. Kurmanji (`ku-Latn`, `kmr`) is not taken for Sorani.
 */
export function languageOf(tag: string | undefined, available: readonly string[]): string | undefined {
  if (tag === undefined) return undefined
  const lower = tag.toLowerCase().replaceAll('_', '-')
  const whole = available.find((language) => language.toLowerCase() === lower)
  if (whole !== undefined) return whole
  const [primary = '', ...rest] = lower.split('-')
  if (primary === 'ku' && (rest.includes('latn') || rest.includes('tr'))) return undefined
  const meant = SAME[primary] ?? primary
  return available.find((language) => {
    const [own = ''] = language.toLowerCase().split('-', 1)
    return own === primary || own === meant
  })
}
