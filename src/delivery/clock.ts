/** Delivery's only clock: tests move it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls `work` once after so many milliseconds, unless the function given back is called before. */
  after(milliseconds: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds)
    // A waiting retry must not keep a process alive that is otherwise done.
    timer.unref()
    return () => clearTimeout(timer)
  },
}
