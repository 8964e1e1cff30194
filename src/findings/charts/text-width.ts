/** How wide a text will be, without reading a font: a chart is drawn where there is none to read. */
import { LETTER_WIDTHS } from './letter-widths.ts'

/** Widths by form: alone, (first, middle,) last; regular, then bold. */
interface Letter {
  readonly regular: readonly number[]
  readonly bold: readonly number[]
}

/** What no table lists is taken to be a full square. */
const UNKNOWN: Letter = { regular: [1000], bold: [1000] }
/** Marks above and below letters, and marks of direction, take no room. */
const NO_ROOM = /[\p{M}\p{Cf}]/u
const JOINER = '\u200D'

const LETTERS = new Map<string, Letter>(
  LETTER_WIDTHS.split(',').map((entry) => {
    const [code = '', ...widths] = entry.split(' ')
    const numbers = widths.map(Number)
    const half = numbers.length / 2
    const letter = { regular: numbers.slice(0, half), bold: numbers.slice(half) }
    return [String.fromCodePoint(Number.parseInt(code, 16)), letter]
  }),
)
/** Joins to both sides and has no width of its own: four forms of nothing. */
LETTERS.set(JOINER, { regular: [0, 0, 0, 0], bold: [0, 0, 0, 0] })

/**
 * The width in the unit of `size`. That of Noto Sans and Noto Sans Arabic as pictures are drawn, to a few hundredths:
 * pairs that stand closer than usual are counted at full width, لا a little too narrow.
 */
export function textWidth(text: string, size: number, bold = false): number {
  let total = 0
  let before: Letter | undefined
  let letter: Letter | undefined
  for (const sign of text) {
    const next = LETTERS.get(sign) ?? (NO_ROOM.test(sign) ? undefined : UNKNOWN)
    if (next === undefined) continue
    if (letter !== undefined) total += widthOf(letter, before, next, bold)
    before = letter
    letter = next
  }
  if (letter !== undefined) total += widthOf(letter, before, undefined, bold)
  return (total * size) / 1000
}

/** Four forms: joins to what follows, too. Two: only to what goes before. One: stands alone. */
function widthOf(
  letter: Letter,
  before: Letter | undefined,
  after: Letter | undefined,
  bold: boolean,
): number {
  const widths = bold ? letter.bold : letter.regular
  const alone = widths[0] ?? 0
  if (widths.length === 1) return alone
  const joinedBefore = before?.regular.length === 4
  if (widths.length === 2) return joinedBefore ? (widths[1] ?? alone) : alone
  const joinedAfter = (after?.regular.length ?? 1) > 1
  if (joinedBefore) return (joinedAfter ? widths[2] : widths[3]) ?? alone
  return joinedAfter ? (widths[1] ?? alone) : alone
}
