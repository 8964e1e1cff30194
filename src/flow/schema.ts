/** The small parts that the schemas of steps, questions, flows and programmes share. */
import { z } from 'zod'
import { OPTION_ID_BYTES } from '../limits.ts'

const WORD = /^[a-z][a-z0-9_]*$/

/** Words of the condition language, and keys of the locale files that are not steps. */
const RESERVED = new Set(
  (
    'as break const continue else false for function if import in let loop namespace null package return true var ' +
    'void while size answered nonanswer has title keywords count'
  ).split(' '),
)

/** An id may stand in a button's data, a column's heading, a condition and a locale key: hence so plain. */
export const optionId = z
  .string()
  .max(OPTION_ID_BYTES)
  .regex(WORD)
  .meta({ description: 'Small letters, digits and _, beginning with a letter; at most 40.' })

export const stepId = z
  .string()
  .max(OPTION_ID_BYTES)
  .regex(WORD)
  .refine((id) => !RESERVED.has(id), { message: 'is a reserved word: choose another id' })
  .meta({ description: 'Names the step in conditions, locales and exports.' })

export const condition = z
  .string()
  .min(1)
  .max(2000)
  .meta({ description: 'A condition over earlier answers, such as: adult == "yes"' })

export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
  .meta({ description: 'A language tag, such as ar, ckb or en.' })

export const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,3}[mhd]$/)
  .meta({ description: 'A number and m, h or d: 30m, 4h, 1d.' })

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a `duration`. */
export function milliseconds(text: string): number {
  const unit = text.at(-1) as keyof typeof UNITS
  return Number(text.slice(0, -1)) * UNITS[unit]
}

/** Keys that every step may have. */
export const stepBase = { when: condition.optional() }

/** What may follow a check of one number question: see `count` in the guide. */
export const countKey = stepId
  .optional()
  .meta({ description: 'An earlier number question: picks the plural form and fills {{count}}.' })
