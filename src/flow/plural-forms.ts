import { pluralForms as formsSaid, isCounted } from '../language/plural.ts'

const ORDER = ['zero', 'one', 'two', 'few', 'many', 'other'] as const

/** The plural forms that texts of this language need, `zero` to `other`; undefined for a language nobody has told us of. */
export function pluralForms(language: string): readonly string[] | undefined {
  if (!isCounted(language)) return undefined
  const forms = formsSaid(language)
  return ORDER.filter((form) => forms.includes(form))
}
