import { BUILT_IN_WORDS } from '../../language/built-in-word.ts'
import { settle } from '../accept.ts'
import { pressAside, putAside, switchLanguage } from '../asides.ts'
import { readingOf } from '../ask.ts'
import { goBack } from '../back.ts'
import { IDLE_TAG } from '../idle-tag.ts'
import { kindOf } from '../questions/kinds.ts'
import { tagOf } from '../session.ts'
import { skip } from '../skip.ts'
import { type Draft, explain, phrase, standing } from '../turn.ts'
import { AFTER_STOP, repeatAll, speak } from '../words.ts'
import type { Handles } from './kind.ts'

export const press: Handles<'press'> = (draft, { tag, ask, option }) => {
  const { session } = draft
  const word = BUILT_IN_WORDS.find((known) => option === `~${known}`)
  if (session.stopped && !(word !== undefined && AFTER_STOP.has(word)) && session.aside === null) {
    explain(draft, phrase(draft, 'stopped_notice'))
    return
  }
  if (word !== undefined && word !== 'skip' && word !== 'back') {
    speak(draft, { kind: 'word', word })
    return
  }
  if (tag === IDLE_TAG && draft.runnable.program.languages.includes(option)) {
    switchLanguage(draft, option)
    return
  }
  const mine = tag === tagOf(session)
  if (mine && ask === session.last?.ask && option === session.last.option) return
  // A second tap on a language already chosen.
  if (mine && ask < session.ask && session.aside === null && option === session.language) return
  if (mine && ask === session.ask && session.aside !== null) {
    pressAside(draft, session.aside, option)
    return
  }
  const stands = standing(draft)
  if (!mine || ask !== session.ask || stands === null) {
    if (mine && ask === session.ask - 1 && stands !== null && option === session.picked.at(-1)) return
    stale(draft)
    return
  }
  if (option === '~back') goBack(draft, true)
  else if (option === '~skip') skip(draft, { option })
  else {
    const { prompt } = stands
    settle(draft, stands, kindOf(prompt.question).pressed(readingOf(draft, prompt), option), { option })
  }
}

/** A button that no longer asks anything: said so, and what stands is put again. */
export function stale(draft: Draft): void {
  const { session } = draft
  const open = session.outcome === null
  explain(draft, phrase(draft, open ? 'refused.stale' : 'refused.stale_ended'))
  if (session.aside !== null) putAside(draft, session.aside)
  else if (open) repeatAll(draft, '')
}
