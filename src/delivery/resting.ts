/** The chats that were written to less than the channel's gap ago. */
export interface Resting {
  wrote(contact: string, now: number): void
  /** Those that still rest. */
  at(now: number): ReadonlySet<string>
  /** Milliseconds until the first may be written to again; null when none rests. */
  wait(now: number): number | null
}

/** @param gap milliseconds */
export function resting(gap: number): Resting {
  // Insertion order is the order in which they may be written to again.
  const until = new Map<string, number>()
  const forget = (now: number) => {
    for (const [contact, end] of until) {
      // Longer than a gap: the clock was set back.
      if (end > now && end <= now + gap) return
      until.delete(contact)
    }
  }
  return {
    wrote: (contact, now) => {
      if (gap <= 0) return
      until.delete(contact)
      until.set(contact, now + gap)
    },
    at: (now) => {
      forget(now)
      return new Set(until.keys())
    },
    wait: (now) => {
      forget(now)
      for (const end of until.values()) return end - now
      return null
    },
  }
}
