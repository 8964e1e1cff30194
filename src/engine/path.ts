import { holds } from '../flow/expression.ts'
import type { Answers, Program } from '../flow/program.ts'

/**
 * The slots of the questions on the path that these answers take, before the cursor and in the order they were put.
 * Walks the code once: for going back and for checks, never for an ordinary turn.
 */
export function pathOf(program: Program, answers: Answers, cursor: number): readonly number[] {
  const path: number[] = []
  let at = 0
  for (let steps = 0; at !== cursor && steps <= program.code.length; steps++) {
    const instruction = program.code[at]
    if (instruction === undefined || instruction.kind === 'end') break
    if (instruction.kind === 'jump') at = instruction.to
    else if (instruction.kind === 'unless')
      at = holds(instruction.condition, answers) ? at + 1 : instruction.to
    else {
      if (instruction.kind === 'ask') path.push(instruction.slot)
      at += 1
    }
  }
  return path
}
