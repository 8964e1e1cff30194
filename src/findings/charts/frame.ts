/** Makes a chart of a block: bare for a page, or as a picture with all that it must carry when it travels alone. */
import { type Block, EMPTY, stack } from './block.ts'
import type { Caption, Chart, Drawing, SlicedChart } from './chart.ts'
import { fontsOf, spaceOf, textBlock } from './lettering.ts'
import { COLOURS, fill } from './palette.ts'
import { element, moved, rect, type Space } from './svg.ts'

/** What is said beside a chart is smaller than its names. */
const SMALL = 0.89
/** On a picture for a chat nothing is smaller: a phone shows it at a third. */
const LEAST_IN_CHAT = 30
/** Between a picture's edge and what is on it, in text sizes. */
const MARGIN = 1.7

export const smallSize = (textSize: number): number =>
  textSize < LEAST_IN_CHAT ? textSize * SMALL : Math.max(LEAST_IN_CHAT, textSize * SMALL)

/** Draws what `draw` gives for the width that is left: all of it, or what a caption's margins leave. */
export function framed(
  drawing: Drawing & { readonly caption?: Caption },
  draw: (inner: Drawing) => Block,
  description: string,
): Chart {
  const { caption } = drawing
  if (caption === undefined) return chartOf(drawing, draw(drawing), description)
  const margin = drawing.textSize * MARGIN
  const inner = { ...drawing, width: drawing.width - 2 * margin }
  const parts = [headOf(inner, caption), madeUpOf(inner, caption), draw(inner), footOf(inner, caption)]
  const content = stack(parts, drawing.textSize * 1.1)
  return pictureOf(drawing, content, margin, `${description} ${spoken(caption)}`)
}

/** A block without ground or margins. */
function chartOf({ width, teller }: Drawing, block: Block, description: string): Chart {
  return svgOf(spaceOf(width, teller.language), block.body, { to: block.height }, description)
}

/** A block on white ground, with a margin on every side. */
export function pictureOf(
  drawing: Drawing,
  content: Block,
  margin: number,
  description: string,
  least = 0,
): Chart {
  const space = spaceOf(drawing.width, drawing.teller.language)
  const height = Math.max(least, content.height + 2 * margin)
  return svgOf(space, onGround(space, content, margin, height), { to: height }, description)
}

/** Two blocks and the gap between them, as one picture and as two. Nothing may reach as far as the middle of the gap. */
export function slicedPictureOf(
  drawing: Drawing,
  [upper, lower]: readonly [Block, Block],
  gap: number,
  margin: number,
  description: string,
): SlicedChart {
  const whole = pictureOf(drawing, stack([upper, lower], gap), margin, description)
  if (upper.height === 0 || lower.height === 0) return { ...whole, slices: [whole.svg] }
  const space = spaceOf(drawing.width, drawing.teller.language)
  const cut = Math.round(margin + upper.height + gap / 2)
  const below = { ...lower, body: moved(lower.body, 0, upper.height + gap) }
  const sliceOf = (content: Block, rows: Rows) =>
    svgOf(space, onGround(space, content, margin, whole.height), rows, description).svg
  return { ...whole, slices: [sliceOf(upper, { to: cut }), sliceOf(below, { from: cut, to: whole.height })] }
}

function onGround(space: Space, content: Block, margin: number, height: number): string {
  const ground = rect(space, 0, 0, space.width, Math.ceil(height), fill('ground'))
  const band = rect(space, 0, 0, space.width, margin / 5, fill('accent'))
  return ground + band + moved(content.body, margin, margin)
}

/** Of what is drawn, in pixels: those that can be seen. */
interface Rows {
  readonly from?: number
  readonly to: number
}

function svgOf(
  { width, rightToLeft }: Space,
  body: string,
  { from = 0, to }: Rows,
  description: string,
): Chart {
  const height = Math.ceil(to - from)
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 ${from} ${width} ${height}`,
      width,
      height,
      class: 'chart',
      // A page that runs right to left would turn the anchors round; resvg takes no notice.
      direction: 'ltr',
      role: 'img',
      'aria-label': description,
      'font-family': fontsOf(rightToLeft),
      fill: COLOURS.ink,
    },
    body,
  )
  return { svg, width, height, description }
}

/** The title, then where and when. */
export function headOf({ width, textSize, teller }: Drawing, { title, place, date }: Caption): Block {
  const space = spaceOf(width, teller.language)
  const under = [place, date].filter((part) => part !== '').join(' · ')
  return stack(
    [
      textBlock(space, title, { size: textSize * 1.5, bold: true, even: true }),
      under === '' ? EMPTY : textBlock(space, under, { size: textSize, tone: 'soft' }),
    ],
    textSize * 0.1,
  )
}

/** Stands out: nobody may take made-up answers for real ones. */
export function madeUpOf({ width, textSize, teller }: Drawing, { madeUp }: Caption): Block {
  if (madeUp === undefined || madeUp === '') return EMPTY
  const space = spaceOf(width, teller.language)
  const pad = textSize * 0.5
  const inner = { ...space, width: width - 2 * pad }
  const text = textBlock(inner, madeUp, { size: textSize, bold: true, colour: COLOURS.ink })
  const height = text.height + pad
  return {
    body:
      rect(space, 0, 0, width, height, { ...fill('warn'), rx: textSize * 0.2 }) +
      moved(text.body, pad, pad / 2),
    height,
  }
}

/** The base, what the figures cannot say, and who asked. */
export function footOf({ width, textSize, teller }: Drawing, { base, caveat, source }: Caption): Block {
  const space = spaceOf(width, teller.language)
  const size = smallSize(textSize)
  const line = (text: string, bold: boolean): Block =>
    text === '' ? EMPTY : textBlock(space, text, { size, bold, tone: bold ? 'ink' : 'soft' })
  const texts = stack([line(base, true), line(caveat, false), line(source, true)], textSize * 0.25)
  const gap = textSize * 0.6
  return {
    body: rect(space, 0, 0, width, textSize / 16, fill('edge')) + moved(texts.body, 0, gap),
    height: texts.height + gap,
  }
}

/** A caption as it is read out. */
export const spoken = ({ title, place, date, madeUp = '', base, caveat, source }: Caption): string =>
  sentences([title, place, date, madeUp, base, caveat, source])

/** One after the other, each with a full stop unless it ends with a sign of its own. */
export const sentences = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?؟…:][\u2066-\u2069]*$/.test(part) ? part : `${part}.`))
    .join(' ')
