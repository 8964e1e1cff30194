/** Makes a chart of a block: bare for a page, or as a picture with all that it must carry when it travels alone. */
import { type Block, EMPTY, stack } from './block.ts'
import type { Caption, Chart, Drawing } from './chart.ts'
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
  return svgOf(spaceOf(width, teller.language), block.body, block.height, description)
}

/** A block on white ground, with a margin on every side. */
export function pictureOf(
  { width, teller }: Drawing,
  content: Block,
  margin: number,
  description: string,
  least = 0,
): Chart {
  const space = spaceOf(width, teller.language)
  const height = Math.max(least, content.height + 2 * margin)
  const ground = rect(space, 0, 0, width, Math.ceil(height), fill('ground'))
  const band = rect(space, 0, 0, width, margin / 5, fill('accent'))
  return svgOf(space, ground + band + moved(content.body, margin, margin), height, description)
}

function svgOf({ width, rightToLeft }: Space, body: string, height: number, description: string): Chart {
  const whole = Math.ceil(height)
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${whole}`,
      width,
      height: whole,
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
  return { svg, width, height: whole, description }
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
