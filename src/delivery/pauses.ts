/** Why an account sends nothing for now: the operator holds it, the platform wants rest, or something is to be mended. */
import type { Channel, Health } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Pause } from './plan.ts'
import type { DeliveryLog, DeliveryMetrics } from './sender.ts'

export interface Pauses {
  /** When sending may go on: null when it may, `Infinity` when nobody knows yet. */
  until(now: number): number | null
  /** The operator holds all sending. */
  hold(reason: string): void
  /** Ends every pause, whatever it is for. */
  lift(): void
  rest(pause: Pause): void
  /** Something was sent: whatever was wrong is over. */
  sent(): void
  /** Null when nothing is in the way. */
  health(now: number): Health | null
  stop(): void
}

interface PausesPorts {
  readonly channel: Channel
  readonly clock: Clock
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly stopping: AbortSignal
  /** A cause is gone. */
  over(): void
}

/** Milliseconds between two looks whether the cause of a stop is gone: doubled from the first to the last. */
const FIRST_PROBE = 30_000
const LAST_PROBE = 15 * 60_000
/** A platform that says "too many" again and again is asked no more often than this. */
const LONGEST_REST = 5 * 60_000

export function pauses({ channel, clock, log, metrics, stopping, over }: PausesPorts): Pauses {
  let held: string | null = null
  /** For ever: until a probe finds the cause gone. */
  let paused: { readonly until: number; readonly reason: string } | null = null
  let cancelProbe: () => void = () => undefined
  /** What the operator was told last; forgotten when something was sent. */
  let told: string | null = null
  /** Times in a row that the platform said "too many" and not for how long. */
  let refusals = 0

  const pausedAt = (now: number) => {
    if (paused !== null && paused.until <= now) paused = null
    return paused
  }

  function restFor({ until, wait, reason }: Pause): void {
    const now = clock.now()
    const before = pausedAt(now)
    // Of many refusals on their way at once only the first tells something new.
    if (until === 'unsaid' && before !== null) return
    const milliseconds = until === 'told' ? wait : Math.min(LONGEST_REST, wait * 2 ** refusals)
    if (now + milliseconds <= (before?.until ?? 0)) return
    if (until === 'unsaid') refusals += 1
    paused = { until: now + milliseconds, reason }
    log.info('sender told to wait', { channel: channel.name, milliseconds })
  }

  function stopUntilFixed(reason: string, wait: number): void {
    if (paused?.until === Number.POSITIVE_INFINITY) return
    paused = { until: Number.POSITIVE_INFINITY, reason }
    if (told !== reason) {
      told = reason
      log.error('sender paused until the operator acts', { channel: channel.name, reason })
      metrics.problem('delivery_paused')
    }
    probeIn(Math.max(wait, FIRST_PROBE), FIRST_PROBE)
  }

  /** Looks whether the cause of the stop is gone, ever more seldom. */
  function probeIn(wait: number, next: number): void {
    const { probe } = channel
    if (probe === undefined) return
    cancelProbe()
    cancelProbe = clock.after(wait, async () => {
      try {
        await probe.call(channel, stopping)
      } catch {
        if (!stopping.aborted) probeIn(next, Math.min(LAST_PROBE, next * 2))
        return
      }
      paused = null
      log.info('sender goes on', { channel: channel.name })
      over()
    })
  }

  return {
    until: (now) => (held === null ? (pausedAt(now)?.until ?? null) : Number.POSITIVE_INFINITY),
    hold: (reason) => {
      held = reason
    },
    lift: () => {
      held = null
      paused = null
      cancelProbe()
    },
    rest: (pause) => (pause.until === 'cause' ? stopUntilFixed(pause.reason, pause.wait) : restFor(pause)),
    sent: () => {
      told = null
      refusals = 0
    },
    health: (now) => {
      const reason = held ?? pausedAt(now)?.reason
      return reason === undefined ? null : { state: 'paused', reason }
    },
    stop: () => cancelProbe(),
  }
}
