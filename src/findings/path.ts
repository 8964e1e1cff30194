/**
 * Which questions one respondent met, worked out from the program and the answers that are stored. A question without
 * an answer is one of two very different things: never put (routing), or put and left without a reply (dropped out).
 */
import { holds } from '../flow/expression.ts'
import type { Answer, Program } from '../flow/program.ts'

export interface Path {
  /** By slot: the question was put. */
  readonly put: readonly boolean[]
  /** Slot of the question at which they left, or null when they reached an end. */
  readonly left: number | null
}

/** Consents are kept apart from answers, so a consent counts as passed; every respondent agreed to take part. */
export function pathOf(program: Program, answers: readonly (Answer | null)[]): Path {
  const put = program.questions.map(() => false)
  const known = program.questions.map((question, slot) =>
    question.kind === 'consent' && question.purpose === 'take_part' ? 'yes' : (answers[slot] ?? null),
  )
  // Jumps only go forward, so the walk visits an instruction at most once; the bound holds if one ever did not.
  let at = 0
  for (let visited = 0; visited <= program.code.length; visited += 1) {
    const instruction = program.code[at]
    if (instruction === undefined || instruction.kind === 'end') return { put, left: null }
    at += 1
    if (instruction.kind === 'jump') at = instruction.to
    if (instruction.kind === 'unless' && !holds(instruction.condition, known)) at = instruction.to
    if (instruction.kind === 'ask') {
      put[instruction.slot] = true
      const consent = program.questions[instruction.slot]?.kind === 'consent'
      if (!consent && (answers[instruction.slot] ?? null) === null) return { put, left: instruction.slot }
    }
  }
  return { put, left: null }
}
