/**
 * A channel turns native payloads into neutral events and neutral messages into native ones. `parse` and `render`
 * are pure; everything that touches the network throws `SendError` with a kind that delivery knows what to do about.
 */
import type { Hono } from 'hono'
import type { EngineEvent } from '../engine/event.ts'
import type { Message, Outgoing } from '../engine/message.ts'

export type { Outgoing } from '../engine/message.ts'

export type ChannelName = 'telegram' | 'whatsapp-cloud' | 'whatsapp-web' | 'webchat'

export interface Received extends EngineEvent {
  readonly channel: ChannelName
  /** Which of our accounts it came to, such as the bot's numeric id. With `external` unique. */
  readonly account: string
  /** The channel's id of this event: what makes a redelivery known. */
  readonly external: string
  /** The sender's address in the channel's own form. Never logged; goes into the vault. */
  readonly address: string
  /** The channel's own order of events of one account (Telegram's `update_id`). */
  readonly sequence: number
  /** The platform's language tag of the sender, such as `ar`, `en-GB`. */
  readonly language?: string
  /** Other addresses of the same person that the platform named along: from now on they are this contact's too. */
  readonly aliases?: readonly string[]
  /** What came with a `media` body. */
  readonly file?: ReceivedFile
}

/** A file that somebody sent: fetched after the commit, by the channel that it came through. */
export interface ReceivedFile {
  /** How the channel finds it again. May tell who sent it: kept sealed. */
  readonly handle: string
  readonly type: string
  /** Bytes, where the platform tells beforehand. */
  readonly size?: number
}

/** What a platform tells of a message that we sent. Statuses come late, twice, and out of order. */
export interface Status {
  readonly reference: Reference
  readonly state: 'sent' | 'delivered' | 'read' | 'failed'
  /** Epoch milliseconds, by the platform's clock. */
  readonly at: number
  /** For `failed`: what a refusal at once would have been. */
  readonly error?: SendError
  /** Tells the native message from every other one; an HMAC where the platform's id would tell a number. */
  readonly external: string
  /** The platform charges for it; counted once. */
  readonly billed?: { readonly category: string }
}

/** Names one native message of an outbox row, the same at every attempt. To be hidden before it leaves us. */
export type Reference = string

/** What became of one event, in the order the events were handed over. */
export interface Receipt {
  /** `repeated`: seen before, nothing done. `problem`: recorded for the operator. Both count as taken. */
  readonly status: 'committed' | 'repeated' | 'problem'
  /** A short word for a press, see Output `notice`. */
  readonly notice?: string
  /** The messages this turn caused, in order. */
  readonly messages?: readonly Message[]
  /** The person was erased: the messages are the goodbye, and nothing of it can be read again. */
  readonly forgotten?: boolean
}

export interface Intake {
  /**
   * Resolves once everything the events cause is committed, with one receipt an event.
   * Throws `StoreUnavailable` when the store is down: nothing was kept, the platform must send again.
   */
  receive(events: readonly Received[]): Promise<readonly Receipt[]>
  /** Resolves once it is written down; a status of a message that we do not know is passed over. Throws like `receive`. */
  learn(statuses: readonly Status[]): Promise<void>
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

export interface Limits {
  /** Characters of a message's text. */
  readonly text: number
  /** Characters of a button's label; longer ones are shown as numbered text. */
  readonly label: number
  readonly buttons: number
  /** Least milliseconds between two messages to one chat. */
  readonly gap: number
  /** The same for a chat that many are in; `gap` where left out. */
  readonly groupGap?: number
  /** Messages a second for the whole account, in bulk. */
  readonly pace: number
}

/** Under which circumstances a message would go out now. */
export interface Circumstances {
  readonly address: string
  /** When the person last wrote, in epoch milliseconds. */
  readonly heardAt: number
  /** It goes to many, and nobody waits for it. */
  readonly bulk: boolean
  readonly now: number
}

/**
 * `wait`: until the person writes, or until a moment in epoch milliseconds. `reason` is for the operator: it names no
 * person.
 */
export type Admission =
  | { readonly kind: 'send'; readonly outgoing: Outgoing }
  | { readonly kind: 'wait'; readonly reason: string; readonly until?: number }

export interface Sent {
  /** The platform's id of the message sent. */
  readonly external?: string
  /** Its place in the chat, on the same scale as `EngineEvent.position`. */
  readonly position?: number
}

export interface Channel<Native = unknown> {
  readonly name: ChannelName
  readonly account: string
  readonly limits: Limits
  /** Whether many are in this chat; none is where left out. */
  isGroup?(address: string): boolean
  /** Webhooks and pages: verify, parse, commit, then answer. */
  routes?(intake: Intake): Hono
  /** Pollers and sockets, the same way; resolves when the signal aborts and everything in flight is done. */
  run?(intake: Intake, signal: AbortSignal): Promise<void>
  /** Pure. Several natives are sent in order; nothing is cut. */
  render(outgoing: Outgoing): Native[]
  /** Pure planning: what the platform would refuse now is never sent. Everything goes where this is left out. */
  admit?(outgoing: Outgoing, circumstances: Circumstances): Admission
  /** Throws SendError. Resolves when the platform has taken the message. */
  send(address: string, native: Native, signal: AbortSignal, reference: Reference): Promise<Sent>
  /**
   * Looks for a message whose sending nobody saw the end of. `absent`: it certainly never left. Throws SendError when it
   * cannot tell now.
   */
  find?(address: string, reference: Reference, signal: AbortSignal): Promise<Sent | 'absent'>
  /** Statuses settle a send without an answer: milliseconds to wait for one before it counts as never sent. */
  /** Milliseconds after which delivery gives a send up; a minute where left out. */
  readonly sendWithin?: number
  readonly confirmsWithin?: number
  /** Fetches what somebody sent. Throws SendError; `rejected` when it cannot be had any more, or is larger than `most`. */
  fetch?(file: ReceivedFile, most: number, signal: AbortSignal): Promise<Uint8Array>
  /** While the account is stopped: resolves when its cause is gone, throws SendError while it is not. Sends nothing. */
  probe?(signal: AbortSignal): Promise<void>
  health(): Health
}

export interface Health {
  readonly state: 'up' | 'down' | 'paused'
  readonly reason?: string
}

/**
 * retry: certainly unsent, try again later. throttled: the whole account, for as long as the platform says, or ever
 * longer. window_closed: this person, until they write. later: this person, not today. unreachable: this person, for
 * good. rejected: this message, for good. config: the whole account, until the cause is gone. moved: the chat has another
 * address now. unknown: written, no answer came.
 */
export type SendErrorKind =
  | 'retry'
  | 'throttled'
  | 'window_closed'
  | 'later'
  | 'unreachable'
  | 'rejected'
  | 'config'
  | 'moved'
  | 'unknown'

export class SendError extends Error {
  override readonly name = 'SendError'
  readonly kind: SendErrorKind
  /** For `throttled` and `retry`: milliseconds to wait before the next try. */
  readonly retryAfter?: number
  /** For `moved`: the new address. */
  readonly address?: string

  constructor(
    kind: SendErrorKind,
    message: string,
    more: { retryAfter?: number; address?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.kind = kind
    if (more.retryAfter !== undefined) this.retryAfter = more.retryAfter
    if (more.address !== undefined) this.address = more.address
  }
}
