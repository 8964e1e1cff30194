/**
 * How many messages an account may send now: a bucket that fills at the account's pace and holds a tenth of a
 * second's worth. Any second then sees at most 1.1 times the pace.
 */
export interface Pace {
  /** Whole messages that may go now. */
  room(now: number): number
  take(count: number): void
  /** Milliseconds until one more may go; 0 when one may. */
  wait(now: number): number
  /** What bulk leaves in the bucket, so that a reply never waits for it to fill. */
  readonly reserve: number
}

/** @param perSecond `Infinity` where nothing holds the account back. */
export function pace(perSecond: number, start: number): Pace {
  const most = Math.max(1, Math.floor(perSecond / 10))
  let held = most
  let since = start
  const fill = (now: number) => {
    if (now > since) held = Math.min(most, held + ((now - since) / 1000) * perSecond)
    since = now
  }
  return {
    reserve: most > 1 && perSecond !== Number.POSITIVE_INFINITY ? Math.max(1, Math.floor(most / 4)) : 0,
    room: (now) => {
      if (perSecond === Number.POSITIVE_INFINITY) return perSecond
      fill(now)
      // A hair of tolerance: a third of a message three times is one message.
      return Math.floor(held + 1e-6)
    },
    take: (count) => {
      held -= count
    },
    wait: (now) => {
      if (perSecond === Number.POSITIVE_INFINITY) return 0
      fill(now)
      return held >= 1 ? 0 : Math.ceil(((1 - held) / perSecond) * 1000)
    },
  }
}
