/** The lines of a trend: a grid from nought, the rounds below it, and each line's name at its end. */

import { formatPercent } from '../../language/format-percent.ts'
import { type Block, stack } from './block.ts'
import { type Drawing, WIDE } from './chart.ts'
import { smallSize } from './frame.ts'
import { baselineOf, lineHeight, spaceOf, textBlock, writeLine, writeLines } from './lettering.ts'
import { marker } from './marker.ts'
import { SERIES, scaleLineColour, stroke } from './palette.ts'
import type { Series } from './series.ts'
import { spread } from './stacked-bar.ts'
import { across, element, moved, pathThrough, type Space } from './svg.ts'
import { roomFor, widestWord, wrap } from './wrap.ts'

export interface Plot {
  readonly series: readonly Named[]
  /** Between one round and the next. */
  readonly links: readonly ('comparable' | 'flagged' | 'refused')[]
  /** The rounds' names. */
  readonly rounds: readonly string[]
}

interface Named extends Series {
  readonly label: string
  /** Which steps of a scale it is; without it the line has a colour by its number. */
  readonly scale?: { readonly steps: readonly number[]; readonly of: number }
}

/** Where the grid lies, counted from the reading side. */
interface Area {
  readonly start: number
  readonly end: number
  readonly top: number
  readonly bottom: number
  /** The percent at its top. */
  readonly most: number
}

export function plotBlock(drawing: Drawing, plot: Plot): Block {
  const { teller, width, textSize } = drawing
  const space = spaceOf(width, teller.language)
  const small = smallSize(textSize)
  const names = plot.series.map((one) => nameOf(drawing, one))
  const namesWidth = names.reduce((most, { room }) => Math.max(most, room), 0)
  const namesHeight = names.reduce((sum, { block }) => sum + block.height, 0)
  const ticksWidth = roomFor(formatPercent(100, teller.language), { size: small }) + textSize * 0.5
  const area: Area = {
    start: ticksWidth + textSize * 0.5,
    end: width - namesWidth - textSize * 1.1,
    top: lineHeight(space, small) / 2,
    bottom: lineHeight(space, small) / 2 + Math.max(namesHeight, Math.min(width * 0.5, textSize * 9)),
    most: ceilingOf(plot.series),
  }
  const rounds = roundsBelow(drawing, area, plot.rounds)
  const body = [
    gridOf(drawing, area),
    rounds.body,
    ...plot.series.map((one, line) => lineOf(space, area, plot, one, line, textSize)),
    endNames(drawing, area, plot, names),
  ]
  return { body: body.join(''), height: area.bottom + rounds.height }
}

/** The most that a line's name takes of the whole. */
const NAMES = 0.36

/** A line's last figure in bold, and its name: beside it where there is room, else below. */
function nameOf({ teller, width, textSize }: Drawing, { label, percents }: Plot['series'][number]) {
  const last = percents.findLast((percent) => percent !== null) ?? 0
  const figure = formatPercent(last, teller.language)
  const small = { size: smallSize(textSize) }
  const large = { size: textSize, bold: true }
  const figureRoom = roomFor(figure, large) + textSize * 0.3
  const most = width * NAMES
  const beside = width >= WIDE * textSize
  const lines = wrap(label, beside ? most - figureRoom : most, small)
  const wide = lines.reduce((widest, line) => Math.max(widest, roomFor(line, small)), 0)
  const room = (beside ? figureRoom + wide : Math.max(figureRoom, wide)) + 1
  const space = spaceOf(room, teller.language)
  const number = textBlock(space, figure, large)
  const name = textBlock(space, lines.join('\n'), { ...small, start: beside ? figureRoom : 0 })
  const drop = (number.height - lineHeight(space, small.size)) / 2
  const block = beside
    ? { body: number.body + moved(name.body, 0, drop), height: Math.max(number.height, name.height + drop) }
    : stack([number, name], -textSize * 0.15)
  return { room, block: { ...block, height: block.height + textSize * 0.1 } }
}

function gridOf({ teller, width, textSize }: Drawing, area: Area): string {
  const space = spaceOf(width, teller.language)
  const size = smallSize(textSize)
  return [0, area.most / 2, area.most]
    .map((percent) => {
      const y = heightOf(area, percent)
      const points = [
        [area.start - textSize * 0.3, y],
        [area.end + textSize * 0.3, y],
      ] as const
      const text = writeLine(
        space,
        formatPercent(percent, teller.language),
        area.start - textSize * 0.6,
        y + size * 0.36,
        {
          size,
          tone: 'soft',
          anchor: 'end',
        },
      )
      return (
        element('path', {
          d: pathThrough(space, points),
          ...stroke(percent === 0 ? 'edge' : 'line', textSize / 16),
        }) + text
      )
    })
    .join('')
}

/** Names of rounds under the grid; where there is no room for all, the last one and as many before it as fit. */
function roundsBelow({ teller, width, textSize }: Drawing, area: Area, rounds: readonly string[]): Block {
  const space = spaceOf(width, teller.language)
  const size = smallSize(textSize)
  const places = rounds.map((_, at) => placeOf(area, at, rounds.length))
  const step = rounds.length > 1 ? (area.end - area.start) / (rounds.length - 1) : area.end - area.start
  const widest = rounds.reduce((most, name) => Math.max(most, widestWord(name, { size })), 0)
  const every = Math.max(1, Math.ceil((widest + size * 0.4) / step))
  let most = 0
  const texts = rounds.map((name, at) => {
    if ((rounds.length - 1 - at) % every !== 0) return ''
    const lines = wrap(name, Math.max(widest, step * every - size * 0.4), { size })
    most = Math.max(most, lines.length)
    // A long name of an outer round stays within the picture.
    const half = lines.reduce((wide, line) => Math.max(wide, roomFor(line, { size })), 0) / 2
    const middle = Math.min(width - half, Math.max(half, places[at] ?? 0))
    return writeLines(space, lines, middle, baselineOf(space, size), { size, tone: 'soft', anchor: 'middle' })
  })
  const gap = textSize * 0.35
  return { body: moved(texts.join(''), 0, area.bottom + gap), height: gap + most * lineHeight(space, size) }
}

function lineOf(
  space: Space,
  area: Area,
  { links }: Plot,
  { percents, scale }: Named,
  line: number,
  size: number,
): string {
  const { colour, kind } =
    scale === undefined
      ? { colour: SERIES[line % SERIES.length] ?? SERIES[0], kind: `c-s${line}` }
      : { colour: scaleLineColour(scale.steps, scale.of), kind: 'c-step' }
  // A page on dark ground lightens what it finds in `color`.
  const own = scale === undefined ? {} : { color: colour }
  const point = (at: number): readonly [number, number] => [
    placeOf(area, at, percents.length),
    heightOf(area, percents[at] ?? 0),
  ]
  const strokes = links.map((link, at) => {
    if (link === 'refused' || percents[at] === null || percents[at + 1] === null) return ''
    return element('path', {
      d: pathThrough(space, [point(at), point(at + 1)]),
      fill: 'none',
      stroke: colour,
      'stroke-width': size / 8,
      'stroke-dasharray': link === 'flagged' ? `${size * 0.35} ${size * 0.25}` : undefined,
      class: `${kind}-line`,
      ...own,
    })
  })
  const markers = percents.map((percent, at) => {
    if (percent === null) return ''
    const [start, y] = point(at)
    return marker(line, across(space, start), y, size * 0.26, { fill: colour, class: kind, ...own })
  })
  return strokes.join('') + markers.join('')
}

/** Each beside its line's last point, moved apart where they would meet, and then joined to it. */
function endNames(
  { teller, width, textSize }: Drawing,
  area: Area,
  { series }: Plot,
  names: readonly { readonly room: number; readonly block: Block }[],
): string {
  const space = spaceOf(width, teller.language)
  const order = series
    .map((one, at) => {
      const last = one.percents.findLastIndex((percent) => percent !== null)
      return { at, last, y: heightOf(area, one.percents[last] ?? 0) }
    })
    .sort((one, other) => one.y - other.y)
  const heights = order.map(({ at }) => names[at]?.block.height ?? 0)
  const middles = spread(
    order.map(({ y }) => y),
    heights,
    area.bottom + textSize * 0.6,
  )
  const start = area.end + textSize * 1.1
  return order
    .map(({ at, last, y }, place) => {
      const name = names[at]
      if (name === undefined) return ''
      const middle = middles[place] ?? y
      const top = middle - name.block.height / 2
      const from = placeOf(area, last, series[at]?.percents.length ?? 1)
      const leader = [
        [from + textSize * 0.4, y],
        [start - textSize * 0.55, y],
        [start - textSize * 0.15, top + lineHeight(space, textSize) / 2],
      ] as const
      const line = element('path', {
        d: pathThrough(space, leader),
        ...stroke('edge', textSize / 20),
        'stroke-dasharray': `${textSize / 12} ${textSize / 8}`,
      })
      const left = space.rightToLeft ? width - start - name.room : start
      return line + moved(name.block.body, left, top)
    })
    .join('')
}

/** Even steps: rounds are told one after the other. A single one stands in the middle. */
const placeOf = ({ start, end }: Area, at: number, count: number): number =>
  count <= 1 ? (start + end) / 2 : start + ((end - start) * at) / (count - 1)

const heightOf = ({ top, bottom, most }: Area, percent: number): number =>
  bottom - ((bottom - top) * percent) / most

/** From nought always; up to a round figure above all that is drawn. */
function ceilingOf(series: readonly Series[]): number {
  const most = series.reduce(
    (highest, { percents }) => percents.reduce<number>((high, one) => Math.max(high, one ?? 0), highest),
    0,
  )
  return [20, 40, 60, 80].find((ceiling) => most <= ceiling) ?? 100
}
