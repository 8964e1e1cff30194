import { z } from 'zod'
import { listed } from '../diagnostic.ts'
import { readAs } from '../explain.ts'
import { stepBase, stepId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  share: stepId.meta({ description: 'Tells what others answered to this earlier question.' }),
  ...stepBase,
})

/** What is told is worked out when somebody gets here; see docs/flow-language.md. */
export const share: StepKind = {
  key: 'share',
  named: false,
  forms: () => [form],
  compile(compiler, path) {
    const step = readAs(form, compiler.parsed, path, compiler.report)
    if (step === undefined) return
    const { known, parsed, report, way } = compiler
    if (!way.possible.has(step.share)) {
      const allowed = [...way.possible].filter((id) => known.get(id)?.kind !== 'consent')
      const message = `share names a question asked before it, and \`${step.share}\` is not one; asked before: ${listed(allowed, 'and')}.`
      report.error(parsed.at([...path, 'share']), 'unknown-question', message, {
        allowed,
        suggestion: suggest(step.share, allowed),
      })
      return
    }
    const slot = compiler.questions.findIndex(({ id }) => id === step.share)
    const question = compiler.questions[slot]
    // Faulty, and that was reported.
    if (question === undefined) return
    if (question.kind === 'consent' || question.kind === 'text') {
      report.error(
        parsed.at([...path, 'share']),
        'wrong-value',
        `What people answered to \`${question.id}\` is never told: ${question.kind === 'text' ? 'their own words stay with staff' : 'a consent is no answer'}. Name a question with options, a number or a place.`,
      )
      return
    }
    compiler.code.push({ kind: 'share', slot })
  },
}
