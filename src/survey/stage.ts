/** How far somebody came who gave no answer. */
import type { Session } from '../engine/session.ts'
import type { Program, Question } from '../flow/program.ts'

/** Under these names they stay counted once the round is cut. */
export const UNDECIDED = '~undecided'
export const UNANSWERED = '~unanswered'

/** The question whether they take part; undefined where the flow asks none. */
export const noticeOf = (program: Program): Question | undefined =>
  program.questions.find((question) => question.kind === 'consent' && question.purpose === 'take_part')

/** `state` is the session's, as JSON text. Without a program, or without a notice, nobody is known to have agreed. */
export function stageOf(program: Program | undefined, state: string): typeof UNDECIDED | typeof UNANSWERED {
  const notice = program === undefined ? undefined : noticeOf(program)
  if (program === undefined || notice === undefined) return UNDECIDED
  const { answers } = JSON.parse(state) as Session
  return answers[program.questions.indexOf(notice)] === 'yes' ? UNANSWERED : UNDECIDED
}
