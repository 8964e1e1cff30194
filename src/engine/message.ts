/** What goes out: neutral messages, in the contact's language, for a channel to render. Plain text, never markup. */
import type { Language } from '../flow/program.ts'

export interface Message {
  readonly text: string
  readonly language: Language
  readonly direction: 'rtl' | 'ltr'
  /** Present when the message puts a question. */
  readonly ask?: Ask
  /** Shown above the text, in the same message wherever the channel can. */
  readonly picture?: Picture
  /** Id of the summary that it tells: what is still queued of it goes no further once that is withdrawn. */
  readonly summary?: string
  /** Whoever may have it already does not get it again: many see it, and twice is worse than never. */
  readonly once?: true
  /** What may be sent in its place where the platform takes only text that it approved beforehand. */
  readonly template?: Template
}

export interface Picture {
  /** Its name in the folder of media: the SHA-256 of its bytes, in hex. */
  readonly file: string
  readonly type: 'image/png' | 'image/jpeg'
  /** What it shows, for who cannot see it. */
  readonly description: string
}

/** Names a template of the messaging account; it is looked up in the message's language. */
export interface Template {
  readonly name: string
  /** What stands for `{{1}}`, `{{2}}`, … of its text. */
  readonly values: readonly string[]
  /** The platform's own name of the language it was found in, and its values' names: only where it is about to be sent. */
  readonly code?: string
  readonly names?: readonly string[]
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
