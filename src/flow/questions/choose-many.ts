import { z } from 'zod'
import { OPTIONS_IN_A_QUESTION } from '../../limits.ts'
import { listed } from '../diagnostic.ts'
import { optionId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { questionKind } from './kind.ts'
import { checkDoubles, optionList } from './options.ts'

/** Several of several options. */
export const chooseMany = questionKind({
  key: 'choose_many',
  shape: {
    choose_many: optionList.meta({ description: 'Several answers out of these options.' }),
    at_most: z
      .int()
      .min(1)
      .max(OPTIONS_IN_A_QUESTION)
      .optional()
      .meta({ description: 'How many may be chosen; all, when left out.' }),
    alone: z
      .array(optionId)
      .max(OPTIONS_IN_A_QUESTION)
      .optional()
      .meta({ description: 'Options that exclude every other one, such as none.' }),
  },
  build({ choose_many: options, at_most, alone = [] }, base, compiler, path) {
    checkDoubles(compiler, path, 'choose_many', options, base.also)
    alone.forEach((option, at) => {
      if (options.includes(option)) return
      compiler.report.error(
        compiler.parsed.at([...path, 'alone', at]),
        'unknown-option',
        `\`${option}\` in alone is not an option of this question; it has ${listed(options, 'and')}.`,
        { allowed: options, suggestion: suggest(option, options) },
      )
    })
    if (at_most !== undefined && at_most > options.length) {
      compiler.report.error(
        compiler.parsed.at([...path, 'at_most']),
        'too-many',
        `at_most is ${at_most}, but there are only ${options.length} options: write a smaller number, or leave at_most out.`,
      )
    }
    return { ...base, kind: 'choose_many', options, atMost: at_most ?? options.length, alone }
  },
})
