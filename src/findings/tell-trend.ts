/** What rounds tell together: a change only where there is one, and why rounds may not be compared. */
import { formatPercent } from '../language/format-percent.ts'
import type { Phrase } from '../language/texts.ts'
import type { ShownFinding } from './finding.ts'
import { answeringPhrase, themPhrase, unchangedPhrase } from './tell-base.ts'
import { aboutTopic } from './tell-finding.ts'
import { nounOf } from './tell-group.ts'
import { spoken } from './tell-options.ts'
import { fill, numberIn, phraseOf, sentence, type Teller } from './teller.ts'
import type { Trend, TrendPoint } from './trend.ts'

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
  const { language } = teller
  const told = [
    ...tellChanges(teller, trend, before, last),
    ...(trend.state === 'flagged'
      ? [[fill(teller, 'trend.flagged'), ...reasonsOf(teller, trend.reasons)].join(' ')]
      : []),
  ]
  const [first = '', ...rest] = told
  return aboutTopic(
    teller,
    trend.question,
    [first, ...rest.map((text) => sentence(text, language))].join(' '),
  )
}

function tellChanges(teller: Teller, trend: Trend, before: TrendPoint, last: TrendPoint): string[] {
  const { question, kind, of, changes } = trend
  const rounds = { from: numberIn(teller, before.round), to: numberIn(teller, last.round) }
  // Figures that are rounded to the same percent would be called more or fewer for no reason that anybody can see.
  const changed = changes
    .filter((change) => change.changed && change.from !== change.to)
    .toSorted((one, other) => Math.abs(other.to - other.from) - Math.abs(one.to - one.from))
    .slice(0, TOLD)
  if (changed.length === 0) return [unchangedPhrase(teller, of, rounds)]
  return changed.map(({ options, from, to }, at) => {
    // The first one says who they are and how many.
    const values =
      at === 0
        ? {
            people: answeringPhrase(teller, of),
            was: percentOf(teller, from, before.finding),
            is: percentOf(teller, to, last.finding),
          }
        : { people: themPhrase(teller, of), was: percentAlone(teller, from), is: percentAlone(teller, to) }
    const answers = spoken(teller, question, options, 'or')
    return fill(teller, `trend.${to > from ? 'more' : 'fewer'}.${kind}`, { ...rounds, ...values, answers })
  })
}

/** "21% of 613 people". */
const percentOf = (teller: Teller, percent: number, { base, of }: ShownFinding): Phrase =>
  phraseOf(
    teller,
    `trend.percent_of.${nounOf(of)}`,
    { percent: percentAlone(teller, percent), people: numberIn(teller, base) },
    base,
  )

const percentAlone = ({ language }: Teller, percent: number): Phrase => ({
  phrase: formatPercent(percent, language),
})

const reasonsOf = (teller: Teller, reasons: readonly string[]): string[] =>
  reasons.map((reason) => fill(teller, `trend.because.${reason}`))
