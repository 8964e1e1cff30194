import { z } from 'zod'
import { listed } from '../diagnostic.ts'
import { readAs, valueAt } from '../explain.ts'
import { stepBase, stepId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  share: stepId.meta({ description: 'Tells what others answered to this earlier question.' }),
  ...stepBase,
})

/** Kinds of question whose answers nobody is told, with the reason. */
const NEVER_TOLD: ReadonlyMap<string, string> = new Map([
  ['consent', 'a consent is no answer'],
  ['text', 'their own words stay with staff'],
])

/** What is told is worked out when somebody gets here; see docs/flow-language.md. */
export const share: StepKind = {
  key: 'share',
  named: false,
  forms: () => [form],
  compile(compiler, path) {
    const step = readAs(form, compiler.parsed, path, compiler.report)
    if (step === undefined) return
    const { known, parsed, report, way } = compiler
    const at = parsed.at([...path, 'share'])
    const type = valueAt(parsed.value, ['type'])
    if (type === 'quiz' || type === 'talk') {
      const message = `Only the answers of a survey are counted, and this flow is a ${type}: there is nothing to tell. Take the step out.`
      report.error(parsed.atKey([...path, 'share']), 'wrong-value', message)
      return
    }
    if (!way.possible.has(step.share)) {
      const allowed = [...way.possible].filter((id) => !NEVER_TOLD.has(known.get(id)?.kind ?? ''))
      const have =
        allowed.length === 0 ? 'none is asked before it' : `asked before it: ${listed(allowed, 'and')}`
      const message = `share names a question that was asked before it, and \`${step.share}\` is not one; ${have}.`
      report.error(at, 'unknown-question', message, { allowed, suggestion: suggest(step.share, allowed) })
      return
    }
    const slot = compiler.questions.findIndex(({ id }) => id === step.share)
    const question = compiler.questions[slot]
    // Faulty, and that was reported.
    if (question === undefined) return
    const reason = NEVER_TOLD.get(question.kind)
    if (reason !== undefined) {
      const message = `What people answered to \`${question.id}\` is never told: ${reason}. Name a question with options, a number or a place.`
      report.error(at, 'wrong-value', message)
      return
    }
    compiler.code.push({ kind: 'share', slot })
  },
}
