import type { Level } from '../log.ts'

/** What each channel asks of its surroundings. */
export interface ChannelPorts {
  /** Never given an address, a name, a text, the id of a message or a token. */
  log(level: Level, message: string, fields?: Readonly<Record<string, string | number>>): void
  /** Counts what came and is not used, by a word for its kind. */
  ignored?(kind: string): void
  /** Told how people find the account, whenever it is known: a bot's name, a phone number in digits. */
  named?(handle: string): void | Promise<void>
  /** Whether the operator holds all sending: presses are not answered then, and nothing is marked as read. */
  readonly held?: () => boolean
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}
