/** What goes out: neutral messages, in the contact's language, for a channel to render. Plain text, never markup. */
import type { Language } from '../flow/program.ts'

export interface Message {
  readonly text: string
  readonly language: Language
  readonly direction: 'rtl' | 'ltr'
  /** Present when the message puts a question. */
  readonly ask?: Ask
}

export interface Ask {
  /** With `ask` names the question in button data: `tagOf(session)` and `session.ask`. */
  readonly tag: string
  readonly ask: number
  readonly kind: 'choose' | 'choose_many' | 'number' | 'text'
  /** Choices and non-answers, in the flow's order. Numbered from 1 in this order where a channel has no buttons. */
  readonly options: readonly Option[]
  /** What else can be pressed: `~done` (several answers), `~skip`, `~back`. */
  readonly actions: readonly Option[]
  /** For `choose_many`: what is ticked already, and how many may be. */
  readonly picked?: readonly string[]
  readonly atMost?: number
  /** For `choose_many`: options that exclude every other one, non-answers among them. */
  readonly alone?: readonly string[]
  /** For `text`: longest answer in characters. */
  readonly max?: number
}

export interface Option {
  /** An option id, a place code, a non-answer, or an action that begins with `~`. At most 40 bytes of `[a-z0-9_~-]`. */
  readonly id: string
  readonly label: string
}

/** What is sent, and how it lies in the outbox: a new message, or new buttons for one sent before. */
export type Outgoing =
  | { readonly kind: 'send'; readonly message: Message }
  | { readonly kind: 'redraw'; readonly message: Message; readonly position: number }
