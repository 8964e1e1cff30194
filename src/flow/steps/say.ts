import { z } from 'zod'
import { readAs } from '../explain.ts'
import { countKey, stepBase, stepId } from '../schema.ts'
import { countedBy } from './count.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  say: stepId.meta({ description: 'Says a text, and goes on without waiting.' }),
  count: countKey,
  ...stepBase,
})

export const say: StepKind = {
  key: 'say',
  named: true,
  forms: () => [form],
  compile(compiler, path) {
    const step = readAs(form, compiler.parsed, path, compiler.report)
    if (step === undefined) return
    const count = countedBy(compiler, path, step.count)
    compiler.code.push({ kind: 'say', step: step.say })
    compiler.needs.push({
      step: step.say,
      path,
      way: compiler.way,
      builtIn: new Set(),
      ...(step.count === undefined ? {} : { count: count ?? '' }),
    })
  },
}
