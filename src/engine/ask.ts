/** Puts the question that stands: as new, or again under its old number. */
import type { Ask } from './message.ts'
import type { Reading } from './questions/kind.ts'
import { kindOf } from './questions/kinds.ts'
import type { Prompt } from './runnable.ts'
import { tagOf } from './session.ts'
import { said } from './text.ts'
import { type Draft, flush, messageOf, say, send, standing } from './turn.ts'

export function readingOf(draft: Draft, prompt: Prompt): Reading {
  const { runnable, session, voice } = draft
  const { question } = prompt
  return {
    question,
    prompt,
    picked: session.picked,
    voice,
    house: runnable.house,
    levels: runnable.program.levels,
  }
}

/** A question is put anew: it gets the next number, and nothing is picked or missed yet. */
export function putQuestion(draft: Draft, prompt: Prompt): void {
  draft.session.ask += 1
  draft.session.misses = 0
  putAgain(draft, prompt)
}

/** The same question once more, under the same number: older copies of its buttons still work. */
export function putAgain(draft: Draft, prompt: Prompt): void {
  send(draft, textOf(draft, prompt), askOf(draft, prompt))
}

/** The standing question after some words; with none standing, the words alone. */
export function repeat(draft: Draft, text = ''): void {
  say(draft, text)
  const stands = standing(draft)
  if (stands === null) flush(draft)
  else putAgain(draft, stands.prompt)
}

/** New buttons for the message that was pressed. */
export function redraw(draft: Draft, prompt: Prompt, position: number): void {
  const message = messageOf(draft.voice, textOf(draft, prompt), askOf(draft, prompt))
  draft.outputs.push({ kind: 'redraw', message, position })
}

function textOf(draft: Draft, prompt: Prompt): string {
  const text = said(prompt.text, draft.session.answers)
  const lead = kindOf(prompt.question).lead?.(readingOf(draft, prompt)) ?? ''
  return lead === '' ? text : `${text}\n${lead}`
}

function askOf(draft: Draft, prompt: Prompt): Ask {
  const { session } = draft
  const kind = kindOf(prompt.question)
  const reading = readingOf(draft, prompt)
  const walked = prompt.question.kind === 'place' && session.picked.length > 0
  const first = session.cursor === draft.runnable.first && !walked
  return {
    tag: tagOf(session),
    ask: session.ask,
    kind: kind.ask,
    options: kind.choices(reading).options,
    actions: first ? prompt.actions.first : prompt.actions.later,
    ...kind.form?.(reading),
  }
}
