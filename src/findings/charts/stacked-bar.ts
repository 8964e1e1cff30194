/** One bar cut into parts that make a whole. */

import { formatPercent } from '../../language/format-percent.ts'
import type { Block } from './block.ts'
import type { Drawing } from './chart.ts'
import { smallSize } from './frame.ts'
import { hatchedRect } from './hatch.ts'
import { baselineOf, lineHeight, spaceOf, writeLine } from './lettering.ts'
import { COLOURS, inkOn, scaleColour, stroke } from './palette.ts'
import { element, pathThrough, rect, type Space } from './svg.ts'
import { roomFor } from './wrap.ts'

export interface Segment {
  /** A whole number. Those of a bar may add up to 99 or 101: the bar is a whole all the same. */
  readonly percent: number
  /** Which steps of the scale it is, counted from 0; several are told as one. */
  readonly steps: readonly number[]
  /** How many steps the scale has. */
  readonly of: number
}

/** The bar with its percents: within a part where they fit, else below it. */
export function stackedBar({ teller, width, textSize }: Drawing, segments: readonly Segment[]): Block {
  const space = spaceOf(width, teller.language)
  const thick = textSize * 1.6
  const parts = partsOf(segments, width)
  const drawn = parts.map((part) => partOf(space, part, thick, textSize))
  const within = { size: textSize, bold: true }
  const texts = parts.map((part) => {
    const text = formatPercent(part.percent, teller.language)
    const room = roomFor(text, within)
    return { part, text, fits: room + textSize * (part.steps.length > 1 ? 0.7 : 0.3) <= part.long }
  })
  const inside = texts
    .filter(({ fits }) => fits)
    .map(({ part, text }) => figureOf(space, part, text, thick, textSize))
  const below = figuresBelow(
    space,
    texts.filter(({ fits }) => !fits),
    thick,
    textSize,
  )
  return { body: drawn.join('') + inside.join('') + below.body, height: thick + below.height }
}

interface Part extends Segment {
  readonly start: number
  readonly long: number
}

function partsOf(segments: readonly Segment[], width: number): Part[] {
  const whole = segments.reduce((sum, { percent }) => sum + Math.max(0, percent), 0)
  let start = 0
  return segments
    .filter(({ percent }) => percent > 0)
    .map((segment) => {
      const long = (segment.percent / whole) * width
      const part = { ...segment, start, long }
      start += long
      return part
    })
}

function partOf(space: Space, { start, long, steps, of }: Part, thick: number, size: number): string {
  const colour = scaleColour(steps, of)
  const edge = size / 18
  const outline = { fill: colour, stroke: COLOURS.edge, 'stroke-width': edge, class: 'c-part' }
  const box = {
    start: start + edge / 2,
    y: edge / 2,
    width: Math.max(edge, long - edge),
    height: thick - edge,
  }
  if (steps.length <= 1) return rect(space, box.start, box.y, box.width, box.height, outline)
  const line = { fill: 'none', stroke: inkOn(colour), 'stroke-opacity': 0.55, 'stroke-width': edge * 1.4 }
  return hatchedRect(space, box, size * 0.42, { ground: outline, line })
}

/** Upon stripes it stands on a plain patch. */
function figureOf(space: Space, part: Part, text: string, thick: number, size: number): string {
  const colour = scaleColour(part.steps, part.of)
  const middle = part.start + part.long / 2
  const y = thick / 2 + size * 0.36
  const line = writeLine(space, text, middle, y, {
    size,
    bold: true,
    colour: inkOn(colour),
    anchor: 'middle',
  })
  if (part.steps.length <= 1) return line
  const room = roomFor(text, { size, bold: true }) + size * 0.3
  return (
    rect(space, middle - room / 2, thick * 0.14, room, thick * 0.72, { fill: colour, rx: size * 0.15 }) + line
  )
}

/** Side by side under the bar, each with a line to the part that it belongs to. */
function figuresBelow(
  space: Space,
  figures: readonly { readonly part: Part; readonly text: string }[],
  thick: number,
  textSize: number,
): Block {
  if (figures.length === 0) return { body: '', height: 0 }
  const size = smallSize(textSize)
  const rooms = figures.map(({ text }) => roomFor(text, { size, bold: true }) + size * 0.35)
  const wanted = figures.map(({ part }) => part.start + part.long / 2)
  const places = spread(wanted, rooms, space.width)
  const tick = textSize * 0.45
  const body = figures.map(({ text }, at) => {
    const from = wanted[at] ?? 0
    const to = places[at] ?? from
    const points = [
      [from, thick],
      [from, thick + tick * 0.35],
      [to, thick + tick],
    ] as const
    const y = thick + tick * 0.85 + baselineOf(space, size)
    return (
      element('path', { d: pathThrough(space, points), ...stroke('edge', textSize / 18) }) +
      writeLine(space, text, to, y, { size, bold: true, anchor: 'middle' })
    )
  })
  return { body: body.join(''), height: tick * 0.85 + lineHeight(space, size) }
}

/** As near to where they are wanted as their widths allow, in their order and within the whole. */
export function spread(wanted: readonly number[], rooms: readonly number[], whole: number): number[] {
  const places = wanted.slice()
  let edge = 0
  for (const [at, room] of rooms.entries()) {
    places[at] = Math.max(edge + room / 2, wanted[at] ?? 0)
    edge = (places[at] ?? 0) + room / 2
  }
  let limit = whole
  for (let at = rooms.length - 1; at >= 0; at -= 1) {
    const room = rooms[at] ?? 0
    places[at] = Math.min(limit - room / 2, places[at] ?? 0)
    limit = (places[at] ?? 0) - room / 2
  }
  return places
}
