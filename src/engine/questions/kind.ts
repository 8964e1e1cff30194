import type { Answer, Question } from '../../flow/program.ts'
import type { House } from '../house.ts'
import type { Ask } from '../message.ts'
import type { Choices, Prompt, Voice } from '../runnable.ts'

/** What a question looks at when it reads a reply. */
export interface Reading<Q extends Question = Question> {
  readonly question: Q
  readonly prompt: Prompt
  readonly picked: readonly string[]
  readonly voice: Voice
  readonly house: House
  /** The programme's levels of places, widest first. */
  readonly levels: readonly string[]
}

export type Verdict =
  | { readonly kind: 'accept'; readonly value: Answer; readonly label?: string }
  /** Not an answer yet: places walked down (a new question), or options ticked (the same question redrawn). */
  | { readonly kind: 'walk'; readonly picked: readonly string[]; readonly label: string }
  | { readonly kind: 'tick'; readonly picked: readonly string[]; readonly label: string }
  | { readonly kind: 'refuse'; readonly reason: string }
  /** No answer, and nothing further to ask: the session ends after these words. */
  | { readonly kind: 'leave'; readonly outcome: string; readonly goodbye: string; readonly label: string }

/** One kind of question: how it is put, and what a reply to it means. Pure; never throws. */
export interface QuestionKind<Q extends Question> {
  readonly ask: Ask['kind']
  /** What stands to choose from just now. */
  choices(reading: Reading<Q>): Choices
  /** Words below the question's own text; '' for none. */
  lead?(reading: Reading<Q>): string
  /** What the form needs to know besides. */
  form?(reading: Reading<Q>): Partial<Pick<Ask, 'picked' | 'atMost' | 'alone' | 'max'>>
  typed(reading: Reading<Q>, text: string): Verdict
  /** An option of `choices`, never an action but `~done`. */
  pressed(reading: Reading<Q>, option: string): Verdict
  /** A form sent at once. Only for several answers; other kinds take a form of one option as a press. */
  chosen?(reading: Reading<Q>, options: readonly string[]): Verdict
}

export const accept = (value: Answer, label?: string): Verdict =>
  label === undefined ? { kind: 'accept', value } : { kind: 'accept', value, label }

export function refuse({ house, voice }: Reading, path: string, values?: Record<string, string>): Verdict {
  return { kind: 'refuse', reason: house.say(voice.language, `refused.${path}`, values) }
}

export function refuseCount({ house, voice }: Reading, path: string, limit: number): Verdict {
  return { kind: 'refuse', reason: house.count(voice.language, `refused.${path}`, limit) }
}

/** A non-answer that the question offers, by its id. */
export function nonAnswer({ question, prompt }: Reading, id: string): Verdict | undefined {
  if (!question.also.includes(id)) return undefined
  return accept({ nonanswer: id }, prompt.labels.get(id))
}

/** The labels of some options, for a reason that names them. */
export function labelsOf(choices: Choices, ids: readonly string[], { house, voice }: Reading): string {
  const labels = choices.options.filter(({ id }) => ids.includes(id)).map(({ label }) => label)
  const shown = labels.slice(0, 4)
  return shown.join(house.say(voice.language, 'answer.and')) + (labels.length > shown.length ? ' …' : '')
}
