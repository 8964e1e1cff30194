/** Delivery's only clock: tests move it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls `work` once after so many milliseconds, unless the function given back is called before. */
  after(milliseconds: number, work: () => void): () => void
}
