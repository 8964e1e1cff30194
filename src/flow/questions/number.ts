import { z } from 'zod'
import { questionKind } from './kind.ts'

/** A number, typed in any script's digits. */
export const number = questionKind({
  key: 'number',
  shape: {
    number: z
      .strictObject({
        min: z.number().optional().meta({ description: 'The least number taken.' }),
        max: z.number().optional().meta({ description: 'The greatest number taken.' }),
        whole: z
          .boolean()
          .optional()
          .meta({ description: 'true: no fractions. Left out: fractions are taken.' }),
      })
      .meta({ description: 'Asks for a number.' }),
  },
  build({ number: { min, max, whole } }, base, compiler, path) {
    if (min !== undefined && max !== undefined && min > max) {
      compiler.report.error(
        compiler.parsed.at([...path, 'number', 'min']),
        'wrong-value',
        `min (${min}) is greater than max (${max}), so no number can be answered: exchange them.`,
      )
    }
    return {
      ...base,
      kind: 'number',
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      whole: whole ?? false,
    }
  },
})
