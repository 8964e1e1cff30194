/** Questions written out with numbers, for channels without buttons and for more options than they can show. Pure. */
import type { Ask, Message, Option } from '../engine/message.ts'
import type { Language } from '../flow/program.ts'

/** What is said around numbered options, see `numbered` in `locales/<language>/common.json`. */
export interface NumberedText {
  /** On what opens a list: at most 20 characters. */
  readonly choose: string
  readonly one: string
  readonly several: string
  /** Has `{{words}}`. */
  readonly also: string
  /** From 0 to 9, as the language writes them; 0123456789 when left out. Any digits are understood in an answer. */
  readonly digits?: string
}

export type NumberedTexts = Readonly<Record<Language, NumberedText>>

const RIGHT_TO_LEFT_MARK = '\u200F'

/** A line that began with its number would be drawn from the left: the mark makes it read from the right. */
export const numberedList = ({ options }: Ask, direction: Message['direction'], digits?: string): string =>
  options
    .map(
      ({ label }, index) =>
        `${direction === 'rtl' ? RIGHT_TO_LEFT_MARK : ''}${written(index + 1, digits)}. ${label}`,
    )
    .join('\n')

export const written = (number: number, digits?: string): string =>
  digits?.length === 10
    ? String(number).replace(/\d/g, (digit) => digits[Number(digit)] ?? digit)
    : String(number)

/** What is asked of somebody without a session has the number 0: nothing is remembered that a number could mean. */
const isPassing = ({ ask }: Ask): boolean => ask === 0

const plainList = ({ options }: Ask): string => options.map(({ label }) => `• ${label}`).join('\n')

/** The message in words alone: its options by number, how to answer, and how to leave the question out where one may. */
export function numberedText({ text, language, direction, ask }: Message, texts: NumberedTexts): string {
  if (ask === undefined) return text
  const around = wordsIn(texts, language)
  const skip = ask.actions.find(({ id }) => id === '~skip')
  const parts = [text]
  if (ask.options.length > 0 && isPassing(ask)) parts.push(plainList(ask))
  else if (ask.options.length > 0) {
    parts.push(numberedList(ask, direction, around.digits))
    parts.push(ask.kind === 'choose_many' ? around.several : around.one)
  }
  if (skip !== undefined) parts.push(alsoSaid(around, skip))
  return parts.filter((part) => part !== '').join('\n\n')
}

/** In the message's language, else in the first there is; no words rather than a failure where there is none. */
export function wordsIn(texts: NumberedTexts, language: Language): NumberedText {
  const own = Object.hasOwn(texts, language) ? texts[language] : undefined
  return own ?? Object.values(texts)[0] ?? NO_WORDS
}

const NO_WORDS: NumberedText = { choose: '…', one: '', several: '', also: '' }

const alsoSaid = ({ also }: NumberedText, { label }: Option): string => also.replace('{{words}}', () => label)
