/**
 * A session: one contact's progress through one program. Plain JSON: writing it down and reading it back at any turn
 * changes nothing. It holds the cursor and the answers; the path behind the cursor is worked out from the answers.
 */
import type { Answer, Language } from '../flow/program.ts'

/**
 *            begin ──► open ──► ended (outcome: completed, declined, expired, or as the flow's `end` says)
 *                      │  ▲
 *   a built-in question│  │answered or passed over
 *                      ▼  │
 *                     aside
 */
export interface Session {
  /** UUIDv7. Its last 8 characters (`tagOf`) stand in button data, so that a press on another session's button is told apart. */
  readonly id: string
  /** Hash of the program it began with and stays on. */
  readonly program: string
  readonly language: Language
  /** Index of the instruction where the session waits; past the code's end never occurs. */
  readonly cursor: number
  /**
   * Counts the questions put, built-in ones included; names the one that stands. A repeated question keeps its
   * number, so an older copy of its buttons still works.
   */
  readonly ask: number
  /** By slot, see Program.questions. */
  readonly answers: readonly (Answer | null)[]
  /** What is gathered so far for the question that stands: options of a choose_many, places walked down. */
  readonly picked: readonly string[]
  /** Replies in a row that could not be used for the question that stands. */
  readonly misses: number
  /** A built-in question that stands before the flow's own, or null. */
  readonly aside: Aside | null
  /** The last accepted reply: what an edit changes, a second quick text extends, a second tap repeats. */
  readonly last: LastReply | null
  /** Null while open. */
  readonly outcome: string | null
  /** Said stop: nothing is said until `start`, and nothing is taken as an answer. Open or ended, and beside any aside. */
  readonly stopped?: true
}

export type Aside = 'language' | 'forget' | 'restart'

export interface LastReply {
  readonly slot: number
  /** The `ask` it answered. */
  readonly ask: number
  /** The option pressed, where a button was. */
  readonly option?: string
  /** The channel's place of the message in its chat, where it has one (Telegram's `message_id`). */
  readonly position?: number
}

/** The part of a session's id that stands in button data. */
export const tagOf = (session: Session): string => session.id.slice(-8)
