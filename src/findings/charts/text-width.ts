/** How wide a text will be, without reading a font: a chart is drawn where there is none to read. */
import { LETTER_WIDTHS } from './letter-widths.ts'

/** Widths by form: alone, (first, middle,) last; regular, then bold. */
interface Letter {
  readonly regular: readonly number[]
  readonly bold: readonly number[]
}

/** What no table lists is taken to be a full square. */
const UNKNOWN = 1000
/** Marks above and below letters, and marks of direction, take no room. */
const NO_ROOM = /[\p{M}\p{Cf}]/u
const JOINER = 0x200d

const LETTERS = new Map<number, Letter>(
  LETTER_WIDTHS.split(',').map((entry) => {
    const [code = '', ...widths] = entry.split(' ')
    const numbers = widths.map(Number)
    const half = numbers.length / 2
    return [Number.parseInt(code, 16), { regular: numbers.slice(0, half), bold: numbers.slice(half) }]
  }),
)

/**
 * The width in the unit of `size`. Never under that of Noto Sans and Noto Sans Arabic as pictures are drawn: pairs that
 * stand closer and letters that melt into one (لا) are counted at full width.
 */
export function textWidth(text: string, size: number, bold = false): number {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0).filter(takesPart)
  let total = 0
  for (const [at, code] of codes.entries()) total += widthOf(code, codes[at - 1], codes[at + 1], bold)
  return (total * size) / 1000
}

function widthOf(code: number, before: number | undefined, after: number | undefined, bold: boolean): number {
  if (code === JOINER) return 0
  const letter = LETTERS.get(code)
  if (letter === undefined) return UNKNOWN
  const widths = bold ? letter.bold : letter.regular
  const alone = widths[0] ?? UNKNOWN
  if (widths.length === 1) return alone
  const last = widths.at(-1) ?? alone
  const joinedBefore = joinsOnward(before)
  if (widths.length === 2) return joinedBefore ? last : alone
  const joinedAfter = joinsBack(after)
  if (joinedBefore) return joinedAfter ? (widths[2] ?? alone) : last
  return joinedAfter ? (widths[1] ?? alone) : alone
}

const takesPart = (code: number): boolean => code === JOINER || !NO_ROOM.test(String.fromCodePoint(code))

/** Has a form that joins to the letter that follows: four forms, where other letters have two or one. */
const joinsOnward = (code: number | undefined): boolean =>
  code === JOINER || (code !== undefined && LETTERS.get(code)?.regular.length === 4)

const joinsBack = (code: number | undefined): boolean =>
  code === JOINER || (code !== undefined && (LETTERS.get(code)?.regular.length ?? 1) > 1)
