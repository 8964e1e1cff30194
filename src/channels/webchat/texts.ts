/** The page's own words: `locales/<language>/webchat.json`. What the conversation says comes from its flow. */
import { z } from 'zod'

const text = z.string().min(1)
const problem = z.strictObject({ title: text, text })

const schema = z.strictObject({
  /** The language's name in itself, for the links between languages. */
  name: text,
  direction: z.enum(['rtl', 'ltr']),
  about: text,
  start: text,
  start_again: text,
  continue: text,
  languages: text,
  conversation: text,
  your_answer: text,
  you: text,
  write: text,
  write_number: text,
  send: text,
  done: text,
  /** `{{count}}` is replaced. */
  at_most: text,
  find: text,
  ended: text,
  menu: text,
  words: z.strictObject({ again: text, help: text, language: text, stop: text, forget: text }),
  leave: text,
  back_to_chat: text,
  try_again: text,
  kept: text,
  status: z.strictObject({ sending: text, waiting: text, sent: text, failed: text }),
  problems: z.strictObject({
    not_found: problem,
    too_large: problem,
    bad_form: problem,
    foreign: problem,
    not_saved: problem,
    too_fast: problem,
    gone: problem,
  }),
})

export type PageTexts = Readonly<z.infer<typeof schema>>
export type ProblemName = keyof PageTexts['problems']

/** Throws a ZodError that names every text that is missing or not known. */
export const parsePageTexts = (value: unknown): PageTexts => schema.parse(value)
