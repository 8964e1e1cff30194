/** What a platform is to the load: how its people write, what stands in for it, how the server is set for it. */
import type { Outgoing } from '../../src/channels/channel.ts'
import type { Body, EngineEvent } from '../../src/engine/event.ts'
import type { Ask } from '../../src/engine/message.ts'

export type PlatformName = 'telegram' | 'whatsapp-cloud'

export interface Platform {
  readonly name: PlatformName
  /** Our account there, as the store has it. */
  readonly account: string
  /** A file of `bench/` that tells its root, and then answers a number with `Taken`. */
  readonly standIn: string
  readonly webhook: string
  /** Settings of the server; `root` is the stand-in's. */
  settings(root: string): Readonly<Record<string, string>>
  /** Person number `n`, from 0. */
  addressOf(n: number): string
  /** Whether people's language comes along; where not, the first question is which one. */
  readonly tellsLanguage: boolean
  /** How several answers are given: ticked one after the other, or typed at once. */
  readonly several: 'ticked' | 'typed'
  chat(language: string): Chat
  /** The bytes to post: an update of `Chat` with its blanks filled in. */
  fill(update: string, whose: Whose): string
  /** What is posted beside this very body. */
  headers(body: string): Readonly<Record<string, string>>
}

/** One person's chat, while their part of the script is written. */
export interface Chat {
  /** How the engine gets to see it. */
  event(body: Body): EngineEvent
  /** What the platform posts, as JSON with blanks. */
  update(body: Body): string
  /** Takes what we write; returns the calls it takes. */
  shows(outgoing: Outgoing): number
  /** The question shown last. */
  readonly asked: Ask | undefined
  /** Whether this option of it can be pressed; else its number is typed. */
  offers(option: string): boolean
}

/** Fills the blanks of an update. */
export interface Whose {
  /** Person's number. */
  readonly n: number
  /** Of this update, among all of the run; from 1. */
  readonly id: number
  /** Of their session. */
  readonly tag: string
}

/** Stands in the session's id where a session's own tag will. */
export const TAG = 'XX-TAG-X'

/** What a stand-in says when it has taken as many messages as asked for. */
export interface Taken {
  readonly messages: number
  readonly refused: number
  /** Epoch milliseconds of the moment. */
  readonly at: number
}
