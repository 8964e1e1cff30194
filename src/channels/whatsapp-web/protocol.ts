/**
 * What the server and the child process say to each other. The child runs the library and its browser; when anything
 * there goes wrong it ends, and the server starts another one.
 *
 *   server → child:  calls, each with an id and the milliseconds it may take; both sides stop waiting by themselves.
 *   child → server:  an answer to each call, and reports of what happens in the page.
 *
 * Addresses and texts go through here and nowhere else: neither side logs a message of this protocol.
 */
import type { Timings } from './timings.ts'

/** A message as the page has it, reduced to what a channel needs. */
export interface PlainMessage {
  /** WhatsApp's whole id. It contains the chat's address. */
  readonly id: string
  readonly from: string
  readonly fromMe: boolean
  /** WhatsApp's word for its kind: `chat`, `image`, `ptt`, … */
  readonly type: string
  /** The text, or the caption of a file; empty where there is none. */
  readonly body: string
  /** Epoch seconds, by WhatsApp's clock. */
  readonly seconds: number
  /** The sender's other address: phone number where `from` hides it, hidden id where it does not. */
  readonly alias?: string
  /** It was written into a group and names us. */
  readonly mentionsUs?: boolean
  readonly file?: { readonly type: string; readonly size?: number }
  /** The text was changed after it was sent. */
  readonly edited?: boolean
}

/** A group that the account is in. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly people: number
  /** False where only the group's admins may write, and we are none. */
  readonly canPost: boolean
}

/** What the child must know to begin. */
export interface Setup {
  /** Absolute. The library keeps the browser's profile in `session` below it. */
  readonly folder: string
  readonly chromium: string
  /** A page of WhatsApp's kept in a folder; the newest from WhatsApp where left out. */
  readonly page?: { readonly version: string; readonly cache: string }
  readonly timings: Timings
}

/** Each call: what is asked, what is answered. */
export interface Calls {
  start: { asked: Setup; answer: undefined }
  /** Answers once WhatsApp's server has the message. */
  send: { asked: Parcel; answer: undefined }
  /** Whether WhatsApp's server has a message with this id. */
  find: { asked: { address: string; id: string }; answer: boolean }
  fetch: { asked: { handle: string; most: number }; answer: Uint8Array }
  seen: { asked: { chat: string }; answer: undefined }
  /**
   * Reports every message that came in since then, in epoch seconds, and of those unread also what seems to be older, but
   * never what is older than `from`. Only then answers, with the number of chats that could not be read.
   */
  catchUp: { asked: { since: number; from: number }; answer: number }
  stop: { asked: object; answer: undefined }
}

export interface Parcel {
  readonly address: string
  /** The bare id that the message must go out under, so that it can be found again and never counts twice. */
  readonly id: string
  readonly text: string
  readonly picture?: { readonly type: string; readonly data: Uint8Array }
}

export type Operation = keyof Calls

export type Call = {
  [Op in Operation]: {
    readonly call: number
    readonly operation: Op
    /** Milliseconds. */
    readonly within: number
    readonly asked: Calls[Op]['asked']
  }
}[Operation]

/** The kinds of SendError that the child can tell; `reason` is in our own words and names nobody. */
export interface Failure {
  readonly kind: 'retry' | 'unknown' | 'unreachable' | 'rejected'
  readonly reason: string
}

export type Answer =
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly failure: Failure }

export type Report =
  /** To be scanned with the phone. */
  | { readonly report: 'code'; readonly code: string }
  | { readonly report: 'codeExpired' }
  /** WhatsApp's word for the state of its connection; `CONNECTED` means linked, and not yet ready. */
  | { readonly report: 'state'; readonly state: string }
  /** `me`: the address of the account. */
  | { readonly report: 'ready'; readonly me: string }
  /** The page loads anew: not ready until it says so again. */
  | { readonly report: 'left' }
  | { readonly report: 'message'; readonly message: PlainMessage }
  | { readonly report: 'ignored'; readonly kind: string }
  | { readonly report: 'groups'; readonly groups: readonly Group[] }
  /** The child is well, and so is the page where there is one. Memory in bytes. */
  | {
      readonly report: 'beat'
      readonly page: boolean
      readonly childMemory: number
      readonly browserMemory: number
    }
  /** Something failed that does not end the child. */
  | { readonly report: 'trouble'; readonly reason: string }
  /** WhatsApp ended the link, by its word for why: `LOGOUT`, `UNPAIRED`, `CONFLICT`, … The child ends. */
  | { readonly report: 'gone'; readonly state: string }
  /** The child ends. */
  | { readonly report: 'failed'; readonly reason: string }

export type FromChild = Answer | Report
