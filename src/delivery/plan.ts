/**
 * What to do after an attempt to send failed: a table, worked out before anything is done.
 *
 * `unknown` is the only kind that may have reached the person. A message is then sent once more, because a question
 * twice is harmless and a question lost ends a conversation; the row says so. A redraw only repeats what can be seen.
 */
import type { Outgoing, SendError } from '../channels/channel.ts'
import { isUnsettled, MAYBE_TWICE, UNSETTLED, wasMaybeTwice } from '../store/marks.ts'

export type Plan =
  /** Try again after `wait` milliseconds; `counted` when this try is one of the few that a message has. */
  | {
      readonly kind: 'again'
      readonly wait: number
      readonly counted: boolean
      readonly reason: string | null
    }
  /** Not before the person writes, or for so many milliseconds. What comes after it does not wait. */
  | { readonly kind: 'wait'; readonly wait: number | null; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly quiet: boolean }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Nothing more can be sent to this person. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Send it to this address, now. */
  | { readonly kind: 'moved'; readonly address: string; readonly reason: string | null }
  /** The account rests. The row goes back untouched. */
  | { readonly kind: 'pause'; readonly pause: Pause; readonly mark: string | null }

/**
 * told: for `wait` milliseconds, as the platform says. unsaid: it says "too many" and not for how long: `wait`, and twice
 * as long each time. cause: until its cause is gone, which is not looked for before `wait` is over.
 */
export interface Pause {
  readonly until: 'told' | 'unsaid' | 'cause'
  readonly wait: number
  readonly reason: string
}

/**
 * How a send without an answer is settled on this channel. search: the channel can look for its own message. statuses:
 * the platform tells of it within so many milliseconds, or never got it. never: nobody can tell.
 */
export type Settling =
  | { readonly by: 'search' }
  | { readonly by: 'statuses'; readonly within: number }
  | { readonly by: 'never' }

export interface Attempt {
  readonly kind: Outgoing['kind']
  /** From 1. */
  readonly number: number
  /** The row's reason before this attempt. */
  readonly reason: string | null
  /** It must not be there twice. */
  readonly once?: boolean
  readonly settling: Settling
}

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
/** Milliseconds until a message whose fate nobody can tell is sent once more. */
export const UNKNOWN_WAIT = 60_000
/** When a platform says "too many" and not for how long. */
export const UNSAID_WAIT = 5_000
/** Milliseconds: "not today" ends tomorrow. */
export const LATER_WAIT = 24 * 3_600_000

/** @param chance 0 up to 1: spreads tries that failed together by a quarter to both sides. */
export function plan(attempt: Attempt, error: SendError, chance: number): Plan {
  const { message } = error
  const twice = wasMaybeTwice(attempt.reason)
  const mark = twice ? MAYBE_TWICE : null
  switch (error.kind) {
    case 'throttled':
      return error.retryAfter === undefined
        ? { kind: 'pause', pause: { until: 'unsaid', wait: UNSAID_WAIT, reason: message }, mark }
        : { kind: 'pause', pause: { until: 'told', wait: error.retryAfter, reason: message }, mark }
    case 'config':
      return {
        kind: 'pause',
        pause: { until: 'cause', wait: error.retryAfter ?? 0, reason: message },
        mark,
      }
    case 'window_closed':
      return { kind: 'wait', wait: null, reason: message }
    case 'later':
      if (attempt.number > LATER_TRIES) return failed(attempt, message)
      return { kind: 'wait', wait: LATER_WAIT, reason: message }
    case 'unreachable':
      return { kind: 'unreachable', reason: message }
    case 'rejected':
      return failed(attempt, message)
    case 'moved':
      if (error.address === undefined || attempt.number > RETRY_WAITS.length) return failed(attempt, message)
      return { kind: 'moved', address: error.address, reason: mark }
    case 'unknown':
      return unanswered(attempt, message, UNKNOWN_WAIT)
    case 'retry': {
      const wait = RETRY_WAITS[attempt.number - 1]
      if (wait === undefined || attempt.kind === 'redraw') return failed(attempt, message)
      const spread = Math.round(wait * (0.75 + chance / 2))
      // A search that could not be made leaves the question open.
      const marked = twice ? MAYBE_TWICE : isUnsettled(attempt.reason) ? UNSETTLED : null
      const reason = marked === null ? message : `${marked}: ${message}`
      return { kind: 'again', wait: Math.max(spread, error.retryAfter ?? 0), counted: true, reason }
    }
  }
}

/** What to do with a row that a process left behind in the middle of sending it. Drawing the same ticks twice shows once. */
export function planInterrupted(attempt: Attempt): Plan {
  if (attempt.number > INTERRUPTIONS) return failed(attempt, INTERRUPTED)
  if (attempt.kind === 'redraw') return { kind: 'again', wait: 0, counted: true, reason: null }
  // An interruption is no try of the message's own.
  const number = Math.min(attempt.number, RETRY_WAITS.length)
  const next = unanswered({ ...attempt, number, reason: null }, INTERRUPTED, 0)
  if (next.kind !== 'again' || !wasMaybeTwice(attempt.reason)) return next
  return { ...next, reason: `${MAYBE_TWICE}: ${INTERRUPTED}` }
}

/** It may have reached the person: settled where that is possible, else sent once more, and marked. */
function unanswered(attempt: Attempt, message: string, unsettledWait: number): Plan {
  const { settling, reason } = attempt
  if (attempt.kind === 'redraw') return failed(attempt, message)
  if (settling.by === 'search') {
    const wait = RETRY_WAITS[attempt.number - 1]
    // Each try may cost the device a start of its browser.
    if (wait === undefined) return { kind: 'unknown', reason: message }
    return {
      kind: 'again',
      wait: unsettledWait === 0 ? 0 : wait,
      counted: true,
      reason: `${UNSETTLED}: ${message}`,
    }
  }
  const twice = wasMaybeTwice(reason)
  if (attempt.once === true && settling.by === 'never') return { kind: 'unknown', reason: message }
  if (settling.by === 'statuses') {
    // So long without a word from the platform says that it never got the message: it is tried on like one unsent.
    const wait = RETRY_WAITS[attempt.number - 1]
    if (wait === undefined) return { kind: 'unknown', reason: `${MAYBE_TWICE}: ${message}` }
    const mark = twice ? MAYBE_TWICE : UNSETTLED
    return {
      kind: 'again',
      wait: Math.max(settling.within, twice ? wait : 0),
      counted: true,
      reason: `${mark}: ${message}`,
    }
  }
  if (twice) return { kind: 'unknown', reason: `${MAYBE_TWICE}: ${message}` }
  return { kind: 'again', wait: unsettledWait, counted: true, reason: `${MAYBE_TWICE}: ${message}` }
}

/** A start claims many rows, and a process that dies counts a try for each: far more than the message itself may fail. */
const INTERRUPTIONS = 100
/** Days on which a platform may say "not today". */
const LATER_TRIES = 3

const INTERRUPTED = 'the process ended while it was being sent'

/** A redraw that fails is dropped without a word: the next message shows the same. */
const failed = ({ kind }: Attempt, reason: string): Plan => ({
  kind: 'failed',
  reason,
  quiet: kind === 'redraw',
})
