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
    bands: z.array(z.number()).min(1).max(12).optional().meta({
      description: 'Where a new band begins in findings: [3, 6] makes under 3, 3 to 5, 6 and over.',
    }),
  },
  build({ number: { min, max, whole }, bands }, base, compiler, path) {
    bands?.forEach((start, at) => {
      const before = bands[at - 1] ?? min ?? Number.NEGATIVE_INFINITY
      if (start > before && start <= (max ?? Number.POSITIVE_INFINITY)) return
      compiler.report.error(
        compiler.parsed.at([...path, 'bands', at]),
        'wrong-value',
        'Bands begin at ascending numbers, above min and not above max, so that each can hold an answer.',
      )
    })
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
      ...(bands === undefined ? {} : { bands }),
    }
  },
})
