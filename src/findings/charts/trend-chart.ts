/** Lines over rounds, each named at its end. */

import { formatPercent } from '../../language/format-percent.ts'
import { tellOptions } from '../tell-options.ts'
import { fill, numberIn, sentence, type Teller } from '../teller.ts'
import type { Trend } from '../trend.ts'
import { type Block, stack } from './block.ts'
import type { Caption, Chart, Drawing } from './chart.ts'
import { framed } from './frame.ts'
import { adjustedBlock, listed, notesBlock } from './notes.ts'
import { plotBlock } from './plot.ts'
import { roundLabels } from './round-labels.ts'
import { type Series, seriesOf } from './series.ts'

export interface TrendInput {
  readonly trend: Trend
  /**
   * What holds between one point and the next, one fewer than there are points, where that differs: each the trend of
   * those two rounds alone. Without it, what the trend says of itself holds between all.
   */
  readonly between?: readonly Trend[]
  /** What to write under each point; without it the year, or month and year where two fall into one year. */
  readonly roundNames?: readonly string[]
}

/** How many lines can be told apart and named. */
const MOST_LINES = 5

/**
 * A line an option. Rounds that must not be compared have no line between them, those with something that differs a
 * dashed one, and a note says why. Only what was told of the same options in both rounds is joined.
 */
export function trendChart(input: Drawing & TrendInput & { readonly caption?: Caption }): Chart {
  const { caption, trend } = input
  const findings = trend.points.map(({ finding }) => finding)
  const drawn = (inner: Drawing) =>
    caption === undefined
      ? trendBlock(inner, input)
      : stack([trendBlock(inner, input), adjustedBlock(inner, findings)], inner.textSize * 0.5)
  return framed(input, drawn, describeTrend(input, input))
}

/** The same within another picture. */
export function trendBlock(drawing: Drawing, input: TrendInput): Block {
  const { teller, texts, textSize } = drawing
  const { trend } = input
  const { language } = teller
  const all = seriesOf(trend)
  const drawn = all.length <= MOST_LINES ? all : largest(all)
  const left = all.filter((one) => !drawn.includes(one))
  const links = linksOf(input)
  const notes = notesOnLinks(drawing, links)
  if (left.length > 0) {
    const options = listed(
      left.map((one) => tellOptions(teller, trend.question, one)),
      language,
    )
    notes.push(texts.fill('notes.not_drawn', language, { options }))
  }
  const scale = scaleOf(teller, trend.question)
  const plot = plotBlock(drawing, {
    series: drawn.map((one) => {
      const label = tellOptions(teller, trend.question, one)
      return { ...one, label, ...(scale === undefined ? {} : { scale: stepsOn(scale, one) }) }
    }),
    links: links.map(({ state }) => state),
    rounds: namesOf(input, language),
  })
  return stack([plot, notesBlock(drawing, notes)], textSize * 0.7)
}

/** The options of a scale from one end to the other; undefined for any other question. */
function scaleOf({ wording }: Teller, question: string): readonly string[] | undefined {
  const asked = wording.asked(question)
  return asked?.kind === 'choose' && asked.scale !== undefined ? asked.options : undefined
}

/** Lines have the colours that the same answers have in stacked bars. */
const stepsOn = (scale: readonly string[], { options }: Series) => ({
  steps: options.map((option) => scale.indexOf(option)).sort((one, other) => one - other),
  of: scale.length,
})

/** Every figure of a trend in words: option by option, round by round. */
export function describeTrend({ teller, texts }: Drawing, input: TrendInput): string {
  const { language } = teller
  const rounds = namesOf(input, language)
  const told = seriesOf(input.trend).map((one) => {
    const parts = one.percents.flatMap((percent, at) =>
      percent === null ? [] : [`${rounds[at] ?? ''}: ${formatPercent(percent, language)}`],
    )
    const label = tellOptions(teller, input.trend.question, one)
    return texts.fill('describe.row', language, { label, parts: listed(parts, language) })
  })
  const notes = notesOnLinks({ teller, texts }, linksOf(input))
  return [texts.fill('describe.trend', language, { rows: told.join('; ') }), ...notes].join(' ')
}

/** Why there is no line, or a dashed one; each reason once. */
function notesOnLinks(
  { teller, texts }: Pick<Drawing, 'teller' | 'texts'>,
  links: readonly Trend[],
): string[] {
  const notes = links.flatMap((link) => {
    if (link.state === 'comparable') return []
    const what =
      link.state === 'refused' ? notCompared(teller, link) : texts.fill('notes.dashed', teller.language)
    return [what, ...link.reasons.map((reason) => fill(teller, `trend.because.${reason}`))]
  })
  return [...new Set(notes)]
}

function notCompared(teller: Teller, { points }: Trend): string {
  const [from, to] = [points.at(-2)?.round ?? 0, points.at(-1)?.round ?? 0]
  const rounds = { from: numberIn(teller, from), to: numberIn(teller, to) }
  return sentence(fill(teller, 'trend.refused', rounds), teller.language)
}

function linksOf({ trend, between }: TrendInput): readonly Trend[] {
  return trend.points.slice(1).map((_, at) => between?.[at] ?? trend)
}

const namesOf = ({ trend, roundNames }: TrendInput, language: string): readonly string[] =>
  roundNames ??
  roundLabels(
    trend.points.map(({ at }) => at),
    language,
  )

/** The ones of which most people spoke last, in the trend's order. */
function largest(series: readonly Series[]): readonly Series[] {
  const last = (one: Series) => one.percents.at(-1) ?? -1
  const kept = new Set(series.toSorted((one, other) => last(other) - last(one)).slice(0, MOST_LINES))
  return series.filter((one) => kept.has(one))
}
