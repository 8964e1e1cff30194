/** The system's clock, which a test can move on: for what waits for a real network and for minutes of its own. */
import { type Clock, systemClock } from '../../src/clock.ts'

export interface LeapingClock extends Clock {
  /** All timers due by then go off, the earliest first. */
  leap(milliseconds: number): void
}

export function leapingClock(): LeapingClock {
  let ahead = 0
  const timers = new Set<{ readonly at: number; go(): void }>()
  const now = () => systemClock.now() + ahead
  return {
    now,
    after: (milliseconds, work) => {
      const go = () => {
        if (!timers.delete(timer)) return
        cancel()
        work()
      }
      const timer = { at: now() + milliseconds, go }
      const cancel = systemClock.after(milliseconds, go)
      timers.add(timer)
      return () => {
        timers.delete(timer)
        cancel()
      }
    },
    leap: (milliseconds) => {
      ahead += milliseconds
      const due = [...timers].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at)
      for (const { go } of due) go()
    },
  }
}
