import { z } from 'zod'
import { meet } from '../compiler.ts'
import { readAs, valueAt } from '../explain.ts'
import type { ConsentQuestion } from '../program.ts'
import { stepBase, stepId } from '../schema.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  consent: stepId.meta({
    description: 'Asks for consent with yes and no. The reply is a record, never an answer.',
  }),
  for: z
    .enum(['take_part', 'results', 'invited', 'followed'])
    .optional()
    .meta({ description: 'What is consented to; take_part when left out: then a no ends the conversation.' }),
  ...stepBase,
})

export const consent: StepKind = {
  key: 'consent',
  named: true,
  forms: () => [form],
  compile(compiler, path) {
    const id = valueAt(compiler.parsed.value, [...path, 'consent'])
    const step = readAs(form, compiler.parsed, path, compiler.report)
    const question: ConsentQuestion | undefined = step && {
      kind: 'consent',
      id: step.consent,
      at: compiler.code.length,
      optional: false,
      also: [],
      wording: '',
      purpose: step.for ?? 'take_part',
    }
    if (question !== undefined) {
      compiler.code.push({ kind: 'ask', slot: compiler.questions.push(question) - 1 })
      const builtIn = new Set(['yes', 'no'])
      compiler.needs.push({ step: question.id, path, way: compiler.way, question, builtIn })
    }
    if (typeof id !== 'string') return
    compiler.known.set(id, question)
    compiler.way = meet(compiler.way, id)
  },
}
