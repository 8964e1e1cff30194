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
  /** Something was sent: it was not too many. */
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
/** Sending has to go well for so long before the same trouble is a new one. */
const CALM = 2 * LAST_PROBE
/** A platform that says "too many" again and again is asked no more often than this. */
const LONGEST_REST = 5 * 60_000

export function pauses({ channel, clock, log, metrics, stopping, over }: PausesPorts): Pauses {
  let held: string | null = null
  /** For ever: until a probe finds the cause gone. */
  let paused: { readonly since: number; readonly until: number; readonly reason: string } | null = null
  let cancelProbe: () => void = () => undefined
  /** What the operator was told last. */
  let told: string | null = null
  /** When the last stop ended, and how long its first look was waited for. */
  let ended = Number.NEGATIVE_INFINITY
  let patience = FIRST_PROBE
  /** Times in a row that the platform said "too many" and not for how long. */
  let refusals = 0

  const pausedAt = (now: number) => {
    if (paused === null || paused.until === Number.POSITIVE_INFINITY) return paused
    // Also when the clock was set back to before it began.
    if (paused.until <= now || now < paused.since) paused = null
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
    paused = { since: now, until: now + milliseconds, reason }
    log.info('sender told to wait', { channel: channel.name, milliseconds })
  }

  function stopUntilFixed(reason: string, wait: number): void {
    if (paused?.until === Number.POSITIVE_INFINITY) return
    const now = clock.now()
    paused = { since: now, until: Number.POSITIVE_INFINITY, reason }
    // A cause that a probe does not see is back with the next message: one stop, for the operator and for the platform.
    const goesOn = now - ended < CALM
    patience = goesOn ? Math.min(LAST_PROBE, patience * 2) : FIRST_PROBE
    if (told !== reason || !goesOn) {
      told = reason
      log.error('sender paused until the operator acts', { channel: channel.name, reason })
      metrics.problem('delivery_paused')
    }
    probeIn(Math.max(wait, patience), patience)
  }

  /** Looks whether the cause of the stop is gone, ever more seldom. */
  function probeIn(wait: number, next: number): void {
    const { probe } = channel
    if (probe === undefined || stopping.aborted) return
    cancelProbe()
    cancelProbe = clock.after(wait, async () => {
      try {
        await probe.call(channel, stopping)
      } catch {
        if (!stopping.aborted) probeIn(next, Math.min(LAST_PROBE, next * 2))
        return
      }
      paused = null
      ended = clock.now()
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
      refusals = 0
    },
    health: (now) => {
      const reason = held ?? pausedAt(now)?.reason
      return reason === undefined ? null : { state: 'paused', reason }
    },
    stop: () => cancelProbe(),
  }
}
