import { z } from 'zod'
import { OPTIONS_IN_A_QUESTION } from '../../limits.ts'
import type { Compiler } from '../compiler.ts'
import { listed } from '../diagnostic.ts'
import type { Path } from '../parsed.ts'
import type { ScalePart } from '../program.ts'
import { optionId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { questionKind } from './kind.ts'
import { checkDoubles, optionList } from './options.ts'

/** One of several options. */
export const choose = questionKind({
  key: 'choose',
  shape: {
    choose: optionList.meta({ description: 'One answer out of these options.' }),
    scale: z.record(optionId, z.array(optionId).min(1).max(OPTIONS_IN_A_QUESTION)).optional().meta({
      description: 'The options are a scale; these parts of it are told when single options are too few.',
    }),
  },
  build({ choose: options, scale }, base, compiler, path) {
    checkDoubles(compiler, path, 'choose', options, base.also)
    const parts = scale && Object.entries(scale).map(([id, own]): ScalePart => ({ id, options: own }))
    if (parts !== undefined) checkScale(compiler, path, options, parts)
    return { ...base, kind: 'choose', options, ...(parts === undefined ? {} : { scale: parts }) }
  },
})

/** The parts, one after the other, are the options in their order. */
function checkScale(
  { report, parsed }: Compiler,
  path: Path,
  options: readonly string[],
  parts: readonly ScalePart[],
): void {
  for (const { id, options: own } of parts) {
    own.forEach((option, at) => {
      if (options.includes(option)) return
      report.error(
        parsed.at([...path, 'scale', id, at]),
        'unknown-option',
        `\`${option}\` in scale is not an option of this question; it has ${listed(options, 'and')}.`,
        { allowed: options, suggestion: suggest(option, options) },
      )
    })
  }
  const all = parts.flatMap(({ options: own }) => own)
  if (all.some((option) => !options.includes(option))) return
  if (parts.length > 1 && all.join() === options.join()) return
  report.error(
    parsed.atKey([...path, 'scale']),
    'wrong-value',
    `A scale has two parts or more, and together they are the options in their order: ${listed(options, 'and')}.`,
  )
}
