import type { ChooseManyQuestion } from '../../flow/program.ts'
import { matchSeveral } from '../../language/match-reply.ts'
import { normalise } from '../../language/normalise.ts'
import {
  accept,
  labelsOf,
  nonAnswer,
  type QuestionKind,
  type Reading,
  refuse,
  refuseCount,
  type Verdict,
} from './kind.ts'

type Many = Reading<ChooseManyQuestion>

/** Several options at once: a press ticks or unticks, `~done` accepts what is ticked, words and forms accept at once. */
export const chooseMany: QuestionKind<ChooseManyQuestion> = {
  ask: 'choose_many',
  choices: ({ prompt }) => prompt.choices,
  // A form must know that a non-answer excludes every option too.
  form: ({ question, picked }) => ({
    picked,
    atMost: question.atMost,
    alone: [...question.alone, ...question.also],
  }),
  typed(reading, text) {
    const { choices, actions } = reading.prompt
    const done = actions.first.find(({ id }) => id === '~done')
    const { language } = reading.voice
    if (
      done !== undefined &&
      text.length < 40 &&
      normalise(text, language) === normalise(done.label, language)
    ) {
      return all(reading, reading.picked)
    }
    const found = matchSeveral(text, choices.table)
    if (found.kind === 'some') return all(reading, found.ids)
    if (found.kind === 'none') return refuse(reading, 'not_one_of')
    return refuse(reading, 'ambiguous', { labels: labelsOf(choices, found.ids, reading) })
  },
  pressed(reading, option) {
    if (option === '~done') return all(reading, reading.picked)
    const { question, prompt, picked } = reading
    const label = prompt.labels.get(option)
    if (label === undefined) return refuse(reading, 'not_one_of')
    const other = nonAnswer(reading, option)
    if (other !== undefined) return other
    if (picked.includes(option)) return { kind: 'tick', picked: picked.filter((id) => id !== option), label }
    const alone = question.alone.includes(option)
    const kept = alone ? [] : picked.filter((id) => !question.alone.includes(id))
    if (kept.length >= question.atMost) return refuseCount(reading, 'too_many', question.atMost)
    const next = question.options.filter((id) => id === option || kept.includes(id))
    return { kind: 'tick', picked: next, label }
  },
  chosen: all,
}

function all(reading: Many, options: readonly string[]): Verdict {
  const { question, prompt } = reading
  const chosen = new Set(options)
  const nonAnswers = question.also.filter((id) => chosen.has(id))
  const ids = question.options.filter((id) => chosen.has(id))
  if (ids.length + nonAnswers.length < chosen.size) return refuse(reading, 'not_one_of')
  const [non] = nonAnswers
  if (non !== undefined) {
    if (chosen.size === 1) return accept({ nonanswer: non }, prompt.labels.get(non))
    return refuse(reading, 'alone', { label: prompt.labels.get(non) ?? non })
  }
  if (ids.length === 0) {
    return question.optional ? accept({ nonanswer: 'skipped' }) : refuse(reading, 'none_picked')
  }
  const alone = ids.find((id) => question.alone.includes(id))
  if (alone !== undefined && ids.length > 1) {
    return refuse(reading, 'alone', { label: prompt.labels.get(alone) ?? alone })
  }
  if (ids.length > question.atMost) return refuseCount(reading, 'too_many', question.atMost)
  return accept(ids, labelsOf(prompt.choices, ids, reading))
}
