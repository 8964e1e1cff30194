/** What a contact without a session gets. Nothing is remembered between events: what must be asked first is asked with buttons. */
import type { Language, TextTree } from '../flow/program.ts'
import { type BuiltInWord, builtInWord, type Spoken } from '../language/built-in-word.ts'
import { directionOf } from '../language/direction.ts'
import { normalise } from '../language/normalise.ts'
import { languageOf } from '../language/tag.ts'
import { everyLanguage, languageOptions } from './asides.ts'
import type { EngineEvent } from './event.ts'
import { type House, houseOf } from './house.ts'
import { IDLE_TAG } from './idle-tag.ts'
import type { Option } from './message.ts'
import type { Output } from './output.ts'

export interface Contact {
  /** What the contact chose earlier. */
  readonly language?: Language
  readonly platformLanguage?: string
  /** Said stop: met with silence, but for start, help, language and forget me. */
  readonly stopped: boolean
}

/**
 * Says that the flow they came for takes nobody in at the moment: a survey that rests, or a flow about summaries while
 * there is none to say something about.
 */
export function resting(
  common: Readonly<Record<Language, TextTree>>,
  languages: readonly Language[],
  contact: Contact,
  why: 'resting' | 'no_summary',
): readonly Output[] {
  const state = idleOf(common, languages, contact)
  send(state, say(state, why))
  return state.outputs
}

interface Idle {
  readonly house: House
  readonly languages: readonly Language[]
  readonly language: Language
  readonly contact: Contact
  readonly mute: boolean
  readonly outputs: Output[]
}

/**
 * The built-in words for a contact who has no session (with one, ended or open, `step` answers). *Forget me* asks for a
 * button, or for its label typed out, before it gives `forget`. `languages` are those the programme offers, fallback first.
 */
export function idle(
  common: Readonly<Record<Language, TextTree>>,
  languages: readonly Language[],
  contact: Contact,
  event: EngineEvent,
): readonly Output[] {
  const state = { ...idleOf(common, languages, contact), mute: event.mute === true }
  const { body } = event
  if (body.kind === 'start') WORDS.start(state)
  else if (body.kind === 'text' || body.kind === 'reply') typed(state, body.text)
  else if (body.kind === 'press') pressed(state, body.option)
  else if (body.kind === 'choices') pressed(state, body.options[0] ?? '')
  else if (body.kind === 'edit') edited(state, body.text)
  else if (body.kind === 'media') nothingOpen(state)
  return state.outputs
}

function idleOf(
  common: Readonly<Record<Language, TextTree>>,
  languages: readonly Language[],
  contact: Contact,
): Idle {
  const known = languageOf(contact.language, languages) ?? languageOf(contact.platformLanguage, languages)
  const language = known ?? languages[0] ?? 'en'
  return { house: houseOf(common), languages, language, contact, mute: false, outputs: [] }
}

const WORDS: Readonly<Record<BuiltInWord, (state: Idle) => void>> = {
  stop(state) {
    if (state.contact.stopped) return
    send(state, say(state, 'stop'))
    state.outputs.push({ kind: 'stop' })
  },
  start(state) {
    if (state.contact.stopped) {
      state.outputs.push({ kind: 'resume' })
      send(state, `${say(state, 'resume')}\n\n${say(state, 'idle')}`)
    } else nothingOpen(state)
  },
  help,
  menu: help,
  language: (state) =>
    send(state, everyLanguage(state.house, state.languages), languageOptions(state.house, state.languages)),
  forget: (state) =>
    send(state, say(state, 'forget.ask'), [
      { id: '~forget', label: say(state, 'forget.yes') },
      { id: '~keep', label: say(state, 'forget.no') },
    ]),
  back: nothingOpen,
  skip: nothingOpen,
  again: nothingOpen,
}

function typed(state: Idle, text: string): void {
  const { house, language, contact } = state
  if (confirms(state, text)) {
    forget(state)
    return
  }
  const spoken: Spoken | null = builtInWord(text, house.words, language)
  if (spoken === null) nothingOpen(state)
  else if (spoken.kind === 'language') chooseLanguage(state, spoken.language)
  else if (!contact.stopped || AFTER_STOP.has(spoken.word)) WORDS[spoken.word](state)
}

const AFTER_STOP: ReadonlySet<BuiltInWord> = new Set<BuiltInWord>([
  'start',
  'help',
  'menu',
  'language',
  'forget',
])

/** The confirmation in words, in any language: for channels and people without buttons. */
function confirms({ house }: Idle, text: string): boolean {
  if (text.length > 100) return false
  return house.languages.some((language) => {
    const spellings = [house.say(language, 'forget.yes'), ...house.list(language, 'words.forget_yes')]
    const key = normalise(text, language)
    return spellings.some((spelling) => normalise(spelling, language) === key)
  })
}

function pressed(state: Idle, option: string): void {
  if (option === '~forget') forget(state)
  else if (option === '~keep') {
    if (!state.contact.stopped) send(state, say(state, 'forget.kept'))
  } else if (state.languages.includes(option)) chooseLanguage(state, option)
  else if (state.contact.stopped) explain(state, say(state, 'stopped_notice'))
  else if (state.mute) send(state, `${say(state, 'refused.stale_ended')}\n\n${say(state, 'idle')}`)
  else {
    explain(state, say(state, 'refused.stale_ended'))
    nothingOpen(state)
  }
}

function explain(state: Idle, text: string): void {
  if (state.mute) send(state, text)
  else state.outputs.push({ kind: 'notice', text })
}

function edited(state: Idle, text: string): void {
  const spoken = builtInWord(text, state.house.words, state.language)
  if (spoken?.kind === 'word' && (spoken.word === 'stop' || spoken.word === 'forget'))
    WORDS[spoken.word](state)
}

function forget(state: Idle): void {
  send(state, say(state, 'forget.done'))
  state.outputs.push({ kind: 'forget' })
}

function chooseLanguage(state: Idle, language: Language): void {
  if (!state.languages.includes(language)) {
    WORDS.language(state)
    return
  }
  const after: Idle = { ...state, language }
  after.outputs.push({ kind: 'language', language })
  send(after, say(after, state.contact.stopped ? 'language.stopped' : 'language.changed'))
}

function help(state: Idle): void {
  send(state, say(state, 'help'))
}

function nothingOpen(state: Idle): void {
  if (!state.contact.stopped) send(state, say(state, 'idle'))
}

const say = ({ house, language }: Idle, path: string): string => house.say(language, path)

function send({ language, outputs }: Idle, text: string, options?: readonly Option[]): void {
  const ask = options && { tag: IDLE_TAG, ask: 0, kind: 'choose' as const, options, actions: [] }
  const message = { text, language, direction: directionOf(language), ...(ask && { ask }) }
  outputs.push({ kind: 'send', message })
}
