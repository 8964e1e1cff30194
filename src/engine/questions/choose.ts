import type { ChooseQuestion, ConsentQuestion } from '../../flow/program.ts'
import { matchReply, matchSeveral } from '../../language/match-reply.ts'
import { accept, labelsOf, nonAnswer, type QuestionKind, type Reading, refuse, type Verdict } from './kind.ts'

function pressed(reading: Reading, option: string): Verdict {
  const label = reading.prompt.labels.get(option)
  if (label === undefined) return refuse(reading, 'not_one_of')
  return nonAnswer(reading, option) ?? accept(option, label)
}

function typed(reading: Reading, text: string): Verdict {
  const { choices } = reading.prompt
  const found = matchReply(text, choices.table)
  if (found.kind === 'one') return pressed(reading, found.id)
  if (found.kind === 'ambiguous') {
    return refuse(reading, 'ambiguous', { labels: labelsOf(choices, found.ids, reading) })
  }
  const several = matchSeveral(text, choices.table)
  return refuse(reading, several.kind === 'some' && several.ids.length > 1 ? 'single' : 'not_one_of')
}

/** One of several options. */
export const choose: QuestionKind<ChooseQuestion> = {
  ask: 'choose',
  choices: ({ prompt }) => prompt.choices,
  typed,
  pressed,
}

/** A yes or a no that becomes a consent record. */
export const consent: QuestionKind<ConsentQuestion> = {
  ask: 'choose',
  choices: ({ prompt }) => prompt.choices,
  typed,
  pressed,
}
