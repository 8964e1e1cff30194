/** One child from its start to its end: what its reports mean, and how long each state may last. */
import type { Clock } from '../../clock.ts'
import type { OpenCalls } from './calls.ts'
import type { Answer, Call, FromChild, Report } from './protocol.ts'
import type { Timings } from './timings.ts'

export type DeviceState =
  | { readonly kind: 'off' | 'starting' | 'authenticated' | 'ready' }
  | { readonly kind: 'code'; readonly code: string; readonly expiresAt: number }
  /** `config`: it will not get better by itself. */
  | { readonly kind: 'resting'; readonly reason: string; readonly config: boolean }

/** A child process that was started. */
export interface Running {
  /** False when there is nobody to hear it any more. */
  post(call: Call): boolean
  /** Ends it and its browser at once; resolves when both are gone. Safe to call again. */
  kill(): Promise<void>
}

export type StartChild = (
  /** `forget`: the device was logged out, and begins with a new profile. */
  how: { readonly forget: boolean },
  hear: (what: FromChild) => void,
  exited: (reason: string) => void,
) => Promise<Running>

/** Why a child cannot be started as things are; `config` where somebody has to do something first. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly config: boolean

  constructor(reason: string, config: boolean) {
    super(reason)
    this.config = config
  }
}

/** How a life ended. `code` and `logout` are no faults. */
export interface Ending {
  readonly kind: 'fault' | 'config' | 'code' | 'logout' | 'stopped'
  readonly reason: string
}

export interface Life {
  hear(what: FromChild): void
  /** The first word counts. */
  end(ending: Ending): void
  readonly ended: Promise<Ending>
  /** No timer of it is left. */
  close(): void
}

export interface LifePorts {
  readonly clock: Clock
  readonly timings: Timings
  readonly calls: Pick<OpenCalls, 'settle'>
  state(): DeviceState
  enter(next: DeviceState): void
  /** It was ready for a healthy time. */
  isHealthy(): void
  /** Every report, after the state was changed by it. */
  heard(report: Report): void
}

export function createLife({ clock, timings, calls, state, enter, isHealthy, heard }: LifePorts): Life {
  const deadline = timer(clock)
  const silence = timer(clock)
  const health = timer(clock)
  let isOver = false
  let resolve: (ending: Ending) => void = () => undefined
  const ended = new Promise<Ending>((settle) => {
    resolve = settle
  })

  function end(ending: Ending): void {
    isOver = true
    resolve(ending)
  }
  const fault = (reason: string) => end({ kind: 'fault', reason })

  function hear(what: FromChild): void {
    if ('answer' in what) {
      calls.settle(what as Answer)
      return
    }
    // From the first word on: before that the start is waited for.
    if (!isOver) silence.set(timings.silence, () => fault('no sign of life'))
    // Each word has the move of its own kind; TypeScript cannot see that through the table.
    const move = MOVES[what.report] as ((report: Report) => void) | undefined
    if (!isOver) move?.(what)
    heard(what)
  }

  function connected(): void {
    if (state().kind === 'authenticated') return
    health.clear()
    deadline.set(timings.ready, () => fault('connected, and never ready'))
    enter({ kind: 'authenticated' })
  }

  const MOVES: { [Kind in Report['report']]?: (what: Extract<Report, { report: Kind }>) => void } = {
    code({ code }) {
      deadline.set(timings.code, () => end({ kind: 'code', reason: 'the code expired' }))
      enter({ kind: 'code', code, expiresAt: clock.now() + timings.code })
    },
    codeExpired() {
      if (state().kind === 'code') end({ kind: 'code', reason: 'the code expired' })
      else fault('the page shows no code')
    },
    state({ state: word }) {
      if (word === 'CONNECTED' || word === 'PAIRING') connected()
    },
    left: connected,
    ready() {
      deadline.clear()
      health.set(timings.healthy, isHealthy)
      enter({ kind: 'ready' })
    },
    gone({ state: word }) {
      if (word === 'LOGOUT') end({ kind: 'logout', reason: 'WhatsApp logged this device out' })
      else fault(`WhatsApp ended the connection (${sayable(word)})`)
    },
    failed: ({ reason }) => fault(reason),
  }

  deadline.set(timings.start, () => fault('the page did not load in time'))
  return {
    hear,
    end,
    ended,
    close() {
      isOver = true
      for (const one of [deadline, silence, health]) one.clear()
    },
  }
}

/** WhatsApp's own words are capitals; anything else is not repeated. */
const sayable = (word: string): string => (/^[A-Z_]{1,40}$/.test(word) ? word : 'unknown')

function timer(clock: Clock) {
  let cancel: () => void = () => undefined
  return {
    set(milliseconds: number, work: () => void) {
      cancel()
      cancel = clock.after(milliseconds, work)
    },
    clear: () => cancel(),
  }
}
