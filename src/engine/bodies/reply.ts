import { readingOf } from '../ask.ts'
import { kindOf } from '../questions/kinds.ts'
import { tagOf } from '../session.ts'
import { repeats } from './choices.ts'
import type { Handles } from './kind.ts'
import { stale } from './press.ts'
import { typed } from './text.ts'

/** A text typed into one question's form: taken for that question, and for no other. */
export const reply: Handles<'reply'> = (draft, { tag, ask, text }) => {
  const { session, voice } = draft
  const mine = tag === tagOf(session)
  const before = session.last === null ? undefined : voice.prompts[session.last.slot]
  if (mine && ask !== session.ask && session.last?.ask === ask && before !== undefined) {
    const again = kindOf(before.question).typed({ ...readingOf(draft, before), picked: [] }, text)
    if (repeats(again, session.answers[session.last.slot] ?? null)) return
  }
  if ((mine && ask === session.ask) || session.stopped || session.outcome !== null) typed(draft, text, false)
  else stale(draft)
}
