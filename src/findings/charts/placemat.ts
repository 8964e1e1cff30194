/** A round in one picture: a title, a few findings each with a figure, a sentence and a small chart, and where it is from. */

import type { Finding } from '../finding.ts'
import { describeBars, hasMore, largestBars } from './bar-chart.ts'
import { type Block, EMPTY, halves, stack } from './block.ts'
import { type Caption, type Drawing, IN_CHAT, type SlicedChart } from './chart.ts'
import { footOf, headOf, madeUpOf, sentences, slicedPictureOf, spoken } from './frame.ts'
import { figureBlock, spaceOf, textBlock } from './lettering.ts'
import { adjustedBlock, flagsBlock, notesBlock } from './notes.ts'
import { stroke } from './palette.ts'
import { describeScale, type Scale, scaleBlock } from './scale-chart.ts'
import { element, moved, pathThrough } from './svg.ts'
import { describeTrend, type TrendInput, trendBlock } from './trend-chart.ts'

/** One finding as it is put to people. */
export interface Point {
  /** What the question is about; empty where the sentence says it. */
  readonly topic: string
  /** In large type: `6 in 10`, `63%`. It agrees with the sentence; empty: the sentence stands alone. */
  readonly figure: string
  readonly sentence: string
  readonly chart?: PointChart
}

export type PointChart =
  | { readonly kind: 'bars'; readonly finding: Finding }
  | ({ readonly kind: 'scale' } & Scale)
  | ({ readonly kind: 'trend' } & TrendInput)

export interface PlacematInput extends Pick<Drawing, 'teller' | 'texts'> {
  readonly caption: Caption
  /** One to five. */
  readonly points: readonly Point[]
}

const MARGIN = 60
/** The figures' column. */
const FIGURES = 280
/** Many findings are set closer, so that one picture holds them; never under 30, which a phone shows at a third. */
const textSizeFor = (points: number): number => (points <= 3 ? IN_CHAT.textSize : points === 4 ? 32 : 30)
/** Bars in a small chart: with few findings there is room for more. */
const mostBars = (points: number): number => (points <= 2 ? 6 : points === 3 ? 3 : 2)

/** Upright, 1080 pixels wide, as high as its findings ask for. */
export function placemat({ teller, texts, caption, points }: PlacematInput): SlicedChart {
  const drawing: Drawing = { teller, texts, width: IN_CHAT.width, textSize: textSizeFor(points.length) }
  const inner: Drawing = { ...drawing, width: drawing.width - 2 * MARGIN }
  const head = stack([headOf(inner, caption), madeUpOf(inner, caption)], inner.textSize * 0.5)
  const blocks = points.flatMap((point) => [ruleOf(inner), pointOf(inner, point, mostBars(points.length))])
  const content = [
    head,
    ...blocks,
    noteOn(inner, points),
    adjustedBlock(inner, points.flatMap(findingsIn)),
    footOf(inner, caption),
  ]
  const gap = inner.textSize * 0.75
  return slicedPictureOf(drawing, halves(content, gap), gap, MARGIN, describePoints(drawing, caption, points))
}

function pointOf(drawing: Drawing, { topic, figure, sentence, chart }: Point, bars: number): Block {
  const { width, textSize, teller } = drawing
  const space = spaceOf(width, teller.language)
  const about = topic === '' ? EMPTY : textBlock(space, topic, { size: textSize, bold: true })
  const flags = flagsOf(drawing, chart)
  const said = statement(drawing, figure, sentence)
  return stack([stack([about, said], 0), chartOf(drawing, chart, bars), flags], textSize * 0.5)
}

/** How far a single finding carries; rows and rounds that are compared say it where they are told. */
function flagsOf(drawing: Drawing, chart: PointChart | undefined): Block {
  const finding =
    chart?.kind === 'bars' ? chart.finding : chart?.kind === 'scale' ? onlyRow(chart) : undefined
  return finding === undefined ? EMPTY : flagsBlock(drawing, [finding])
}

const onlyRow = ({ rows: [first, second] }: Scale): Finding | undefined =>
  second === undefined ? first?.finding : undefined

function findingsIn({ chart }: Point): readonly Finding[] {
  switch (chart?.kind) {
    case undefined:
      return []
    case 'bars':
      return [chart.finding]
    case 'scale':
      return chart.rows.map(({ finding }) => finding)
    case 'trend':
      return chart.trend.points.map(({ finding }) => finding)
  }
}

/** Once for all charts that leave bars out. */
function noteOn(drawing: Drawing, points: readonly Point[]): Block {
  const most = mostBars(points.length)
  const some = points.some(({ chart }) => chart?.kind === 'bars' && hasMore(chart.finding, most))
  const { texts, teller } = drawing
  return some ? notesBlock(drawing, [texts.fill('notes.largest', teller.language)]) : EMPTY
}

/** The figure at the side where reading begins, the sentence beside it. */
function statement({ teller, width, textSize }: Drawing, figure: string, sentence: string): Block {
  const space = spaceOf(width, teller.language)
  const size = textSize
  if (figure === '') return textBlock(space, sentence, { size: size * 1.15, bold: true })
  const large = figureBlock({ ...space, width: FIGURES }, figure, size * 3.1, size)
  const gap = size * 0.7
  const wide = width - FIGURES - gap
  const text = textBlock({ ...space, width: wide }, sentence, { size })
  const height = Math.max(large.height, text.height)
  const [figureX, textX] = space.rightToLeft ? [width - FIGURES, 0] : [0, FIGURES + gap]
  return {
    body:
      moved(large.body, figureX, (height - large.height) / 2) +
      moved(text.body, textX, (height - text.height) / 2),
    height,
  }
}

function chartOf(drawing: Drawing, chart: PointChart | undefined, bars: number): Block {
  switch (chart?.kind) {
    case undefined:
      return EMPTY
    case 'bars':
      return largestBars(drawing, chart.finding, bars)
    case 'scale':
      return scaleBlock(drawing, chart)
    case 'trend':
      return trendBlock(drawing, chart)
  }
}

function ruleOf({ teller, width }: Drawing): Block {
  const space = spaceOf(width, teller.language)
  const points = [
    [0, 1],
    [width, 1],
  ] as const
  return { body: element('path', { d: pathThrough(space, points), ...stroke('line', 2) }), height: 2 }
}

/** The whole picture in words: sentences first, then what its charts show. */
function describePoints(drawing: Drawing, caption: Caption, points: readonly Point[]): string {
  const told = points.map(({ topic, figure, sentence, chart }) =>
    sentences([
      topic,
      [figure, sentence].filter((part) => part !== '').join(' '),
      describeChart(drawing, chart),
    ]),
  )
  return [spoken(caption), ...told].join('\n')
}

function describeChart(drawing: Drawing, chart: PointChart | undefined): string {
  switch (chart?.kind) {
    case undefined:
      return ''
    case 'bars':
      return describeBars(drawing, chart.finding)
    case 'scale':
      return describeScale(drawing, chart)
    case 'trend':
      return describeTrend(drawing, chart)
  }
}
