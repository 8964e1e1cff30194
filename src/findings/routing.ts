/**
 * Which answers decide whether a question is put. The base of a routed question tells how many gave those answers,
 * so it must not tell what the earlier question's figures hide.
 */
import { type Expression, evaluate } from '../flow/expression.ts'
import type { Program, Question } from '../flow/program.ts'

/** Ends after which nothing of the person stays: who was sent away there is in no figure, so nothing can leak. */
const FORGOTTEN = new Set(['declined', 'not_eligible'])

/** Conditions that stand between the start and each question, by question id. */
export function conditionsOf(program: Program): ReadonlyMap<string, readonly Expression[]> {
  const found = new Map(program.questions.map(({ id }) => [id, [] as Expression[]]))
  program.code.forEach((instruction, index) => {
    if (instruction.kind !== 'unless') return
    const elseJump = program.code[instruction.to - 1]
    const until = endsCounted(program, index + 1, instruction.to)
      ? program.code.length
      : elseJump?.kind === 'jump' && elseJump.to > instruction.to
        ? elseJump.to
        : instruction.to
    for (const inside of program.code.slice(index + 1, until)) {
      if (inside.kind !== 'ask') continue
      const question = program.questions[inside.slot]
      if (question !== undefined) found.get(question.id)?.push(instruction.condition)
    }
  })
  return found
}

function endsCounted(program: Program, from: number, to: number): boolean {
  return program.code.slice(from, to).some((one) => one.kind === 'end' && !FORGOTTEN.has(one.outcome))
}

/** The questions whose answers a condition reads. */
export function questionsIn(condition: Expression, program: Program): Question[] {
  const slots = new Set<number>()
  const walk = (part: Expression): void => {
    if ('slot' in part) slots.add(part.slot)
    if ('of' in part) walk(part.of)
    if ('left' in part) {
      walk(part.left)
      walk(part.right)
    }
  }
  walk(condition)
  return [...slots].flatMap((slot) => program.questions[slot] ?? [])
}

/** Whether the condition treats these options of one question, which it alone reads, all the same. */
export function treatsAlike(
  condition: Expression,
  program: Program,
  question: Question,
  options: readonly string[],
): boolean {
  const outcomes = options.map((option) =>
    evaluate(
      condition,
      program.questions.map(({ id }) => (id === question.id ? option : null)),
    ),
  )
  return new Set(outcomes).size <= 1
}
