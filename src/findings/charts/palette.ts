/**
 * The colours. Each stands as an attribute, which every renderer reads (resvg knows no custom properties), beside a
 * class, by which a page's stylesheet replaces it on dark ground: src/web/layout/chart.css.
 */
import type { Attributes } from './svg.ts'

const INK = '#17211f'
const WHITE = '#ffffff'

/** Of texts, bars and lines. Every text's has a contrast of at least 4.5 to white, every line's that carries meaning 3. */
export const COLOURS = {
  ink: INK,
  soft: '#53605d',
  accent: '#0b6b61',
  track: '#e4eae8',
  line: '#c9d3d0',
  edge: '#6f7f7b',
  ground: WHITE,
  warn: '#fff3d6',
} as const

export type Tone = keyof typeof COLOURS

export const fill = (tone: Tone): Attributes => ({ fill: COLOURS[tone], class: `c-${tone}` })
export const stroke = (tone: Tone, width: number): Attributes => ({
  fill: 'none',
  stroke: COLOURS[tone],
  'stroke-width': width,
  class: `c-${tone}-line`,
})

/**
 * From one end of a scale to the other, by the number of its steps: ColorBrewer's BrBG, which people with any colour
 * blindness tell apart, changed so that neighbours differ in lightness, too, and survive a photocopier.
 */
const SCALES: Readonly<Record<number, readonly string[]>> = {
  2: ['#01665e', '#e3c27a'],
  3: ['#01665e', '#e6ebe9', '#a6611a'],
  4: ['#01665e', '#5ab4ac', '#f0dca6', '#8c510a'],
  5: ['#01665e', '#5ab4ac', '#eef1f0', '#d8b365', '#8c510a'],
  6: ['#01665e', '#4fa89f', '#9fd6cd', '#f9f0d8', '#d8b365', '#8c510a'],
  7: ['#01665e', '#4fa89f', '#9fd6cd', '#f4f6f5', '#ecd49a', '#c99a4a', '#8c510a'],
}
const MOST_STEPS = 7
/** Options told as one that are no part of the scale. */
export const POOL = '#d3dbd8'

/**
 * The colour of some of a scale's steps, counted from 0, told as one: where several, that of the one between them, on
 * the side of the scale's middle, where colours are light enough for stripes and figures.
 */
export function scaleColour(steps: readonly number[], of: number): string {
  const neighbours = steps.every((step, at) => at === 0 || step === (steps[at - 1] ?? 0) + 1)
  if (steps.length === 0 || !neighbours) return POOL
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  return stepColour(mean < (of - 1) / 2 ? Math.ceil(mean) : Math.floor(mean), of)
}

function stepColour(step: number, of: number): string {
  const size = Math.min(MOST_STEPS, Math.max(2, of))
  const place = of <= 1 ? 0 : Math.round((step / (of - 1)) * (size - 1))
  return SCALES[size]?.[place] ?? POOL
}

/** Lines of a trend, in order; each also has a marker of its own shape. All have a contrast of at least 4.5 to white. */
export const SERIES = ['#0b6b61', '#a2471a', '#3556ad', '#8a3d86', '#6b5900', '#3f4a47'] as const

/** A line of some of a scale's steps: the colour of its part in a bar, darkened until it stands out from the ground. */
export function scaleLineColour(steps: readonly number[], of: number): string {
  let colour = scaleColour(steps, of)
  while (contrast(colour, WHITE) < 3) colour = darker(colour)
  return colour
}

const darker = (colour: string): string =>
  `#${channels(colour)
    .map((value) =>
      Math.floor(value * 0.97)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** What is legible on a colour. */
export const inkOn = (colour: string): string => (contrast(colour, INK) >= 4.5 ? INK : WHITE)

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
