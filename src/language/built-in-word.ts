/** The words that work at any moment, in every language that the house speaks, as a whole message only. */
import { normalise } from './normalise.ts'

export const BUILT_IN_WORDS = [
  'stop',
  'start',
  'help',
  'language',
  'back',
  'skip',
  'again',
  'menu',
  'forget',
] as const
export type BuiltInWord = (typeof BUILT_IN_WORDS)[number]

export type Spoken =
  | { readonly kind: 'word'; readonly word: BuiltInWord }
  /** A language named in one's own words: `English`, `عربي`, `کوردی`. */
  | { readonly kind: 'language'; readonly language: string }

/** What one language's `common.json` says of words: lists of spellings. */
export interface WordList {
  readonly language: string
  readonly words: Readonly<Record<BuiltInWord, readonly string[]>>
  /** What people call this language. */
  readonly names: readonly string[]
}

export interface WordTable {
  /** Per language its keys; a key that two languages share means what the person's own language says. */
  readonly byLanguage: ReadonlyMap<string, ReadonlyMap<string, Spoken>>
  /** No word is longer than this many UTF-16 units. */
  readonly longest: number
}

export function wordTable(lists: readonly WordList[]): WordTable {
  let longest = 0
  const byLanguage = new Map<string, Map<string, Spoken>>()
  const put = (language: string, text: string, spoken: Spoken) => {
    longest = Math.max(longest, text.length)
    const keys = byLanguage.get(language)
    const key = normalise(text, language)
    if (keys !== undefined && !keys.has(key)) keys.set(key, spoken)
  }
  for (const { language, words } of lists) {
    byLanguage.set(language, new Map())
    for (const word of BUILT_IN_WORDS) {
      for (const text of [...words[word], `/${word}`]) put(language, text, { kind: 'word', word })
    }
  }
  for (const { language, names } of lists) {
    for (const name of names) {
      for (const key of byLanguage.keys()) put(key, name, { kind: 'language', language })
    }
  }
  return { byLanguage, longest }
}

/** The built-in word that this whole message is, or null. `/stop` and `/stop@bot` are the word `stop`. */
export function builtInWord(text: string, table: WordTable, language: string): Spoken | null {
  const plain = text.startsWith('/') ? text.replace(/@\w+$/, '').replaceAll('_', ' ') : text
  if (plain.length > table.longest + 8) return null
  const own = table.byLanguage.get(language)?.get(normalise(plain, language))
  if (own !== undefined) return own
  for (const [other, keys] of table.byLanguage) {
    const found = other === language ? undefined : keys.get(normalise(plain, other))
    if (found !== undefined) return found
  }
  return null
}
