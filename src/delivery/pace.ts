/**
 * How many messages an account may send now: a bucket that fills at the account's pace and holds a tenth of a second's
 * worth, under a cap: no second ever sees more than the pace. The cap looks a little further back than a second, because
 * what we let go evenly may arrive closer together.
 */
export interface Pace {
  /** Whole messages that may go now. */
  room(now: number): number
  take(count: number, now: number): void
  /** One that was taken did not go after all. */
  giveBack(): void
  /** Milliseconds until one more may go; 0 when one may. */
  wait(now: number): number
  /** What bulk leaves in the bucket, so that a reply never waits for it to fill. */
  readonly reserve: number
}

/** Milliseconds of one cell of the cap's ring. */
const CELL = 10
/** A second, and what a network may squeeze out of it. */
const CELLS = 103

/** @param perSecond `Infinity` where nothing holds the account back. */
export function pace(perSecond: number, start: number): Pace {
  const most = Math.max(1, Math.floor(perSecond / 10))
  const cap = recent(Math.max(1, Math.floor(perSecond)))
  let bucket = most
  let since = start
  const fill = (now: number) => {
    if (now > since) bucket = Math.min(most, bucket + ((now - since) / 1000) * perSecond)
    since = now
  }
  const endless = perSecond === Number.POSITIVE_INFINITY
  return {
    reserve: most > 1 && !endless ? Math.max(1, Math.floor(most / 4)) : 0,
    room: (now) => {
      if (endless) return perSecond
      fill(now)
      // A hair of tolerance: a third of a message three times is one message.
      return Math.max(0, Math.min(Math.floor(bucket + 1e-6), cap.room(now)))
    },
    take: (count, now) => {
      bucket -= count
      cap.take(count, now)
    },
    giveBack: () => {
      bucket = Math.min(most, bucket + 1)
      cap.giveBack()
    },
    wait: (now) => {
      if (endless) return 0
      fill(now)
      const filled = bucket >= 1 ? 0 : Math.ceil(((1 - bucket) / perSecond) * 1000)
      return cap.room(now) > 0 ? filled : Math.max(filled, CELL)
    },
  }
}

/** What went within the last second or so: a ring of counts, one a hundredth of a second. */
function recent(most: number) {
  const cells = new Int32Array(CELLS)
  let newest = 0
  let sum = 0
  const turnTo = (now: number) => {
    const cell = Math.floor(now / CELL)
    // A clock set back: what was counted stays until time has caught up.
    for (let next = Math.max(newest + 1, cell - CELLS + 1); next <= cell; next += 1) {
      sum -= cells[next % CELLS] ?? 0
      cells[next % CELLS] = 0
    }
    newest = Math.max(newest, cell)
  }
  return {
    room: (now: number) => {
      turnTo(now)
      return most - sum
    },
    take: (count: number, now: number) => {
      turnTo(now)
      cells[newest % CELLS] = (cells[newest % CELLS] ?? 0) + count
      sum += count
    },
    giveBack: () => {
      const index = newest % CELLS
      if ((cells[index] ?? 0) <= 0) return
      cells[index] = (cells[index] ?? 0) - 1
      sum -= 1
    },
  }
}
