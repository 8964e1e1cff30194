/** What comes in: a channel's native payload made neutral. The engine reads `EngineEvent`; intake reads the whole. */

export interface EngineEvent {
  /** When it happened, in epoch milliseconds, by the platform's clock where it tells. The engine's only clock. */
  readonly at: number
  /** The message's place in its chat, where the channel has one. For a press: the place of the message pressed. */
  readonly position?: number
  /** Sent before the current question went out: a typed text then never answers it. Worked out by intake. */
  readonly early?: boolean
  /** The channel cannot show a notice: what must be told about a press is said in a message. */
  readonly mute?: boolean
  readonly body: Body
}

export type Body =
  /** `/start`, a deep link or the web chat's first page. The payload names a flow or a keyword. */
  | { readonly kind: 'start'; readonly payload?: string }
  | { readonly kind: 'text'; readonly text: string }
  /** One button. `option` is an option id, or an action: `~done ~skip ~back ~again`, … see message.ts. */
  | { readonly kind: 'press'; readonly tag: string; readonly ask: number; readonly option: string }
  /** A whole form at once (web chat): the options ticked. */
  | {
      readonly kind: 'choices'
      readonly tag: string
      readonly ask: number
      readonly options: readonly string[]
    }
  /** A text typed into the form of one question (web chat): unlike `text` it says which question it answers. */
  | { readonly kind: 'reply'; readonly tag: string; readonly ask: number; readonly text: string }
  /** The person changed an earlier message; `position` says which. */
  | { readonly kind: 'edit'; readonly text: string }
  /** Anything that is not words: a photo, a voice note, a sticker, a location. */
  | { readonly kind: 'media'; readonly media: MediaKind }
  /** Time ran out for this session: made by the schedule, never by a channel. */
  | { readonly kind: 'expire'; readonly session?: string }
  /** A summary is to go to the person; `round` asks what they say of it. Made by us, and read by intake only. */
  | { readonly kind: 'share'; readonly summary: string; readonly round?: string }
  /** The person blocked us, or took that back. Read by intake only; the engine ignores them. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unblocked' }

export type MediaKind =
  | 'photo'
  | 'voice'
  | 'audio'
  | 'video'
  | 'document'
  | 'sticker'
  | 'location'
  | 'contact'
  | 'other'
