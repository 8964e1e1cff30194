import { z } from 'zod'
import { OPTIONS_IN_A_QUESTION } from '../../limits.ts'
import type { Compiler } from '../compiler.ts'
import type { Path } from '../parsed.ts'
import { optionId } from '../schema.ts'

export const optionList = z.array(optionId).min(2).max(OPTIONS_IN_A_QUESTION)

/** Reports every word that stands twice in one list, and every non-answer that is an option too. */
export function checkDoubles(
  compiler: Compiler,
  path: Path,
  key: string,
  options: readonly string[],
  also: readonly string[],
): void {
  options.forEach((option, at) => {
    if (options.indexOf(option) === at) return
    compiler.report.error(
      compiler.parsed.at([...path, key, at]),
      'duplicate-option',
      `The option \`${option}\` stands twice in this question: remove one.`,
    )
  })
  also.forEach((nonanswer, at) => {
    const place = compiler.parsed.at([...path, 'also', at])
    if (also.indexOf(nonanswer) !== at) {
      compiler.report.error(place, 'duplicate-option', `\`${nonanswer}\` stands twice in also: remove one.`)
    } else if (options.includes(nonanswer)) {
      compiler.report.error(
        place,
        'duplicate-option',
        `\`${nonanswer}\` is an option of this question too: an answer is either an option or a non-answer. Remove one.`,
      )
    }
  })
}
