/** Texts as they are drawn: in lines, each with its own direction, at the side where reading begins. */
import { directionOf } from '../../language/direction.ts'
import type { Block } from './block.ts'
import { COLOURS, type Tone } from './palette.ts'
import { across, element, escapeXml, type Space } from './svg.ts'
import { type Lettering, widestWord, wrap, wrapEvenly } from './wrap.ts'

/** Where reading begins in a language, for a drawing of some width. */
export const spaceOf = (width: number, language: string): Space => ({
  width,
  rightToLeft: directionOf(language) === 'rtl',
})

/** First the script's own font: resvg takes a letter that the first font lacks from a regular one, however bold the text. */
export const fontsOf = (rightToLeft: boolean): string =>
  rightToLeft ? 'Noto Sans Arabic, Noto Sans, sans-serif' : 'Noto Sans, Noto Sans Arabic, sans-serif'

/** Which point of a line lies where it is put: the one where reading begins, the middle, or the other end. */
export type Anchor = 'start' | 'middle' | 'end'

export interface Writing extends Lettering {
  readonly tone?: Tone
  /** A colour that no page replaces: for text upon a coloured part. */
  readonly colour?: string
  readonly anchor?: Anchor
}

/** Arabic and Sorani have marks above and below their letters. */
export const lineHeight = ({ rightToLeft }: Space, size: number): number =>
  Math.round(size * (rightToLeft ? 1.6 : 1.4))

/** From a line's top to the foot of its letters. */
export const baselineOf = (space: Space, size: number): number => lineHeight(space, size) / 2 + size * 0.36

/** One line; `y` is the foot of its letters. */
export function writeLine(space: Space, line: string, start: number, y: number, writing: Writing): string {
  return writeLines(space, [line], start, y, writing)
}

/** A text wrapped to a width, from `start` of the space on. */
export function textBlock(
  space: Space,
  text: string,
  writing: Writing & { readonly width?: number; readonly start?: number; readonly even?: boolean },
): Block {
  const { start = 0, width = space.width - start, even = false } = writing
  const lines = even ? wrapEvenly(text, width, writing) : wrap(text, width, writing)
  const at = { start, middle: start + width / 2, end: start + width }[writing.anchor ?? 'start']
  return {
    body: writeLines(space, lines, at, baselineOf(space, writing.size), writing),
    height: lines.length * lineHeight(space, writing.size),
  }
}

/**
 * A figure in large type: on one line as large as the width allows, else smaller on two or three. No word is broken that
 * fits at the least size.
 */
export function figureBlock(space: Space, figure: string, largest: number, least: number): Block {
  for (let size = largest; size > least; size *= 0.9) {
    if (widestWord(figure, { size, bold: true }) > space.width) continue
    const lines = wrap(figure, space.width, { size, bold: true }).length
    // Two lines are as high as one of the largest at about two thirds of its size.
    if (lines * size <= largest * (lines === 1 ? 1 : 1.3))
      return textBlock(space, figure, { size: Math.round(size), bold: true, tone: 'accent', even: true })
  }
  return textBlock(space, figure, { size: least, bold: true, tone: 'accent', even: true })
}

/** Lines below each other, the first one's letters standing on `y`. */
export function writeLines(
  space: Space,
  lines: readonly string[],
  start: number,
  y: number,
  { size, bold = false, tone = 'ink', colour, anchor = 'start' }: Writing,
): string {
  const texts = lines.map((line, at) =>
    line === ''
      ? ''
      : element(
          'text',
          {
            x: across(space, start),
            y: Math.round(y + at * lineHeight(space, size)),
            'font-size': size,
            'font-weight': bold ? 700 : undefined,
            fill: colour ?? COLOURS[tone],
            class: colour === undefined ? `c-${tone}` : undefined,
            'text-anchor': physical(space, anchor),
            'font-family': !space.rightToLeft && ARABIC.test(line) ? fontsOf(true) : undefined,
          },
          escapeXml(directed(space, line)),
        ),
  )
  return texts.join('')
}

const ARABIC = /\p{Script=Arabic}/u

/** Left to right is what an SVG begins with; the drawing says so, and each text has its own direction inside. */
function physical({ rightToLeft }: Space, anchor: Anchor): string | undefined {
  if (anchor === 'middle') return 'middle'
  return (anchor === 'end') === rightToLeft ? undefined : 'end'
}

/** Overrides and embeddings within a name would reach beyond it. */
const OVERRIDES = /[\u202A-\u202E]/g

/** Wrapped in its direction, because resvg knows no other way to be told. */
const directed = ({ rightToLeft }: Space, line: string): string =>
  `${rightToLeft ? '\u2067' : '\u2066'}${line.replace(OVERRIDES, '')}\u2069`
