/** What is built in, in every language of `locales/<language>/common.json`: its texts, words and the languages' names. */
import type { Language, TextTree } from '../flow/program.ts'
import { BUILT_IN_WORDS, type WordTable, wordTable } from '../language/built-in-word.ts'
import { formatNumber } from '../language/format-number.ts'
import { listAt, textsOf, type Values } from '../language/texts.ts'

export interface House {
  /** Languages that have built-in texts. */
  readonly languages: readonly Language[]
  readonly words: WordTable
  /** A built-in text, its placeholders filled and isolated. */
  say(language: Language, path: string, values?: Values): string
  /** A text that says a number, `{{limit}}`, in the right plural form. */
  count(language: Language, path: string, limit: number): string
  /** A text where there is one in this very language. */
  find(language: Language, path: string): string | undefined
  /** Spellings listed under a path, such as `words.yes`. */
  list(language: Language, path: string): readonly string[]
}

const made = new WeakMap<Readonly<Record<Language, TextTree>>, House>()

/** One house for one `common`, made once. */
export function houseOf(common: Readonly<Record<Language, TextTree>>): House {
  const known = made.get(common)
  if (known !== undefined) return known
  const languages = Object.keys(common)
  const fallbacks = ['en', ...languages].filter((language) => common[language] !== undefined)
  const texts = textsOf(common, fallbacks)
  const list = (language: Language, path: string) => listAt(common[language], path)
  const words = wordTable(
    languages.map((language) => ({
      language,
      names: list(language, 'names'),
      words: wordsOf((word) => list(language, `words.${word}`)),
    })),
  )
  const house: House = {
    languages,
    words,
    list,
    say: (language, path, values) => texts.fill(path, language, values),
    count: (language, path, limit) =>
      texts.fill(path, language, { limit: formatNumber(limit, language) }, limit),
    find: (language, path) => {
      const found = texts.find(path, language)
      return found?.language === language ? found.text : undefined
    },
  }
  made.set(common, house)
  return house
}

type Words = Record<(typeof BUILT_IN_WORDS)[number], readonly string[]>

function wordsOf(spellings: (word: string) => readonly string[]): Words {
  const words: Partial<Words> = {}
  for (const word of BUILT_IN_WORDS) words[word] = spellings(word)
  return words as Words // every word of BUILT_IN_WORDS was just put in
}
