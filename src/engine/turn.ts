/** One turn under way: a session being changed, and what has been caused so far. Lives only within `step`. */
import type { Answer, Language } from '../flow/program.ts'
import { isolate } from '../language/isolate.ts'
import type { EngineEvent } from './event.ts'
import type { Ask, Message, Option } from './message.ts'
import type { Output } from './output.ts'
import type { Prompt, Runnable, Voice } from './runnable.ts'
import { type Session, tagOf } from './session.ts'

export interface Turn {
  readonly session: Session
  readonly outputs: readonly Output[]
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] }

export interface Draft {
  readonly runnable: Runnable
  readonly event: EngineEvent
  readonly session: Mutable<Session>
  voice: Voice
  readonly outputs: Output[]
  /** Said, but not sent yet: joined with what follows, because every bubble costs money and attention. */
  readonly pending: string[]
  /** Whether `session.answers` is this turn's own copy. */
  owned: boolean
}

/** Characters of one joined message: room to spare under the 4,096 that platforms allow. */
const JOINED = 3500

export function draftOf(runnable: Runnable, session: Session, event: EngineEvent): Draft {
  return {
    runnable,
    event,
    session: { ...session },
    voice: voiceFor(runnable, session.language),
    outputs: [],
    pending: [],
    owned: false,
  }
}

/** The session's language, or the flow's first where the program does not have it. */
export function voiceFor({ voices, program }: Runnable, language: Language): Voice {
  const voice = Object.hasOwn(voices, language) ? voices[language] : voices[program.languages[0]]
  if (voice === undefined) throw new TypeError(`Program ${program.hash} has no texts in any language`)
  return voice
}

export function finish(draft: Draft): Turn {
  flush(draft)
  return { session: draft.session, outputs: draft.outputs }
}

/** A built-in text in the session's language. */
export const phrase = (
  draft: Draft,
  path: string,
  values?: Readonly<Record<string, string | number>>,
): string => draft.runnable.house.say(draft.session.language, path, values)

export function say(draft: Draft, text: string): void {
  if (text === '') return
  const length = draft.pending.reduce((sum, part) => sum + part.length + 2, 0)
  if (length + text.length > JOINED) flush(draft)
  draft.pending.push(text)
}

/** What is said where no question is open: how to go on, or how to change answers. */
export function closed(draft: Draft): string {
  const { outcome } = draft.session
  if (outcome === 'expired') return phrase(draft, 'paused')
  const kept = outcome !== 'declined' && outcome !== 'not_eligible' && outcome !== 'forgotten'
  return phrase(draft, kept ? 'ended' : 'idle')
}

/** Puts what was said and a question into one message. */
export function send(draft: Draft, text: string, ask?: Ask): void {
  say(draft, text)
  flush(draft, ask)
}

export function flush(draft: Draft, ask?: Ask): void {
  if (draft.pending.length === 0) return
  const text = draft.pending.length === 1 ? (draft.pending[0] ?? '') : draft.pending.join('\n\n')
  draft.pending.length = 0
  draft.outputs.push({ kind: 'send', message: messageOf(draft.voice, text, ask) })
}

export function messageOf(voice: Voice, text: string, ask?: Ask): Message {
  const { language, direction } = voice
  return ask === undefined ? { text, language, direction } : { text, language, direction, ask }
}

/** At most one a turn: the first stands. */
export function notice(draft: Draft, text: string): void {
  if (draft.outputs.some(({ kind }) => kind === 'notice')) return
  draft.outputs.push({ kind: 'notice', text: shortened(text) })
}

/** What must be told about a press: as a notice, or in the message where the channel has none. */
export function explain(draft: Draft, text: string): void {
  if (draft.event.mute === true) say(draft, text)
  else notice(draft, text)
}

const NOTICE = 200
const shortened = (text: string): string => {
  if (text.length <= NOTICE) return text
  return `${[...text].slice(0, NOTICE / 2 - 1).join('')}…`
}

export const ticked = (label: string): string => `✓ ${isolate(label)}`

export function setAnswer(draft: Draft, slot: number, answer: Answer | null): void {
  if (!draft.owned) {
    draft.session.answers = draft.session.answers.slice()
    draft.owned = true
  }
  const answers = draft.session.answers as (Answer | null)[] // this turn's own copy, see `owned`
  answers[slot] = answer
}

/** The question that stands in the flow, under any aside; null once the session has ended. */
export function standing(draft: Draft): { slot: number; prompt: Prompt } | null {
  const { session, runnable } = draft
  if (session.outcome !== null) return null
  const instruction = runnable.program.code[session.cursor]
  if (instruction?.kind !== 'ask') return null
  const prompt = draft.voice.prompts[instruction.slot]
  return prompt === undefined ? null : { slot: instruction.slot, prompt }
}

/** Options of a built-in question. */
export function asideAsk(draft: Draft, options: readonly Option[]): Ask {
  const { session } = draft
  return { tag: tagOf(session), ask: session.ask, kind: 'choose', options, actions: [] }
}
