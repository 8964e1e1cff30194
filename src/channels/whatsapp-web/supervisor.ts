/**
 * Keeps the child running, and knows how it stands.
 *
 *   off ─► starting ─┬─► code ──────────┐
 *            ▲       └──────────────────┴─► authenticated ⇄ ready
 *            │                                   │            │
 *            └──────── resting ◄─────────────────┴────────────┘  lost: ended, silent, stuck, logged out
 *
 *   off            not run, or stopped
 *   starting       the browser loads the page; no longer than `start`
 *   code           the page shows a code to scan. One that expires is not renewed, the child is started again at once:
 *                  the library's way to renew it is broken
 *   authenticated  linked and connected; the library must be ready within `ready`. Also while a page loads anew
 *   ready          messages come and go
 *   resting        ended; started again after a while, which doubles from one fault to the next, and is short again
 *                  after a healthy time
 *
 * In every state a child that says nothing for `silence` is killed with its browser. What its words mean is in `life.ts`.
 */
import type { Clock } from '../../clock.ts'
import type { Level } from '../../log.ts'
import { type OpenCalls, openCalls } from './calls.ts'
import {
  createLife,
  type DeviceState,
  type Ending,
  type Running,
  type StartChild,
  StartRefused,
} from './life.ts'
import type { Report } from './protocol.ts'
import type { Timings } from './timings.ts'

export interface SupervisorPorts {
  readonly start: StartChild
  readonly clock: Clock
  readonly timings: Timings
  log(level: Level, message: string, fields?: Readonly<Record<string, string | number>>): void
  /** Every report of the child, after the state was changed by it. */
  heard(report: Report): void
  /** The device has come into this state. */
  entered(state: DeviceState): void
}

export interface Supervisor extends Pick<OpenCalls, 'call' | 'sends'> {
  readonly state: DeviceState
  /** How often a child had to be started again after a fault. */
  readonly restarts: number
  /** Resolves when the signal aborts and child and browser are gone. Never rejects. */
  run(signal: AbortSignal): Promise<void>
  /** Whether it is ready now, or becomes so within so many milliseconds. False at once where somebody must do something. */
  whenReady(within: number, signal: AbortSignal): Promise<boolean>
  /** Ends this child as one that failed. */
  fail(reason: string): void
}

/** Codes in a row that nobody scanned, after which there is a rest: a browser that waits for nobody costs the machine a lot. */
const UNSCANNED = 10
const NOBODY_SCANS = 'not linked, and nobody scanned the codes: a new one comes every few minutes'

export function supervisor({ start, clock, timings, log, heard, entered }: SupervisorPorts): Supervisor {
  let state: DeviceState = { kind: 'off' }
  let restarts = 0
  let rest = timings.firstRest
  let running: Running | undefined
  /** Whether the last child began at all. */
  let started = false
  let end: (ending: Ending) => void = () => undefined
  const waiting = new Set<() => void>()
  const calls = openCalls((call) => running?.post(call) ?? false, clock)

  function enter(next: DeviceState): void {
    state = next
    entered(next)
    for (const look of [...waiting]) look()
  }

  async function live(forget: boolean, signal: AbortSignal): Promise<Ending> {
    enter({ kind: 'starting' })
    const life = createLife({
      ...{ clock, timings, calls, heard, enter, state: () => state },
      isHealthy: () => {
        rest = timings.firstRest
      },
    })
    end = life.end
    const stop = () => life.end({ kind: 'stopped', reason: 'stopped' })
    signal.addEventListener('abort', stop, { once: true })
    try {
      started = false
      running = await start({ forget }, life.hear, (reason) => life.end({ kind: 'fault', reason }))
      started = true
      const ending = signal.aborted ? { kind: 'stopped' as const, reason: 'stopped' } : await life.ended
      // What is over is not to be scanned any more.
      if (ending.kind === 'code') enter({ kind: 'starting' })
      if (ending.kind === 'stopped' || ending.kind === 'code')
        await calls.call('stop', {}, timings.stop).catch(() => undefined)
      return ending
    } catch (error) {
      const isForeseen = error instanceof StartRefused
      return {
        kind: isForeseen && error.config ? 'config' : 'fault',
        reason: isForeseen ? error.message : 'the child process could not be started',
      }
    } finally {
      signal.removeEventListener('abort', stop)
      life.close()
      await running?.kill().catch(() => log('error', 'linked device: its browser does not end', {}))
      running = undefined
      calls.lose('the browser ended')
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    let forget = false
    let unscanned = 0
    while (!signal.aborted) {
      const { kind, reason } = await live(forget, signal)
      // Until a child has begun without the old profile.
      forget = kind === 'logout' || (forget && !started)
      if (signal.aborted) break
      unscanned = kind === 'code' ? unscanned + 1 : 0
      if (kind === 'code' && unscanned < UNSCANNED) continue
      if (kind === 'code') {
        enter({ kind: 'resting', reason: NOBODY_SCANS, config: true })
        await pause(timings.unscannedRest, signal)
        continue
      }
      if (kind === 'fault') restarts += 1
      enter({ kind: 'resting', reason, config: kind === 'config' })
      log(kind === 'logout' ? 'error' : 'warn', 'linked device: it ended, starting again', {
        reason,
        in: rest,
      })
      await pause(kind === 'logout' ? timings.firstRest : rest, signal)
      if (kind !== 'logout') rest = Math.min(rest * 2, timings.longestRest)
    }
    enter({ kind: 'off' })
  }

  /** Waits, or until the signal aborts. */
  function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.after(milliseconds, end)
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
    })
  }

  return {
    get state() {
      return state
    },
    get restarts() {
      return restarts
    },
    get sends() {
      return calls.sends
    },
    call: calls.call,
    run,
    fail: (reason) => end({ kind: 'fault', reason }),
    whenReady(within, signal) {
      const answer = (): boolean | undefined => {
        if (state.kind === 'ready') return true
        return needsSomebody(state) || signal.aborted ? false : undefined
      }
      return new Promise((resolve) => {
        const end = (is: boolean) => {
          cancel()
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          resolve(is)
        }
        const look = () => {
          const is = answer()
          if (is !== undefined) end(is)
        }
        const cancel = clock.after(within, () => end(false))
        waiting.add(look)
        signal.addEventListener('abort', look, { once: true })
        look()
      })
    },
  }
}

/** Whether waiting alone will not help. */
export const needsSomebody = (state: DeviceState): boolean =>
  state.kind === 'code' || (state.kind === 'resting' && state.config)
