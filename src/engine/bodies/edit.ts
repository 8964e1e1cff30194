import { builtInWord } from '../../language/built-in-word.ts'
import { withdraw } from '../back.ts'
import { closed, type Draft, phrase, send, standing } from '../turn.ts'
import { repeatAll, speak } from '../words.ts'
import type { Handles } from './kind.ts'
import { answer } from './text.ts'

/**
 * A message changed after it was sent. The last accepted one changes its answer, as going back and answering would;
 * one newer than that was refused before, so it is read anew; older ones are explained.
 */
export const edit: Handles<'edit'> = (draft, { text }) => {
  const { session } = draft
  const spoken = builtInWord(text, draft.runnable.house.words, session.language)
  if (spoken?.kind === 'word' && (spoken.word === 'stop' || spoken.word === 'forget')) speak(draft, spoken)
  else if (session.stopped) return
  else if (session.aside !== null || session.outcome !== null || !changes(draft, text)) {
    if (session.outcome === null) repeatAll(draft, phrase(draft, 'refused.edit'))
    else send(draft, closed(draft))
  }
}

function changes(draft: Draft, text: string): boolean {
  const { session, voice, event } = draft
  const { last } = session
  const stands = standing(draft)
  if (last === null || last.position === undefined || event.position === undefined || stands === null)
    return false
  if (event.position !== last.position) {
    if (event.position < last.position || session.misses === 0) return false
    answer(draft, stands, text)
    return true
  }
  const prompt = voice.prompts[last.slot]
  if (prompt === undefined) return false
  if (last.slot !== stands.slot) {
    withdraw(draft, last.slot)
    session.cursor = prompt.question.at
    session.ask += 1
    session.picked = []
    session.misses = 0
  }
  answer(draft, { slot: last.slot, prompt }, text)
  return true
}
