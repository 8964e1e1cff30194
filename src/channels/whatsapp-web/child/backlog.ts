/** What arrives before the past is caught up waits, so that nobody's later message is taken before an earlier one. */

export interface Backlog<M> {
  /** From now on the past is to be caught up again. */
  due(): void
  arrives(message: M): void
  /** Catches up by this work. Of several at once the last that was begun counts, and one that rejects counts for nothing. */
  caughtUpBy<T>(work: () => Promise<T>): Promise<T>
}

export function createBacklog<M>(hand: (message: M) => Promise<void>): Backlog<M> {
  let times = 0
  let done = 0
  const held: M[] = []
  return {
    due() {
      times += 1
    },
    arrives(message) {
      if (done < times) held.push(message)
      else void hand(message)
    },
    async caughtUpBy(work) {
      const own = times
      const result = await work()
      done = Math.max(done, own)
      if (done === times) await Promise.all(held.splice(0).map(hand))
      return result
    },
  }
}
