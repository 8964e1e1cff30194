/**
 * Meta's two limits of pace, off unless a test sets them. Both count what was taken, at the moment it was taken: a
 * refused message costs nothing.
 */
import { type Complaint, ERRORS } from './errors.ts'

const SECOND = 1_000

export interface Pace {
  /** What Meta would say of one more message to this person now; counts it when there is nothing to say. */
  take(person: string, now: number): Complaint | null
}

/**
 * `perSecond`: never more in any half-open second, however it is cut. `pairGap`: milliseconds from one message to the
 * next to the same person; stricter than Meta, which lends a burst ahead.
 */
export function pace(limits: { readonly perSecond?: number; readonly pairGap?: number }): Pace {
  /** The times of the last `perSecond` messages, oldest first. */
  const recent: number[] = []
  const lastTo = new Map<string, number>()
  return {
    take(person, now) {
      const { perSecond, pairGap } = limits
      if (perSecond !== undefined) {
        while (recent[0] !== undefined && now - recent[0] >= SECOND) recent.shift()
        if (recent.length >= perSecond) return complaint(130429)
      }
      if (pairGap !== undefined) {
        const last = lastTo.get(person)
        if (last !== undefined && now - last < pairGap) return complaint(131056)
        lastTo.set(person, now)
      }
      if (perSecond !== undefined) recent.push(now)
      return null
    },
  }
}

const complaint = (code: 130429 | 131056): Complaint => ({ code, details: ERRORS[code]?.details ?? '' })
