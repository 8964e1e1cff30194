/** How simulated people type: digits of three scripts, slips of the finger, and things that answer nothing. */
import type { Body, MediaKind } from '../../engine/event.ts'
import type { Profile } from './profile.ts'
import { between, drawn, oneOf, type Random, type Shares } from './random.ts'

/** The first digit of the scripts that Iraqi keyboards write: 0–9, ٠–٩, ۰–۹. */
const ZEROS = { latin: 0x30, arabic: 0x660, extended: 0x6f0 } as const
export type Script = keyof typeof ZEROS

const SCRIPTS: Readonly<Record<Profile['language'], Shares<Script>>> = {
  ar: { latin: 45, arabic: 52, extended: 3 },
  ckb: { latin: 40, arabic: 40, extended: 20 },
  en: { latin: 97, arabic: 3, extended: 0 },
}

/** The script a person's keyboard writes: theirs for the whole conversation. */
export const scriptOf = (random: Random, language: Profile['language']): Script =>
  drawn(random, SCRIPTS[language])

export function writtenNumber(number: number, script: Script): string {
  return [...String(number)]
    .map((digit) => String.fromCharCode(ZEROS[script] + digit.charCodeAt(0) - ZEROS.latin))
    .join('')
}

/** One slip: two letters changed about, one left out, or one struck twice. Short words stay as they are. */
export function mistyped(random: Random, text: string): string {
  const letters = [...text]
  if (letters.length < 6) return text
  const at = between(random, 1, letters.length - 3)
  const [here = '', next = ''] = letters.slice(at, at + 2)
  const slips = [[next, here], [next], [here, here, next]]
  letters.splice(at, 2, ...(oneOf(random, slips) ?? [here, next]))
  return letters.join('')
}

const NOISE = ['؟', '🙂', '…', 'سلام', 'hmm', '👋', '؟؟؟']
const MEDIA: readonly MediaKind[] = ['sticker', 'voice', 'photo']

/** Something that answers no question. */
export const noise = (random: Random): Body =>
  random() < 0.75
    ? { kind: 'text', text: oneOf(random, NOISE) ?? '?' }
    : { kind: 'media', media: oneOf(random, MEDIA) ?? 'sticker' }

/** What someone types who wants another language than the one they were written in. */
export const OWN_LANGUAGE: Readonly<Record<Profile['language'], string>> = {
  ar: 'عربي',
  ckb: 'کوردی',
  en: 'English',
}
