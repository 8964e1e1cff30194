import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathOf } from '../../src/findings/path.ts'
import { type Expression, holds } from '../../src/flow/expression.ts'
import type { Answer, Instruction } from '../../src/flow/program.ts'
import { type Leg, type Route, routesOf } from '../../src/flow/route.ts'
import { program, question } from '../fixtures/programs.ts'

const is = (slot: number, value: string): Expression => ({
  op: '==',
  left: { op: 'answer', slot },
  right: { op: 'value', value },
})

/** Questions `q0`, `q1`, …, asked by whatever code is given. */
const asking = (count: number, code: readonly Instruction[]) => ({
  ...program(
    Array.from({ length: count }, (_, at) =>
      question({ kind: 'choose', id: `q${at}`, options: ['a', 'b'], also: ['dont_know'] }),
    ),
    [],
    { en: {} },
  ),
  code: [...code, { kind: 'end', outcome: 'completed' } as const],
})

describe('the route to a question', () => {
  it('is empty for what everybody is asked, and names a branch, its other side and an early end', () => {
    const code: Instruction[] = [
      { kind: 'ask', slot: 0 },
      { kind: 'unless', condition: is(0, 'a'), to: 4 },
      { kind: 'ask', slot: 1 },
      { kind: 'jump', to: 5 },
      { kind: 'ask', slot: 2 },
      { kind: 'unless', condition: is(0, 'b'), to: 7 },
      { kind: 'end', outcome: 'not_eligible' },
      { kind: 'ask', slot: 3 },
    ]
    expect(Object.fromEntries(routesOf(asking(4, code)))).toEqual({
      q0: [],
      q1: [{ kind: 'holds', condition: is(0, 'a') }],
      q2: [{ kind: 'fails', route: [{ kind: 'holds', condition: is(0, 'a') }] }],
      q3: [{ kind: 'fails', route: [{ kind: 'holds', condition: is(0, 'b') }] }],
    })
  })

  it('says exactly who is asked, whatever is nested in what', () => {
    fc.assert(
      fc.property(flows, fc.array(answers, { minLength: 12, maxLength: 12 }), (steps, given) => {
        const code = compiled(steps)
        const flow = asking(12, code)
        const routes = routesOf(flow)
        const { put } = pathOf(flow, given)
        flow.questions.forEach(({ id }, slot) => {
          const route = routes.get(id)
          expect(route !== undefined && goes(route, given)).toBe(put[slot])
        })
      }),
    )
  })
})

const answers: fc.Arbitrary<Answer> = fc.constantFrom('a', 'b', { nonanswer: 'dont_know' })

const goes = (route: Route, given: readonly Answer[]): boolean =>
  route.every((leg: Leg) => (leg.kind === 'holds' ? holds(leg.condition, given) : !goes(leg.route, given)))

type Nested =
  | { kind: 'ask' }
  | { kind: 'end' }
  | { kind: 'if'; slot: number; then: Nested[]; else: Nested[] | null }

const { flows } = fc.letrec<{ flows: Nested[]; step: Nested }>((tie) => ({
  flows: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Nested>({ kind: 'ask' }),
    fc.constant<Nested>({ kind: 'end' }),
    fc.record({
      kind: fc.constant('if' as const),
      slot: fc.nat(11),
      // biome-ignore lint/suspicious/noThenProperty: the flow language's own word; nothing awaits it.
      then: tie('flows'),
      else: fc.option(tie('flows')),
    }),
  ),
}))

/** As the compiler of flows lays them out; at most 12 questions are asked, and the rest is left out. */
function compiled(steps: readonly Nested[]): Instruction[] {
  const code: Instruction[] = []
  let asked = 0
  const write = (all: readonly Nested[]): void => {
    for (const step of all) {
      if (step.kind === 'end') code.push({ kind: 'end', outcome: 'early' })
      else if (step.kind === 'ask') {
        if (asked < 12) code.push({ kind: 'ask', slot: asked++ })
      } else {
        const from = code.length
        const condition = is(step.slot, 'a')
        code.push({ kind: 'unless', condition, to: 0 })
        write(step.then)
        const over = code.length
        if (step.else !== null) code.push({ kind: 'jump', to: 0 })
        code[from] = { kind: 'unless', condition, to: code.length }
        if (step.else === null) continue
        write(step.else)
        code[over] = { kind: 'jump', to: code.length }
      }
    }
  }
  write(steps)
  return code
}
