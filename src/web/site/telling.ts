/** Picks what of a round to say first. */
import type { ShownFinding } from '../../findings/finding.ts'
import { mergeQuestions } from '../../findings/tally.ts'
import { tellFinding } from '../../findings/teller.ts'
import type { Program, Question } from '../../flow/program.ts'
import type { PublishedRound } from '../../survey/published.ts'
import type { ToldRound } from './told-round.ts'

export interface TellingFinding {
  readonly finding: ShownFinding
  /** What its sentence speaks of first. */
  readonly percent: number
  readonly sentence: string
}

/**
 * The findings of everybody that lean most to one answer, best first: how far the commonest answer lies above what it
 * would be if all answers were as common. Who answered (sex, age, place) tells nothing of how they live, and a
 * question that was put to some only, or answered by few, comes after all others.
 */
export function telling(told: ToldRound, count: number): readonly TellingFinding[] {
  const { published, names } = told
  const questions = questionsOf(published)
  const ranked = published.findings.flatMap((finding) => {
    const question = questions.get(finding.question)
    if (finding.state !== 'shown' || finding.of.length > 0 || question === undefined) return []
    if (question.as !== undefined || question.kind === 'place') return []
    const cell = finding.cells.toSorted((a, b) => b.percent - a.percent)[0]
    if (cell === undefined || finding.flags.length > 0) return []
    const even = 100 / optionsOf(question)
    const respondents = published.snapshot?.respondents ?? finding.base
    const routed = finding.base * 2 < respondents
    return [{ finding, cell, score: cell.percent - even - (routed ? 100 : 0) }]
  })
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ finding, cell }) => ({
      finding,
      percent: cell.percent,
      sentence: tellFinding(names.teller, finding),
    }))
}

/** The question that a map of places shows when none is asked for: the first scale that is told by place. */
export function mapQuestion(published: PublishedRound): Question | undefined {
  const placed = new Set(
    published.findings.flatMap(({ of, question, state }) =>
      of.length === 1 && of[0]?.by === 'place' && state === 'shown' ? [question] : [],
    ),
  )
  const questions = [...questionsOf(published).values()].filter(({ id, as }) => placed.has(id) && !as)
  return (
    questions.find((one) => one.kind === 'choose' && one.scale !== undefined) ??
    questions.find(({ kind }) => kind === 'choose')
  )
}

/** The questions of a round by id, in the flow's order. */
export function questionsOf({ programs }: { programs: readonly Program[] }): ReadonlyMap<string, Question> {
  const [first, ...others] = programs
  if (first === undefined) return new Map()
  return new Map(mergeQuestions([first, ...others]).map((question) => [question.id, question]))
}

const optionsOf = (question: Question): number =>
  question.kind === 'choose' || question.kind === 'choose_many' ? question.options.length : 1
