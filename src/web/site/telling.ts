/** Picks what of a round to say first. */
import type { ShownFinding } from '../../findings/finding.ts'
import { planFinding } from '../../findings/plan-finding.ts'
import { type ShortFinding, shortFinding } from '../../findings/short-finding.ts'
import type { Question } from '../../flow/program.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { ToldRound } from './told-round.ts'

export interface TellingFinding {
  readonly finding: ShownFinding
  readonly short: ShortFinding
}

/**
 * The findings of everybody that lean most to one side, best first: how far what the sentence speaks of first lies above
 * what it would be if all answers were as common. Who answered (sex, age, place) tells nothing of how they live, and a
 * question that was put to some only comes after those that were put to all.
 */
export function telling(told: ToldRound, count: number): readonly TellingFinding[] {
  const { published, names } = told
  const respondents = published.snapshot?.respondents ?? 0
  const ranked = published.findings.flatMap((finding) => {
    const question = published.questions.get(finding.question)
    if (finding.state !== 'shown' || finding.of.length > 0 || question === undefined) return []
    const lean = question.as === undefined ? leanOf(finding, question) : undefined
    if (lean === undefined) return []
    return [{ finding, score: lean - (finding.base * 2 < respondents ? 100 : 0) }]
  })
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ finding }) => ({ finding, short: shortFinding(names.teller, finding) }))
}

/** In points; undefined where the sentence begins with no share, or too few answered to begin with it. */
function leanOf(finding: ShownFinding, question: Question): number | undefined {
  if (question.kind !== 'choose' && question.kind !== 'choose_many') return undefined
  const [first] = planFinding(finding, question)
  if (first?.kind !== 'share' || finding.flags.some((flag) => flag === 'few' || flag === 'small'))
    return undefined
  const sum = (percents: readonly number[]) => percents.reduce((total, percent) => total + percent, 0)
  const even = sum(finding.cells.map(({ percent }) => percent)) / question.options.length
  return sum(first.percents) - even * first.options.length
}

/** The question that a map of places shows when none is asked for: the first scale that is told by place. */
export function mapQuestion(published: IndexedRound): Question | undefined {
  const placed = new Set(
    published.findings.flatMap(({ of, question, state }) =>
      of.length === 1 && of[0]?.by === 'place' && state === 'shown' ? [question] : [],
    ),
  )
  const questions = [...published.questions.values()].filter(({ id, as }) => placed.has(id) && !as)
  return (
    questions.find((one) => one.kind === 'choose' && one.scale !== undefined) ??
    questions.find(({ kind }) => kind === 'choose')
  )
}
