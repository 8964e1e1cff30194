/**
 * What to do after an attempt to send failed: a table, worked out before anything is done.
 *
 * `unknown` is the only kind that may have reached the person. A message is then sent once more, because a question
 * twice is harmless and a question lost ends a conversation; the row says so. A redraw only repeats what can be seen.
 */
import type { Outgoing, SendError } from '../channels/channel.ts'

export type Plan =
  /** Try again after `wait` milliseconds; `counted` when this try is one of the few that a message has. */
  | {
      readonly kind: 'again'
      readonly wait: number
      readonly counted: boolean
      readonly reason: string | null
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly quiet: boolean }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Nothing more can be sent to this person. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Send it to this address, now. */
  | { readonly kind: 'moved'; readonly address: string; readonly reason: string | null }
  /** The account rests: for so many milliseconds, or until the operator acts (null). The row goes back untouched. */
  | {
      readonly kind: 'pause'
      readonly wait: number | null
      readonly reason: string
      readonly mark: string | null
    }

export interface Attempt {
  readonly kind: Outgoing['kind']
  /** From 1. */
  readonly number: number
  /** The row's reason before this attempt. */
  readonly reason: string | null
}

/** Stands at the beginning of the reason of a row that may have reached the person twice. */
export const MAYBE_TWICE = 'maybe sent twice'

/**
 * Milliseconds before each further try, about six hours in all: a broken connection is tried again at once, an outage
 * of a platform is waited out, and a reply is not delivered the next day.
 */
export const RETRY_WAITS: readonly number[] = [
  2_000,
  10_000,
  60_000,
  5 * 60_000,
  20 * 60_000,
  3_600_000,
  5_400_000,
  5_400_000,
  5_400_000,
]
/** The longest that all tries together may last. */
export const RETRY_SPAN = 1.25 * RETRY_WAITS.reduce((sum, wait) => sum + wait, 0)
/** As long as a platform's late word of a message may take. */
export const UNKNOWN_WAIT = 60_000
/** When a platform says "too many" and not for how long. */
export const UNSAID_WAIT = 5_000

/** @param chance 0 up to 1: spreads tries that failed together by a quarter to both sides. */
export function plan(attempt: Attempt, error: SendError, chance: number): Plan {
  const { message } = error
  const twice = wasMaybeSent(attempt.reason)
  const mark = twice ? MAYBE_TWICE : null
  switch (error.kind) {
    case 'throttled':
      return { kind: 'pause', wait: error.retryAfter ?? UNSAID_WAIT, reason: message, mark }
    case 'config':
      return { kind: 'pause', wait: null, reason: message, mark }
    case 'unreachable':
      return { kind: 'unreachable', reason: message }
    case 'rejected':
      return failed(attempt, message)
    case 'moved':
      if (error.address === undefined || attempt.number > RETRY_WAITS.length) return failed(attempt, message)
      return { kind: 'moved', address: error.address, reason: mark }
    case 'unknown':
      if (attempt.kind === 'redraw') return failed(attempt, message)
      if (twice) return { kind: 'unknown', reason: `${MAYBE_TWICE}: ${message}` }
      return { kind: 'again', wait: UNKNOWN_WAIT, counted: true, reason: `${MAYBE_TWICE}: ${message}` }
    case 'retry': {
      const wait = RETRY_WAITS[attempt.number - 1]
      if (wait === undefined || attempt.kind === 'redraw') return failed(attempt, message)
      const spread = Math.round(wait * (0.75 + chance / 2))
      const reason = twice ? `${MAYBE_TWICE}: ${message}` : message
      return { kind: 'again', wait: Math.max(spread, error.retryAfter ?? 0), counted: true, reason }
    }
  }
}

/** What to do with a row that a process left behind in the middle of sending it. Drawing the same ticks twice shows once. */
export function planInterrupted(attempt: Attempt): Plan {
  if (attempt.number > INTERRUPTIONS) return failed(attempt, INTERRUPTED)
  return { kind: 'again', wait: 0, counted: true, reason: `${MAYBE_TWICE}: ${INTERRUPTED}` }
}

export const wasMaybeSent = (reason: string | null): boolean => reason?.startsWith(MAYBE_TWICE) === true

/** A start claims many rows, and a process that dies counts a try for each: far more than the message itself may fail. */
const INTERRUPTIONS = 100

const INTERRUPTED = 'the process ended while it was being sent'

/** A redraw that fails is dropped without a word: the next message shows the same. */
const failed = ({ kind }: Attempt, reason: string): Plan => ({
  kind: 'failed',
  reason,
  quiet: kind === 'redraw',
})
