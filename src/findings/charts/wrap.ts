/** Breaks a text into lines by the width of its letters. Nothing is cut off. */
import { textWidth } from './text-width.ts'

export interface Lettering {
  /** Height of the text in pixels. */
  readonly size: number
  readonly bold?: boolean
}

/** A page draws with whatever font the reader has: room for one that runs wider than ours. */
const SLACK = 1.04

/** Room to keep for one line of text. */
export const roomFor = (text: string, { size, bold = false }: Lettering): number =>
  textWidth(text, size, bold) * SLACK

/**
 * Lines no wider than `width`. Breaks at spaces, within a word only where the word alone is wider, and where the text
 * breaks itself. Names and numbers that were isolated stay so on each line they run over.
 */
export function wrap(text: string, width: number, lettering: Lettering): string[] {
  return balanceIsolates(
    text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((line) => wrapLine(line, width, lettering)),
  )
}

/** As few lines as `wrap` needs, but of about the same length: for titles. Breaks no word that `wrap` leaves whole. */
export function wrapEvenly(text: string, width: number, lettering: Lettering): string[] {
  let best = wrap(text, width, lettering)
  const least = Math.max(width * 0.45, widestWord(text, lettering))
  for (let narrower = width * 0.95; narrower > least; narrower *= 0.95) {
    const lines = wrap(text, narrower, lettering)
    if (lines.length > best.length) break
    best = lines
  }
  return best
}

/** The room that the widest word of a text needs. */
export const widestWord = (text: string, lettering: Lettering): number =>
  text.split(/\s+/).reduce((most, word) => Math.max(most, roomFor(word, lettering)), 0)

function wrapLine(line: string, width: number, lettering: Lettering): string[] {
  const space = roomFor(' ', lettering)
  const lines: string[] = []
  let current = ''
  // Letters do not join across a space: a line is as wide as its words and the spaces between them.
  let used = 0
  for (const word of line.split(/[ \t]+/)) {
    if (word === '') continue
    const room = roomFor(word, lettering)
    if (current !== '' && used + space + room <= width) {
      current += ` ${word}`
      used += space + room
      continue
    }
    if (current !== '') lines.push(current)
    const pieces = room <= width ? [word] : breakWord(word, width, lettering)
    lines.push(...pieces.slice(0, -1))
    current = pieces.at(-1) ?? ''
    used = pieces.length === 1 ? room : roomFor(current, lettering)
  }
  if (current !== '' || lines.length === 0) lines.push(current)
  return lines
}

function breakWord(word: string, width: number, lettering: Lettering): string[] {
  const pieces: string[] = []
  let current = ''
  for (const letter of graphemes(word)) {
    if (current !== '' && roomFor(current + letter, lettering) > width) {
      pieces.push(current)
      current = ''
    }
    current += letter
  }
  return [...pieces, current]
}

/** A letter with the marks that belong to it. */
const graphemes = (word: string): readonly string[] => word.match(/.[\p{M}\p{Cf}]*/gsu) ?? []

const OPENS = /[\u2066-\u2068]/
const CLOSES = '\u2069'

/** Each line closes what it opens, and opens again what the line before had to close. */
function balanceIsolates(lines: readonly string[]): string[] {
  let open: string[] = []
  return lines.map((line) => {
    const before = open.join('')
    open = [...open]
    let kept = ''
    for (const letter of line) {
      if (letter === CLOSES && open.pop() === undefined) continue
      if (OPENS.test(letter)) open.push(letter)
      kept += letter
    }
    return before + kept + CLOSES.repeat(open.length)
  })
}
