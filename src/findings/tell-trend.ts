/** What rounds tell together: a change only where there is one, and why rounds may not be compared. */
import { formatPercent } from '../language/format-percent.ts'
import type { Phrase } from '../language/texts.ts'
import { answeringPhrase } from './tell-base.ts'
import { aboutTopic } from './tell-finding.ts'
import { spoken } from './tell-options.ts'
import { fill, numberIn, phraseOf, sentence, type Teller } from './teller.ts'
import type { Change, Trend, TrendPoint } from './trend.ts'

/** So many changes are told; the largest first. */
const TOLD = 3

/**
 * The change from the last round but one to the last, in words that do not judge: more or fewer people said something.
 * What may be chance is called no clear change; where rounds differ, that stands beside it or instead of it.
 */
export function tellTrend(teller: Teller, trend: Trend): string {
  const before = trend.points.at(-2)
  const last = trend.points.at(-1)
  if (before === undefined || last === undefined)
    return aboutTopic(teller, trend.question, fill(teller, 'trend.alone'))
  const rounds = { from: numberIn(teller, before.round), to: numberIn(teller, last.round) }
  if (trend.state === 'refused') {
    const refused = fill(teller, 'trend.refused', rounds)
    return aboutTopic(teller, trend.question, [refused, ...reasonsOf(teller, trend.reasons)].join(' '))
  }
  const people = answeringPhrase(teller, trend.of)
  const changed = trend.changes
    .filter((change) => change.changed)
    .toSorted((one, other) => Math.abs(other.to - other.from) - Math.abs(one.to - one.from))
    .slice(0, TOLD)
  const told =
    changed.length === 0
      ? [fill(teller, 'trend.none', { ...rounds, people })]
      : changed.map((change) => tellChange(teller, trend, change, before, last, people))
  const flagged =
    trend.state === 'flagged' ? [fill(teller, 'trend.flagged'), ...reasonsOf(teller, trend.reasons)] : []
  const [first = '', ...rest] = [...told, ...flagged]
  return aboutTopic(
    teller,
    trend.question,
    [first, ...rest.map((text) => sentence(text, teller.language))].join(' '),
  )
}

function tellChange(
  teller: Teller,
  { question, kind }: Trend,
  { options, from, to }: Change,
  before: TrendPoint,
  last: TrendPoint,
  people: Phrase,
): string {
  return fill(teller, `trend.${to > from ? 'more' : 'fewer'}.${kind}`, {
    people,
    answers: spoken(teller, question, options, 'or'),
    from: numberIn(teller, before.round),
    to: numberIn(teller, last.round),
    was: percentOf(teller, from, before.finding.base),
    is: percentOf(teller, to, last.finding.base),
  })
}

/** "21% of 613 people". */
const percentOf = (teller: Teller, percent: number, base: number): Phrase =>
  phraseOf(
    teller,
    'trend.percent_of',
    { percent: { phrase: formatPercent(percent, teller.language) }, people: numberIn(teller, base) },
    base,
  )

const reasonsOf = (teller: Teller, reasons: readonly string[]): string[] =>
  reasons.map((reason) => fill(teller, `trend.because.${reason}`))
