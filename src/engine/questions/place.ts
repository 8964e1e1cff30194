import type { PlaceQuestion } from '../../flow/program.ts'
import { matchReply } from '../../language/match-reply.ts'
import { type Choices, ELSEWHERE } from '../runnable.ts'
import { ticked } from '../turn.ts'
import { accept, labelsOf, nonAnswer, type QuestionKind, type Reading, refuse, type Verdict } from './kind.ts'

type Placing = Reading<PlaceQuestion>

/** A place, walked down level by level. A name of the level to reach may be typed at once. */
export const place: QuestionKind<PlaceQuestion> = {
  ask: 'choose',
  choices,
  lead({ house, voice, picked, question, levels }) {
    const at = picked.at(-1)
    const level = levels[picked.length]
    const next =
      level === undefined || levels[0] === question.level ? '' : house.say(voice.language, `levels.${level}`)
    const reached = at === undefined ? '' : ticked(voice.placeNames.get(at) ?? at)
    return [reached, next].filter((line) => line !== '').join('\n')
  },
  typed(reading, text) {
    const here = choices(reading)
    const found = matchReply(text, here.table)
    if (found.kind === 'one') return pressed(reading, found.id)
    const { reach } = reading.prompt
    const beyond = reach === null ? found : matchReply(text, reach)
    const named = beyond.kind === 'one' && !/^\s*\p{N}+\s*$/u.test(text)
    if (named) return accept(beyond.id, reading.voice.placeNames.get(beyond.id))
    if (found.kind === 'ambiguous') {
      return refuse(reading, 'ambiguous', { labels: labelsOf(here, found.ids, reading) })
    }
    return refuse(reading, 'not_one_of')
  },
  pressed,
}

function choices({ prompt, picked }: Placing): Choices {
  return prompt.under.get(picked.at(-1) ?? '') ?? prompt.choices
}

function pressed(reading: Placing, option: string): Verdict {
  const other = nonAnswer(reading, option)
  if (other !== undefined) return other
  const here = choices(reading).options.find(({ id }) => id === option)
  if (here === undefined) return refuse(reading, 'not_one_of')
  if (option === ELSEWHERE) {
    const goodbye = reading.house.say(reading.voice.language, 'elsewhere.said')
    return { kind: 'leave', outcome: 'not_eligible', goodbye, label: here.label }
  }
  if (!reading.prompt.under.has(option)) return accept(option, here.label)
  return { kind: 'walk', picked: [...reading.picked, option], label: here.label }
}
