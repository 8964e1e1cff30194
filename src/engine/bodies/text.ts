import { builtInWord, type Spoken } from '../../language/built-in-word.ts'
import { matchLabel } from '../../language/match-reply.ts'
import { ANSWER_TEXT, INBOUND_TEXT } from '../../limits.ts'
import { miss, type Stands, settle } from '../accept.ts'
import { answerAside, putAside } from '../asides.ts'
import { readingOf } from '../ask.ts'
import { kindOf } from '../questions/kinds.ts'
import { lengthOf } from '../questions/text.ts'
import { closed, type Draft, phrase, send, setAnswer, standing } from '../turn.ts'
import { AFTER_STOP, repeatAll, speak } from '../words.ts'
import type { Handles } from './kind.ts'

/** Lone surrogates and NUL: no store keeps them, so they are refused rather than changed. */
const UNREADABLE = /\p{Cs}|\0/u

export const text: Handles<'text'> = (draft, body) => typed(draft, body.text, draft.event.early === true)

/** A typed message: a built-in word, an answer, or neither. */
export function typed(draft: Draft, written: string, early: boolean): void {
  const { session } = draft
  const stands = session.aside === null && !session.stopped ? standing(draft) : null
  const spoken = spokenIn(draft, written, early ? null : stands)
  if (session.stopped) {
    const works = spoken !== null && (spoken.kind === 'language' || AFTER_STOP.has(spoken.word))
    if (works) speak(draft, spoken)
    else if (session.aside !== null) answerAside(draft, session.aside, written)
    return
  }
  if (spoken !== null) {
    speak(draft, spoken)
    return
  }
  const unreadable = UNREADABLE.test(written)
  if (session.aside !== null) {
    if (early || unreadable)
      putAside(draft, session.aside, unreadable ? phrase(draft, 'refused.unreadable') : '')
    else answerAside(draft, session.aside, written)
    return
  }
  if (early) {
    extend(draft, written, unreadable)
    return
  }
  if (stands === null) {
    send(draft, closed(draft))
    return
  }
  answer(draft, stands, written)
}

/** A typed answer to the question that stands. */
export function answer(draft: Draft, stands: Stands, written: string): void {
  const { position } = draft.event
  if (UNREADABLE.test(written)) miss(draft, phrase(draft, 'refused.unreadable'), stands.prompt)
  else if (written.length > 2 * INBOUND_TEXT || lengthOf(written) > INBOUND_TEXT) tooLong(draft, stands)
  else {
    const { prompt } = stands
    const verdict = kindOf(prompt.question).typed(readingOf(draft, prompt), written)
    settle(draft, stands, verdict, position === undefined ? {} : { position })
  }
}

function tooLong(draft: Draft, { prompt }: Stands): void {
  const { house } = draft.runnable
  const { question } = prompt
  const limit = question.kind === 'text' ? question.max : ANSWER_TEXT
  const reason =
    question.kind === 'text' || question.kind === 'number'
      ? house.count(draft.session.language, 'refused.too_long', limit)
      : phrase(draft, 'refused.not_one_of')
  miss(
    draft,
    question.kind === 'number' ? phrase(draft, 'refused.not_a_number', { example: 3 }) : reason,
    prompt,
  )
}

/** An option's whole label wins over a built-in word, but nothing wins over stop and forget me. */
function spokenIn(draft: Draft, written: string, stands: Stands | null): Spoken | null {
  const { house } = draft.runnable
  const spoken = builtInWord(written, house.words, draft.session.language)
  if (spoken === null || stands === null) return spoken
  if (spoken.kind === 'word' && (spoken.word === 'stop' || spoken.word === 'forget')) return spoken
  const kind = kindOf(stands.prompt.question)
  const { table } = kind.choices(readingOf(draft, stands.prompt))
  return matchLabel(written, table) === undefined ? spoken : null
}

/** Sent before the standing question was seen: more of the open text before it, or nothing. */
function extend(draft: Draft, written: string, unreadable: boolean): void {
  const { session, runnable, voice } = draft
  const { last } = session
  const before = last === null || last.option !== undefined ? undefined : voice.prompts[last.slot]
  const told = last === null ? null : session.answers[last.slot]
  if (last === null || before === undefined || before.question.kind !== 'text' || typeof told !== 'string') {
    repeatAll(draft, session.outcome === null ? phrase(draft, 'refused.early') : closed(draft))
    return
  }
  const { question } = before
  const whole = `${told}\n${written.trim()}`
  if (unreadable) send(draft, phrase(draft, 'refused.unreadable'))
  else if (written.length > 2 * INBOUND_TEXT || lengthOf(whole) > question.max) {
    send(draft, runnable.house.count(session.language, 'refused.too_long_added', question.max))
  } else if (written.trim() !== '') {
    setAnswer(draft, last.slot, whole)
    // Two messages now make the answer: an edit of one must not replace both.
    session.last = { slot: last.slot, ask: last.ask }
    draft.outputs.push({ kind: 'answer', question: question.id, value: whole })
  }
}
