export type PluralCategory = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'

/**
 * Languages that Node's ICU does not know and would silently give English rules: Juba Arabic (`pga`), Sudanese Arabic (`apd`), Dinka and Nuer.
 * Each tells one thing from several, as grammars describe their nouns; their forms are listed so that the check can ask for them.
 */
const OWN: Readonly<Record<string, readonly PluralCategory[]>> = {
  apd: ['one', 'other'],
  pga: ['one', 'other'],
  din: ['one', 'other'],
  nus: ['one', 'other'],
}

const rules = new Map<string, Intl.PluralRules>()

function rulesOf(language: string): Intl.PluralRules {
  const known = rules.get(language)
  if (known !== undefined) return known
  const made = new Intl.PluralRules(
    Intl.PluralRules.supportedLocalesOf([language]).length > 0 ? language : 'en',
  )
  rules.set(language, made)
  return made
}

const primaryOf = (language: string): string => language.toLowerCase().split(/[-_]/, 1)[0] ?? ''

/** Which form of a text goes with a number. */
export function pluralCategory(language: string, count: number): PluralCategory {
  if (OWN[primaryOf(language)] !== undefined) return count === 1 ? 'one' : 'other'
  return rulesOf(language).select(count)
}

/** Whether we know how this language counts; false for what is no language tag. */
export function isCounted(language: string): boolean {
  if (OWN[primaryOf(language)] !== undefined) return true
  try {
    return Intl.PluralRules.supportedLocalesOf([language]).length > 0
  } catch {
    return false
  }
}

/** Every form that a text with a number needs in a language: six in Arabic, two in Sorani and English. */
export function pluralForms(language: string): readonly PluralCategory[] {
  return OWN[primaryOf(language)] ?? rulesOf(language).resolvedOptions().pluralCategories
}
