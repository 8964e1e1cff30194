import { z } from 'zod'
import { join, placeJump, placeUnless } from '../compiler.ts'
import { compileCondition } from '../condition.ts'
import { readAs, valueAt } from '../explain.ts'
import { condition, stepBase } from '../schema.ts'
import type { StepKind } from './kind.ts'

const formWith = (steps: z.ZodType) =>
  z.strictObject({
    if: condition.meta({ description: 'The steps under then are taken when this condition holds.' }),
    // biome-ignore lint/suspicious/noThenProperty: the language's own word; nothing awaits a schema's shape.
    then: steps,
    else: steps.optional(),
    ...stepBase,
  })

/** Nested steps are read one by one, so that each one's mistakes are told at its own place. */
const form = formWith(z.array(z.unknown()).min(1))

export const ifStep: StepKind = {
  key: 'if',
  named: false,
  forms: (steps) => [formWith(steps)],
  compile(compiler, path) {
    const step = readAs(form, compiler.parsed, path, compiler.report)
    const written = typeof valueAt(compiler.parsed.value, [...path, 'if']) === 'string'
    const holds = written ? compileCondition(compiler, [...path, 'if']) : undefined
    const before = compiler.way
    // A faulty condition still has steps under it, which are read for their own mistakes.
    const toElse = placeUnless(compiler, holds ?? { op: 'value', value: true })
    compiler.steps([...path, 'then'])
    const after = compiler.way
    compiler.way = before
    if (step?.else === undefined) {
      toElse(compiler.code.length)
    } else {
      const toEnd = placeJump(compiler)
      toElse(compiler.code.length)
      compiler.steps([...path, 'else'])
      toEnd(compiler.code.length)
    }
    compiler.way = join(after, compiler.way)
  },
}
