/** What a verdict on a reply does to the session. */
import type { Answer } from '../flow/program.ts'
import { MISSES_BEFORE_HELP } from '../limits.ts'
import { putQuestion, redraw, repeat } from './ask.ts'
import { end } from './end.ts'
import type { Verdict } from './questions/kind.ts'
import { run } from './run.ts'
import type { Prompt } from './runnable.ts'
import type { LastReply } from './session.ts'
import { said } from './text.ts'
import { type Draft, notice, phrase, say, setAnswer, ticked } from './turn.ts'

export interface Stands {
  readonly slot: number
  readonly prompt: Prompt
}

/** The reply's trace, for edits, second texts and second taps. */
export type Trace = Pick<LastReply, 'option' | 'position'>

export function settle(draft: Draft, stands: Stands, verdict: Verdict, trace: Trace): void {
  const { session } = draft
  const byPress = trace.option !== undefined
  if (verdict.kind === 'refuse') {
    if (!byPress) miss(draft, verdict.reason, stands.prompt)
    else {
      notice(draft, verdict.reason)
      if (draft.event.position === undefined) repeat(draft, verdict.reason)
    }
    return
  }
  if (verdict.kind === 'walk') {
    session.picked = verdict.picked
    if (byPress) notice(draft, ticked(verdict.label))
    putQuestion(draft, stands.prompt)
    return
  }
  if (verdict.kind === 'tick') {
    session.picked = verdict.picked
    session.misses = 0
    const on = verdict.picked.includes(trace.option ?? '')
    notice(draft, on ? ticked(verdict.label) : phrase(draft, 'unpicked', { label: verdict.label }))
    if (draft.event.position !== undefined) redraw(draft, stands.prompt, draft.event.position)
    return
  }
  if (verdict.kind === 'leave') {
    if (byPress) notice(draft, ticked(verdict.label))
    say(draft, verdict.goodbye)
    end(draft, verdict.outcome)
    return
  }
  if (byPress && verdict.label !== undefined) notice(draft, ticked(verdict.label))
  take(draft, stands, verdict.value, trace)
  proceed(draft, stands, verdict.value)
}

/** Writes the answer down, and says so outside. Consents become records, never answers. */
export function take(draft: Draft, { slot, prompt }: Stands, value: Answer, trace: Trace): void {
  const { session } = draft
  const { question } = prompt
  setAnswer(draft, slot, value)
  session.last = { slot, ask: session.ask, ...trace }
  session.picked = []
  session.misses = 0
  if (question.kind === 'consent') {
    const { id: step, purpose } = question
    draft.outputs.push({ kind: 'consent', step, purpose, agreed: value === 'yes' })
  } else draft.outputs.push({ kind: 'answer', question: question.id, value })
}

/** Goes on from the question just answered; without consent to take part, ends. */
export function proceed(draft: Draft, { prompt }: Stands, value: Answer): void {
  const { session, voice } = draft
  const { question } = prompt
  if (question.kind === 'consent' && question.purpose === 'take_part' && value !== 'yes') {
    const goodbye = voice.says.get(`${question.id}.declined`)
    say(draft, goodbye === undefined ? phrase(draft, 'declined') : said(goodbye, session.answers))
    end(draft, 'declined')
    return
  }
  session.cursor = question.at + 1
  run(draft)
}

/** A reply that could not be used: the reason and the question again, in one message; in time, help and skip. */
export function miss(draft: Draft, reason: string, prompt: Prompt): void {
  const { session } = draft
  session.misses += 1
  const stuck = session.misses >= MISSES_BEFORE_HELP
  const help = stuck ? `\n\n${phrase(draft, prompt.question.optional ? 'stuck_skip' : 'stuck')}` : ''
  repeat(draft, reason + help)
}
