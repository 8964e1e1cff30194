/** A clock that stands still until a test moves it. */
import type { Clock } from '../../src/clock.ts'

export interface ManualClock extends Clock {
  /** Moves on, stopping at each timer on the way and letting what it set off come to rest. */
  advance(milliseconds: number): Promise<void>
  /** Lets what was set off come to rest, without moving. */
  rest(): Promise<void>
}

export function manualClock(start: number): ManualClock {
  let now = start
  const timers = new Set<{ at: number; work: () => void }>()
  // Immediates and the promises behind them; a database in this thread needs no more.
  const rest = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  }
  return {
    now: () => now,
    after: (milliseconds, work) => {
      const timer = { at: now + milliseconds, work }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    rest,
    advance: async (milliseconds) => {
      const end = now + milliseconds
      await rest()
      for (;;) {
        const [first] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (first === undefined) break
        timers.delete(first)
        now = Math.max(now, first.at)
        first.work()
        await rest()
      }
      now = end
      await rest()
    },
  }
}
