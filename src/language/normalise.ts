/**
 * The matching key of a text: what two spellings of the same words share. For matching only: what was written is kept.
 * Arabic and Sorani fold the same letters in opposite ways, so a key belongs to a language.
 */
import { digits } from './digits.ts'

const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/i
const INVISIBLE = /\u200D|\uFE0E|\uFE0F|\u0640|[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/g
const ZWNJ = /\u200C/g
const APOSTROPHES = /['’‘ʼ`´]/g
const MARKS = /\p{M}/gu
const NOT_WORDS = /[^\p{L}\p{N}]+/gu
const SKIN = /[\u{1F3FB}-\u{1F3FF}]/gu

/** A text's key in a language. Texts without letters or digits, such as 👍, keep their signs. */
export function normalise(text: string, language: string): string {
  // Most of what is typed in Latin letters, and the same key in every language.
  if (PLAIN.test(text)) return text.toLowerCase()
  const fold = FOLDS[language.split('-', 1)[0] ?? ''] ?? latin
  const folded = fold(digits(text).normalize('NFKC').toLowerCase().replace(INVISIBLE, ''))
  const words = folded.replace(ZWNJ, '').replace(APOSTROPHES, '').replace(NOT_WORDS, ' ').trim()
  return words !== '' ? words : folded.replace(SKIN, '').replace(/\s+/g, ' ').trim()
}

const FOLDS: Readonly<Record<string, (text: string) => string>> = { ar: arabic, ckb: sorani }

function latin(text: string): string {
  return text.normalize('NFD').replace(MARKS, '')
}

function arabic(text: string): string {
  return text
    .replace(MARKS, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .replace(/[ىیې]/g, 'ي')
    .replace(/[کڪ]/g, 'ك')
}

/** Many phones lack ڕ ڵ ۆ ێ: the plain letters stand for them too. */
function sorani(text: string): string {
  return text
    .replace(/ه\u200C|ه(?![\p{L}\p{M}\u200C])|ة/gu, 'ە')
    .replace(MARKS, '')
    .replace(/[يىێ]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ھ/g, 'ه')
    .replace(/ڕ/g, 'ر')
    .replace(/ڵ/g, 'ل')
    .replace(/ۆ/g, 'و')
}
