/** What tells the time and waits: handed to whoever needs it, so that tests can move it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls `work` once after so many milliseconds, unless the function given back is called before. */
  after(milliseconds: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds)
    return () => clearTimeout(timer)
  },
}
