import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Expression, evaluate, holds } from '../../src/flow/expression.ts'
import type { Answers } from '../../src/flow/program.ts'

/** Slots 0, 1, 2 hold one truth value each: an answer compared with itself's expected value, or nothing. */
const truths: readonly (boolean | null)[] = [true, false, null]
const is = (slot: number): Expression => ({
  op: '==',
  left: { op: 'answer', slot },
  right: { op: 'value', value: 'yes' },
})
const answersFor = (values: readonly (boolean | null)[]): Answers =>
  values.map((value) => (value === null ? null : value ? 'yes' : 'no'))

const not = (of: Expression): Expression => ({ op: 'not', of })
const and = (left: Expression, right: Expression): Expression => ({ op: 'and', left, right })
const or = (left: Expression, right: Expression): Expression => ({ op: 'or', left, right })

/** Kleene's tables by rank: false 0, unknown ½, true 1; and is the least, or the greatest, not the mirror. */
const rank = (value: boolean | null): number => (value === null ? 0.5 : value ? 1 : 0)
const unrank = (value: number): boolean | null => (value === 0.5 ? null : value === 1)

describe('three-valued logic', () => {
  it('follows Kleene for and, or and not', () => {
    for (const a of truths) {
      for (const b of truths) {
        const answers = answersFor([a, b])
        expect(evaluate(and(is(0), is(1)), answers)).toBe(unrank(Math.min(rank(a), rank(b))))
        expect(evaluate(or(is(0), is(1)), answers)).toBe(unrank(Math.max(rank(a), rank(b))))
        expect(evaluate(not(is(0)), answers)).toBe(unrank(1 - rank(a)))
      }
    }
  })

  const tree: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.nat(2).map(is),
      tie('tree').map(not),
      fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => and(a, b)),
      fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => or(a, b)),
    ),
  })).tree
  const values = fc.tuple(fc.constantFrom(...truths), fc.constantFrom(...truths), fc.constantFrom(...truths))

  it('keeps the laws a researcher relies on when rewriting a condition', () => {
    fc.assert(
      fc.property(tree, tree, values, (a, b, given) => {
        const answers = answersFor(given)
        const value = (expression: Expression) => evaluate(expression, answers)
        expect(value(not(not(a)))).toBe(value(a))
        expect(value(not(and(a, b)))).toBe(value(or(not(a), not(b))))
        expect(value(and(a, b))).toBe(value(and(b, a)))
        expect(value(or(a, and(a, b)))).toBe(value(a))
      }),
      { numRuns: 200 },
    )
  })

  it('never changes a known result when one more question is answered', () => {
    fc.assert(
      fc.property(tree, values, fc.nat(2), fc.boolean(), (expression, given, slot, late) => {
        const before = evaluate(expression, answersFor(given))
        if (before === null || given[slot] !== null) return
        const after = given.map((value, at) => (at === slot ? late : value))
        expect(evaluate(expression, answersFor(after))).toBe(before)
      }),
      { numRuns: 200 },
    )
  })

  it('never sends someone both into then and past its opposite', () => {
    fc.assert(
      fc.property(tree, values, (expression, given) => {
        const answers = answersFor(given)
        expect(holds(expression, answers) && holds(not(expression), answers)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})

describe('answers', () => {
  const answers: Answers = ['safe', { nonanswer: 'dont_know' }, null, 4, ['theft', 'clashes'], 'سلام']
  const answer = (slot: number): Expression => ({ op: 'answer', slot })
  const value = (given: string | number | readonly string[]): Expression => ({ op: 'value', value: given })

  it('takes a non-answer and no answer for unknown, and tells them apart when asked', () => {
    for (const slot of [1, 2]) {
      expect(evaluate({ op: '==', left: answer(slot), right: value('safe') }, answers)).toBeNull()
      expect(evaluate({ op: '!=', left: answer(slot), right: value('safe') }, answers)).toBeNull()
      expect(holds({ op: 'answered', slot }, answers)).toBe(false)
    }
    expect(holds({ op: 'answered', slot: 0 }, answers)).toBe(true)
    expect(holds({ op: 'nonanswer', slot: 1 }, answers)).toBe(true)
    expect(holds({ op: 'nonanswer', slot: 2 }, answers)).toBe(false)
    expect(holds({ op: 'nonanswer', slot: 0 }, answers)).toBe(false)
  })

  it('finds an option among several answers, and an answer in a list', () => {
    expect(holds({ op: 'in', left: value('theft'), right: answer(4) }, answers)).toBe(true)
    expect(holds({ op: 'in', left: value('drugs'), right: answer(4) }, answers)).toBe(false)
    expect(holds({ op: 'in', left: answer(0), right: value(['safe', 'unsafe']) }, answers)).toBe(true)
  })

  it('counts options and characters, and calculates', () => {
    expect(evaluate({ op: 'size', of: answer(4) }, answers)).toBe(2)
    expect(evaluate({ op: 'size', of: answer(5) }, answers)).toBe(4)
    expect(evaluate({ op: '+', left: answer(3), right: value(0.5) }, answers)).toBe(4.5)
    expect(evaluate({ op: '/', left: answer(3), right: value(0) }, answers)).toBeNull()
    expect(evaluate({ op: '%', left: answer(3), right: value(0) }, answers)).toBeNull()
  })

  it('never throws, whatever the expression and the answers are', () => {
    const leaf: fc.Arbitrary<Expression> = fc.oneof(
      fc
        .oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string()))
        .map((one): Expression => ({ op: 'value', value: one })),
      fc.nat(4).map(answer),
      fc.nat(4).map((slot): Expression => ({ op: 'nonanswer', slot })),
    )
    const op = fc.constantFrom('and', 'or', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%')
    const any: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.record({
          op: fc.constantFrom('not', 'negate', 'size'),
          of: tie('any'),
        }) as fc.Arbitrary<Expression>,
        fc.record({ op, left: tie('any'), right: tie('any') }) as fc.Arbitrary<Expression>,
      ),
    })).any
    const given = fc.array(
      fc.oneof(
        fc.constant(null),
        fc.string(),
        fc.double(),
        fc.array(fc.string()),
        fc.string().map((nonanswer) => ({ nonanswer })),
      ),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(any, given, (expression, some) => {
        expect(typeof holds(expression, some)).toBe('boolean')
      }),
      { numRuns: 300 },
    )
  })
})
