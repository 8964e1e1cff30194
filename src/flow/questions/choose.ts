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
    if (parts !== undefined) checkScale(compiler, path, options, base.also, parts)
    return { ...base, kind: 'choose', options, ...(parts === undefined ? {} : { scale: parts }) }
  },
})

/** The parts, one after the other, are the options in their order; one mistake at a time, the first that is met. */
function checkScale(
  { report, parsed }: Compiler,
  path: Path,
  options: readonly string[],
  also: readonly string[],
  parts: readonly ScalePart[],
): void {
  // What stands twice among the options is told there.
  if (new Set(options).size < options.length) return
  const seen = new Set<string>()
  let faulty = false
  const tell = (...mistake: Parameters<Compiler['report']['error']>): void => {
    faulty = true
    report.error(...mistake)
  }
  for (const { id, options: own } of parts) {
    checkPartId({ report, parsed }, [...path, 'scale', id], id, own, [...options, ...also])
    for (const [at, option] of own.entries()) {
      const place = parsed.at([...path, 'scale', id, at])
      if (!options.includes(option)) {
        const message = `\`${option}\` in scale is not an option of this question; it has ${listed(options, 'and')}.`
        tell(place, 'unknown-option', message, { allowed: options, suggestion: suggest(option, options) })
      } else if (seen.has(option)) {
        const message = `\`${option}\` stands in the scale twice: every option is in one part.`
        tell(place, 'duplicate-option', message)
      }
      seen.add(option)
    }
  }
  if (faulty) return
  const at = parsed.atKey([...path, 'scale'])
  const missing = options.filter((option) => !seen.has(option))
  if (missing.length > 0) {
    report.error(
      at,
      'missing-option',
      `The scale leaves out ${listed(missing, 'and')}: every option is in one part. Answers that are no point of the scale belong in also.`,
    )
  } else if (parts.length < 2) {
    report.error(at, 'too-few', 'A scale has two parts or more: with one, everybody would be in it.')
  } else if (parts.flatMap(({ options: own }) => own).join() !== options.join()) {
    report.error(
      at,
      'wrong-order',
      `The parts of a scale follow one another as the options do, ${listed(options, 'and')}: only neighbours can be one part.`,
    )
  }
}

/** Files name a part where they otherwise name an option, so the two must not be taken for each other. */
function checkPartId(
  { report, parsed }: Pick<Compiler, 'report' | 'parsed'>,
  path: Path,
  id: string,
  own: readonly string[],
  answers: readonly string[],
): void {
  if (!answers.includes(id) || (own.length === 1 && own[0] === id)) return
  report.error(
    parsed.atKey(path),
    'duplicate-option',
    `\`${id}\` is an answer to this question already, and this part of the scale holds other ones: give the part a name of its own.`,
  )
}
