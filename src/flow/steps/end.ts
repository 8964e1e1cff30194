import { z } from 'zod'
import { readAs } from '../explain.ts'
import { optionId, stepBase } from '../schema.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  end: optionId.meta({
    description:
      'Ends the conversation with this outcome, such as completed, or not_eligible, which leaves only a count.',
  }),
  ...stepBase,
})

export const end: StepKind = {
  key: 'end',
  named: false,
  forms: () => [form],
  compile(compiler, path) {
    const step = readAs(form, compiler.parsed, path, compiler.report)
    if (step !== undefined) compiler.code.push({ kind: 'end', outcome: step.end })
    compiler.way = { ...compiler.way, ended: true }
  },
}
