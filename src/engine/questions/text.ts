import type { TextQuestion } from '../../flow/program.ts'
import { matchLabel } from '../../language/match-reply.ts'
import { accept, nonAnswer, type QuestionKind, refuse, refuseCount } from './kind.ts'

const WORDS = /[\p{L}\p{N}]/u

/** Characters as people count them: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** A person's own words, kept exactly as written but for the space around them. */
export const text: QuestionKind<TextQuestion> = {
  ask: 'text',
  choices: ({ prompt }) => prompt.choices,
  form: ({ question }) => ({ max: question.max }),
  typed(reading, written) {
    const { question, prompt } = reading
    const words = written.trim()
    const label = matchLabel(words, prompt.choices.table)
    const other = label === undefined ? undefined : nonAnswer(reading, label)
    if (other !== undefined) return other
    if (!WORDS.test(words)) return refuse(reading, 'words')
    if (lengthOf(words) > question.max) return refuseCount(reading, 'too_long', question.max)
    return accept(words)
  },
  pressed: (reading, option) => nonAnswer(reading, option) ?? refuse(reading, 'not_one_of'),
}
