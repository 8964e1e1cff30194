/**
 * Whom each question is put to, read back from a program: the conditions on the way to it. A condition that is unknown
 * does not hold, so `fails` says more than "not": it is true of those who gave no answer, too.
 */
import type { Expression } from './expression.ts'
import type { Instruction, Program } from './program.ts'

/** All of these are so; empty: the question is put to everybody. */
export type Route = readonly Leg[]
export type Leg =
  | { readonly kind: 'holds'; readonly condition: Expression }
  /** Not all of these are so. */
  | { readonly kind: 'fails'; readonly route: Route }

/** By question id. A question that nobody comes to has no route. */
export function routesOf({ code, questions }: Program): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>()
  walk(code, 0, code.length, [], ({ slot }, route) => {
    const question = questions[slot]
    if (question !== undefined && !routes.has(question.id)) routes.set(question.id, route)
  })
  return routes
}

type Ask = Extract<Instruction, { kind: 'ask' }>

/** Visits the asks from `from` to before `to`. Returns the ways that end the session within, beyond `way` itself. */
function walk(
  code: readonly Instruction[],
  from: number,
  to: number,
  way: Route,
  visit: (ask: Ask, route: Route) => void,
): Route[] {
  const ends: Route[] = []
  const route = (): Route => [...way, ...ends.map((end): Leg => ({ kind: 'fails', route: end }))]
  for (let at = from; at < to; ) {
    const instruction = code[at]
    if (instruction?.kind === 'ask') visit(instruction, route())
    if (instruction?.kind === 'end') return [[]]
    if (instruction?.kind !== 'unless') {
      at += 1
      continue
    }
    const { condition, to: past } = instruction
    const holds: Leg = { kind: 'holds', condition }
    const fails: Leg = { kind: 'fails', route: [holds] }
    // The compiler puts a jump over what stands under `else` right before it.
    const last = code[past - 1]
    const over = last?.kind === 'jump' && last.to > past ? last.to : past
    const before = route()
    const taken = walk(code, at + 1, over === past ? past : past - 1, [...before, holds], visit)
    const other = over === past ? [] : walk(code, past, over, [...before, fails], visit)
    ends.push(...taken.map((end) => [holds, ...end]), ...other.map((end) => [fails, ...end]))
    at = over
  }
  return ends
}
