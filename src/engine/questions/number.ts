import type { NumberQuestion } from '../../flow/program.ts'
import { parseNumber } from '../../language/digits.ts'
import { formatNumber } from '../../language/format-number.ts'
import { matchLabel } from '../../language/match-reply.ts'
import { accept, nonAnswer, type QuestionKind, type Reading, refuse, type Verdict } from './kind.ts'

/** A number, typed in any script. Its non-answers are matched by their whole label, never by position. */
export const number: QuestionKind<NumberQuestion> = {
  ask: 'number',
  choices: ({ prompt }) => prompt.choices,
  typed(reading, text) {
    const { question, prompt, voice } = reading
    const read = parseNumber(text)
    if (read.kind === 'ambiguous') return refuse(reading, 'unclear_number')
    if (read.kind === 'none') {
      const label = matchLabel(text, prompt.choices.table)
      const other = label === undefined ? undefined : nonAnswer(reading, label)
      return (
        other ?? refuse(reading, 'not_a_number', { example: formatNumber(question.min ?? 3, voice.language) })
      )
    }
    const { value } = read
    const tooLow = question.min !== undefined && value < question.min
    const tooHigh = question.max !== undefined && value > question.max
    if (tooLow || tooHigh) return outOfRange(reading)
    if (question.whole && !Number.isInteger(value)) return refuse(reading, 'whole')
    return accept(value)
  },
  pressed: (reading, option) => nonAnswer(reading, option) ?? refuse(reading, 'not_one_of'),
}

function outOfRange(reading: Reading<NumberQuestion>): Verdict {
  const { min, max } = reading.question
  const { language } = reading.voice
  const values = { min: formatNumber(min ?? 0, language), max: formatNumber(max ?? 0, language) }
  if (min !== undefined && max !== undefined) return refuse(reading, 'range', values)
  return refuse(reading, min === undefined ? 'at_most' : 'at_least', values)
}
