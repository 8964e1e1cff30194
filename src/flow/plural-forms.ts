/**
 * Languages that Unicode's CLDR, and so `Intl.PluralRules`, has no rules for: Juba Arabic, Sudanese Arabic, Dinka, Nuer. Asked for
 * them, `Intl` answers silently with the rules of another language. Their nouns are counted as one and more than one.
 */
const NOT_IN_CLDR: Readonly<Record<string, readonly string[]>> = {
  pga: ['one', 'other'],
  apd: ['one', 'other'],
  din: ['one', 'other'],
  nus: ['one', 'other'],
}

const ORDER = ['zero', 'one', 'two', 'few', 'many', 'other']

/** The plural forms that texts of this language need, `zero` to `other`; undefined for a language nobody has told us of. */
export function pluralForms(language: string): readonly string[] | undefined {
  const own = NOT_IN_CLDR[language.split('-')[0] ?? language]
  if (own !== undefined) return own
  try {
    if (Intl.PluralRules.supportedLocalesOf([language]).length === 0) return undefined
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    return ORDER.filter((form) => (forms as string[]).includes(form))
  } catch {
    return undefined
  }
}
