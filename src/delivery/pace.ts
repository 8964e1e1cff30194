/**
 * How many messages an account may send now: a bucket that fills at the account's pace and holds a tenth of a second's
 * worth, under a cap: no second of the platform's clock sees more than the pace.
 *
 * The platform counts a message somewhere between its leaving and its answer. So one more goes only while those on their way
 * and those answered within the last second are fewer than the pace: whichever second the platform counts the new one in,
 * all others in that second are among these. The price is a round trip a second: at 20 ms the pace is held to 98 %.
 */
export interface Pace {
  /** Whole messages that may go now. */
  room(now: number): number
  /** The same for bulk, which always leaves a little, so that a reply seldom waits. */
  bulkRoom(now: number): number
  take(count: number): void
  /** One that was taken has been answered, or given up. */
  landed(now: number): void
  /** One that was taken did not go after all. */
  giveBack(): void
  /** Milliseconds until one more may go; 0 when one may. */
  wait(now: number): number
}

/** Milliseconds of one cell of the cap's ring. */
const CELL = 5
/** A second, and one cell because an answer may lie anywhere in its own. */
const CELLS = 1000 / CELL + 1

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
  const reserve = most > 1 ? Math.max(1, Math.floor(most / 4)) : 0
  const roomFor = (now: number, kept: number): number => {
    if (endless) return perSecond
    fill(now)
    // A hair of tolerance: a third of a message three times is one message.
    return Math.max(0, Math.min(Math.floor(bucket + 1e-6), cap.room(now)) - kept)
  }
  return {
    room: (now) => roomFor(now, 0),
    bulkRoom: (now) => roomFor(now, reserve),
    take: (count) => {
      bucket -= count
      cap.take(count)
    },
    landed: (now) => cap.landed(now),
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

/** What is on its way, and what was answered within the last second: a ring of counts, one a few milliseconds. */
function recent(most: number) {
  const cells = new Int32Array(CELLS)
  let newest = 0
  let answered = 0
  let under = 0
  const turnTo = (now: number) => {
    const cell = Math.floor(now / CELL)
    if (cell < newest) {
      // A clock set back: what was counted counts as answered now.
      cells.fill(0)
      cells[cell % CELLS] = answered
      newest = cell
    }
    for (let next = Math.max(newest + 1, cell - CELLS + 1); next <= cell; next += 1) {
      answered -= cells[next % CELLS] ?? 0
      cells[next % CELLS] = 0
    }
    newest = Math.max(newest, cell)
  }
  return {
    room: (now: number) => {
      turnTo(now)
      return most - answered - under
    },
    take: (count: number) => {
      under += count
    },
    landed: (now: number) => {
      turnTo(now)
      under -= 1
      answered += 1
      cells[newest % CELLS] = (cells[newest % CELLS] ?? 0) + 1
    },
    giveBack: () => {
      under -= 1
    },
  }
}
