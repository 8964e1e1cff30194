import { z } from 'zod'
import { listed } from '../diagnostic.ts'
import { readAs } from '../explain.ts'
import { stepBase, stepId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import type { StepKind } from './kind.ts'

const form = z.strictObject({
  share: stepId.meta({ description: 'Tells what others answered to this earlier question. Not yet acting.' }),
  ...stepBase,
})

/** Parsed and checked, but writes no code yet. */
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
    report.notice(
      parsed.atKey([...path, 'share']),
      'not-acting',
      'share is understood but not yet acting: nothing is told here.',
    )
  },
}
