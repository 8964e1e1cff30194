/**
 * HXL hashtags (hxlstandard.org, 1.1). People who answered are `#respondee`, since `#affected` takes numbers only; a
 * group that findings are broken down by is no `#group`, which is an armed or other organisation.
 */
import type { Language } from '../flow/program.ts'

/** An attribute is a letter, then letters, digits and underscores. */
export function attribute(id: string): string {
  const plain = id.toLowerCase().replace(/[^a-z0-9_]/g, '_')
  return /^[a-z]/.test(plain) ? plain : `x${plain}`
}

/** `+i_ar`: the text is in this language. */
export const inLanguage = (language: Language): string => `+i_${attribute(language)}`

/** `#adm1` to `#adm5` by the depth of a place's level, counted from 0; deeper ones are plain locations. */
export const hashtagOfLevel = (depth: number): string => (depth < 5 ? `#adm${depth + 1}` : '#loc')
