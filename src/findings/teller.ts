/** What every sentence about findings is made with, and the small phrases that all of them share. */
import type { Program } from '../flow/program.ts'
import { formatNumber } from '../language/format-number.ts'
import type { Phrase, Texts, Values } from '../language/texts.ts'
import { type Wording, wordingOf } from './wording.ts'

/** Tells findings in one language. The texts are those of `locales/<language>/findings.json`. */
export interface Teller {
  readonly language: string
  readonly texts: Texts
  readonly wording: Wording
}

/** `programs`: those that name the round's questions and options, as `PublishedRound` has them. */
export const tellerOf = (texts: Texts, programs: readonly Program[], language: string): Teller => ({
  language,
  texts,
  wording: wordingOf(
    programs,
    language,
    texts.fill('unlisted', language),
    (option) => texts.find(`options.${option}`, language)?.text,
  ),
})

/** A text of findings.json, to be put into another one as it is. `count` picks the plural form. */
export const phraseOf = (teller: Teller, path: string, values?: Values, count?: number): Phrase => ({
  phrase: fill(teller, path, values, count),
})

/** A text of findings.json, filled; the gaps that empty phrases leave are closed. */
export const fill = ({ texts, language }: Teller, path: string, values?: Values, count?: number): string =>
  texts.fill(path, language, values, count).replace(/ {2,}/g, ' ').trim()

export const numberIn = ({ language }: Teller, value: number): string => formatNumber(value, language)

/** `A, B and C`, or `A, B or C`, as the language puts them in a row. */
export function listed(teller: Teller, phrases: readonly string[], word: 'and' | 'or'): Phrase {
  const [first = '', ...rest] = phrases
  return rest.reduce(
    (before: Phrase, phrase, at) => {
      const path = at === rest.length - 1 ? `list.${word}` : `list.${word}_more`
      return phraseOf(teller, path, { before, next: { phrase } })
    },
    { phrase: first },
  )
}

/** A sentence begins with a large letter, where the language has such; signs of direction may stand before it. */
export const sentence = (text: string, language: string): string =>
  text.replace(/^[\u2066-\u2069]*\p{Ll}/u, (start) => start.toLocaleUpperCase(language))
