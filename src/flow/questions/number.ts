import { z } from 'zod'
import type { Compiler } from '../compiler.ts'
import type { Path } from '../parsed.ts'
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
    if (min !== undefined && max !== undefined && min > max) {
      compiler.report.error(
        compiler.parsed.at([...path, 'number', 'min']),
        'wrong-value',
        `min (${min}) is greater than max (${max}), so no number can be answered: exchange them.`,
      )
    } else if (bands !== undefined) checkBands(compiler, path, bands, { min, max, whole })
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

interface Range {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly whole?: boolean | undefined
}

function checkBands({ report, parsed }: Compiler, path: Path, bands: readonly number[], range: Range): void {
  for (const [at, start] of bands.entries()) {
    const why = whyNoBand(start, bands[at - 1], range)
    if (why === undefined) continue
    report.error(parsed.at([...path, 'bands', at]), 'wrong-value', `A band cannot begin at ${start}: ${why}.`)
  }
}

/** Each band can hold an answer, and its name, made of where it begins and ends, can be read back. */
function whyNoBand(
  start: number,
  before: number | undefined,
  { min, max, whole }: Range,
): string | undefined {
  if (before !== undefined && start <= before)
    return `it stands after ${before}, and bands begin at ascending numbers`
  if (min !== undefined && start <= min)
    return `min is ${min}, so nothing lies below; the first band begins by itself`
  if (max !== undefined && start > max) return `max is ${max}, so nobody gets there`
  if (whole === true && !Number.isInteger(start))
    return 'whole: true takes no fractions, so write a whole number'
  return PLAIN.test(String(start)) ? undefined : 'it has too many digits'
}

/** Without an exponent, as JavaScript writes very great and very small numbers. */
const PLAIN = /^-?\d+(?:\.\d+)?$/
