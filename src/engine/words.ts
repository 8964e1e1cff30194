/** What the built-in words do, in any language and at any moment of a session. */
import type { BuiltInWord, Spoken } from '../language/built-in-word.ts'
import { askAside, beginAgain, languageOptions, passAside, putAside, switchLanguage } from './asides.ts'
import { repeat } from './ask.ts'
import { goBack } from './back.ts'
import { run } from './run.ts'
import { skip } from './skip.ts'
import { closed, type Draft, phrase, say, send, standing } from './turn.ts'

const WORDS: Readonly<Record<BuiltInWord, (draft: Draft) => void>> = {
  stop(draft) {
    draft.session.aside = null
    draft.session.stopped = true
    send(draft, phrase(draft, 'stop'))
    draft.outputs.push({ kind: 'stop' })
  },
  start,
  help,
  menu: help,
  language(draft) {
    const { session, runnable } = draft
    if (!session.stopped) {
      askAside(draft, 'language')
      return
    }
    const names = languageOptions(runnable.house, runnable.program.languages).map(({ label }) => label)
    send(draft, `${phrase(draft, 'language.ask')}\n${names.join('\n')}`)
  },
  back: (draft) => goBack(draft, false),
  skip: (draft) => skip(draft, positionOf(draft)),
  again: (draft) => repeatAll(draft, draft.session.outcome === null ? '' : closed(draft)),
  forget: (draft) => askAside(draft, 'forget'),
}

/** Words that still work after stop; everything else is met with silence. */
export const AFTER_STOP: ReadonlySet<string> = new Set<BuiltInWord>([
  'start',
  'help',
  'menu',
  'language',
  'forget',
])

export function speak(draft: Draft, spoken: Spoken): void {
  const { aside } = draft.session
  if (spoken.kind === 'word') {
    // Back and skip leave the built-in question, not the flow's question under it.
    if (aside !== null && (spoken.word === 'back' || spoken.word === 'skip')) passAside(draft, aside)
    else WORDS[spoken.word](draft)
    return
  }
  const { languages } = draft.runnable.program
  if (languages.includes(spoken.language)) switchLanguage(draft, spoken.language)
  else repeatAll(draft, unavailable(draft))
}

function unavailable(draft: Draft): string {
  const { house, program } = draft.runnable
  const names = languageOptions(house, program.languages).map(({ label }) => label)
  return `${phrase(draft, 'language.unavailable')}\n${names.join('\n')}`
}

/** Begins, goes on after a stop, goes on after an expiry, or offers to change answers given. */
export function start(draft: Draft): void {
  const { session } = draft
  const resumed = session.stopped === true
  if (resumed) {
    delete session.stopped
    draft.outputs.push({ kind: 'resume' })
  }
  if (session.outcome === null && session.ask === 0) {
    if (session.aside === null) run(draft)
    else askAside(draft, session.aside)
    return
  }
  if (session.outcome === null) {
    goOn(draft, resumed ? phrase(draft, 'resume') : '')
    return
  }
  if (session.outcome === 'expired') {
    session.outcome = null
    goOn(draft, phrase(draft, 'reopened'))
    return
  }
  if (session.outcome === 'declined' || session.outcome === 'not_eligible') beginAgain(draft)
  else if (session.aside === 'restart') putAside(draft, 'restart')
  else askAside(draft, 'restart')
}

/** Puts what stands again; where nothing was put yet, such as after a stop at the very first, begins. */
function goOn(draft: Draft, text: string): void {
  if (draft.session.aside !== null || standing(draft) !== null) {
    repeatAll(draft, text)
    return
  }
  say(draft, text)
  run(draft)
}

function help(draft: Draft): void {
  const text = phrase(draft, 'help')
  if (draft.session.stopped) send(draft, text)
  else repeatAll(draft, text)
}

/** The question that stands, built-in or the flow's, after some words. */
export function repeatAll(draft: Draft, text: string): void {
  const { aside } = draft.session
  if (aside === null) repeat(draft, text)
  else putAside(draft, aside, text)
}

function positionOf({ event }: Draft): { position?: number } {
  return event.position === undefined ? {} : { position: event.position }
}
