/** The states of the device, with a child that does as it is told and a clock that a test moves. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Running, StartRefused } from '../../../src/channels/whatsapp-web/life.ts'
import type { Call, FromChild, Report } from '../../../src/channels/whatsapp-web/protocol.ts'
import { type Supervisor, supervisor } from '../../../src/channels/whatsapp-web/supervisor.ts'
import { TIMINGS } from '../../../src/channels/whatsapp-web/timings.ts'
import { type ManualClock, manualClock } from '../../delivery/manual-clock.ts'

const { signal: never } = new AbortController()
let clock: ManualClock
let device: Supervisor
let stopping: AbortController
let running: Promise<void>
let logged: string[]
/** The children so far: what each was asked, whether it was killed, and what it says. */
let children: { forget: boolean; asked: Call[]; killed: boolean; says(what: FromChild): void; ends(): void }[]
let refusals: Error[]

beforeEach(() => {
  clock = manualClock(1_000_000)
  logged = []
  children = []
  refusals = []
  stopping = new AbortController()
  device = supervisor({
    clock,
    timings: TIMINGS,
    log: (...line) => logged.push(JSON.stringify(line)),
    heard: () => undefined,
    entered: () => undefined,
    async start({ forget }, hear, exited): Promise<Running> {
      const refusal = refusals.shift()
      if (refusal !== undefined) throw refusal
      const child = {
        ...{ forget, asked: [] as Call[], killed: false },
        says: hear,
        ends: () => exited('the child process ended'),
      }
      children.push(child)
      return {
        post(call) {
          child.asked.push(call)
          if (call.operation === 'stop') hear({ answer: call.call, value: undefined })
          return true
        },
        async kill() {
          child.killed = true
        },
      }
    },
  })
  running = device.run(stopping.signal)
})
afterEach(async () => {
  stopping.abort()
  await clock.rest()
  await running
})

const child = () => {
  const last = children.at(-1)
  if (last === undefined) throw new Error('no child was started')
  return last
}
const says = async (...reports: Report[]) => {
  for (const report of reports) child().says(report)
  await clock.rest()
}
const READY: Report = { report: 'ready', me: '' }
const CONNECTED: Report = { report: 'state', state: 'CONNECTED' }
const BEAT: Report = { report: 'beat', page: true, childMemory: 1, browserMemory: 1 }

test('off, starting, code, authenticated, ready, and off again with child and browser gone', async () => {
  await clock.rest()
  expect(device.state).toEqual({ kind: 'starting' })
  await says({ report: 'code', code: 'scan me' })
  expect(device.state).toEqual({ kind: 'code', code: 'scan me', expiresAt: clock.now() + TIMINGS.code })
  await says({ report: 'state', state: 'PAIRING' })
  expect(device.state).toEqual({ kind: 'authenticated' })
  await says(READY)
  expect(device.state).toEqual({ kind: 'ready' })
  stopping.abort()
  await running
  expect(device.state).toEqual({ kind: 'off' })
  expect(child().asked.map(({ operation }) => operation)).toEqual(['stop'])
  expect(child().killed).toBe(true)
  expect(children).toHaveLength(1)
})

test('rests ever longer from fault to fault, and briefly again after a healthy time', async () => {
  const rests: number[] = []
  const fault = async () => {
    await clock.rest()
    await says({ report: 'failed', reason: 'Chromium ended' })
    const before = clock.now()
    const seen = children.length
    while (children.length === seen) await clock.advance(500)
    rests.push(clock.now() - before)
  }
  for (let number = 0; number < 11; number += 1) await fault()
  expect(rests.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  expect(rests.at(-1)).toBe(300_000)
  expect(device.restarts).toBe(11)
  await says(READY)
  for (let beats = 0; beats < 5; beats += 1) {
    await clock.advance(60_000)
    await says(BEAT)
  }
  rests.length = 0
  await fault()
  expect(rests).toEqual([1_000])
})

test.each([
  ['the page never loads', [], TIMINGS.start],
  ['connected, and never ready', [CONNECTED], TIMINGS.ready],
  ['the page loads anew, and is not ready again', [READY, { report: 'left' } as const], TIMINGS.ready],
] as const)('%s: a new start', async (_, reports, within) => {
  await clock.rest()
  await says(...reports)
  // Beats do not make up for it.
  for (let waited = 0; waited < within - 60_000; waited += 30_000) {
    await clock.advance(30_000)
    await says(BEAT)
  }
  expect(children).toHaveLength(1)
  await clock.advance(61_000)
  expect(children.length).toBeGreaterThan(1)
  expect(children[0]?.killed).toBe(true)
})

test('a child that gives no sign of life is killed, one that does is left alone', async () => {
  await clock.rest()
  await says(READY)
  for (let beats = 0; beats < 20; beats += 1) {
    await clock.advance(TIMINGS.beat)
    await says(BEAT)
  }
  expect(children).toHaveLength(1)
  await clock.advance(TIMINGS.silence)
  expect(children[0]?.killed).toBe(true)
  expect(device.state).toMatchObject({ kind: 'resting', reason: 'no sign of life', config: false })
})

test('a code that expires, by time or by word of the page, is no fault: a new start at once', async () => {
  await clock.rest()
  await says({ report: 'code', code: 'one' })
  await clock.advance(TIMINGS.code - 1)
  await says({ report: 'code', code: 'newer' })
  await clock.advance(TIMINGS.code)
  expect(children).toHaveLength(2)
  await says({ report: 'code', code: 'two' }, { report: 'codeExpired' })
  expect(children).toHaveLength(3)
  expect(device.restarts).toBe(0)
  expect(children[0]?.asked.map(({ operation }) => operation)).toEqual(['stop'])
})

test('logged out: the next child begins with a new profile', async () => {
  await clock.rest()
  await says(READY, { report: 'gone', state: 'LOGOUT' })
  expect(device.state).toMatchObject({ reason: 'WhatsApp logged this device out' })
  await clock.advance(TIMINGS.firstRest)
  expect(children.map(({ forget }) => forget)).toEqual([false, true])
  expect(device.restarts).toBe(0)
})

test('logged out: the old profile goes even when the next start is refused at first', async () => {
  await clock.rest()
  refusals = [new StartRefused('another running server holds the session', false)]
  await says({ report: 'gone', state: 'LOGOUT' })
  await clock.advance(10_000)
  expect(children.map(({ forget }) => forget)).toEqual([false, true])
})

test('codes that nobody scans: after some of them the browser rests', async () => {
  await clock.rest()
  for (let code = 1; code <= 10; code += 1) {
    await says({ report: 'code', code: `code ${code}` })
    await clock.advance(TIMINGS.code)
  }
  expect(children).toHaveLength(10)
  expect(device.state).toMatchObject({ kind: 'resting', config: true })
  await clock.advance(TIMINGS.unscannedRest)
  expect(children).toHaveLength(11)
})

test('only WhatsApp’s own words for a state are repeated', async () => {
  await clock.rest()
  await says({ report: 'gone', state: 'CONFLICT' })
  await clock.advance(1_000)
  await says({ report: 'gone', state: '9647700000001@c.us' })
  expect(logged.join()).toContain('(CONFLICT)')
  expect(logged.join()).toContain('(unknown)')
  expect(logged.join()).not.toContain('96477')
})

test('what somebody has to do first is said, and tried again', async () => {
  stopping.abort()
  await running
  stopping = new AbortController()
  refusals = [new StartRefused('no Chromium found: install it', true)]
  running = device.run(stopping.signal)
  await clock.rest()
  expect(device.state).toEqual({ kind: 'resting', reason: 'no Chromium found: install it', config: true })
  expect(await device.whenReady(60_000, never)).toBe(false)
  const before = children.length
  await clock.advance(TIMINGS.firstRest)
  expect(children.length).toBe(before + 1)
})

test('who waits for it to be ready is told when it is, when it will not be, and when time is up', async () => {
  await clock.rest()
  const seen: boolean[] = []
  const wait = () => void device.whenReady(20_000, never).then((is) => seen.push(is))
  wait()
  await clock.advance(20_000)
  expect(seen).toEqual([false])
  wait()
  await says(READY)
  expect(seen).toEqual([false, true])
  await says({ report: 'left' })
  wait()
  await says({ report: 'code', code: 'scan me' })
  expect(seen).toEqual([false, true, false])
})

test('calls end in every case: answered, refused, too late, aborted, or with the child', async () => {
  await clock.rest()
  await says(READY)
  const parcel = { address: 'a', id: 'i', text: 't' }
  const call = () => device.call('send', parcel, 1_000)
  const lastCall = () => child().asked.at(-1)?.call ?? 0

  const answered = call()
  child().says({ answer: lastCall(), value: undefined })
  expect(await answered).toBeUndefined()

  const refused = call()
  child().says({ answer: lastCall(), failure: { kind: 'unreachable', reason: 'nobody' } })
  await expect(refused).rejects.toMatchObject({ kind: 'unreachable', message: 'linked device: nobody' })

  const late = call().catch((error) => error)
  await clock.advance(3_000)
  expect(await late).toMatchObject({ kind: 'unknown' })

  const abort = new AbortController()
  const aborted = device.call('find', { address: 'a', id: 'i' }, 1_000, abort.signal).catch((error) => error)
  abort.abort()
  expect(await aborted).toMatchObject({ kind: 'retry' })

  const lost = call().catch((error) => error)
  expect(device.sends).toBe(1)
  child().ends()
  await clock.rest()
  expect(await lost).toMatchObject({ kind: 'unknown' })
  await expect(call()).rejects.toMatchObject({ kind: 'retry' })
  expect(device.sends).toBe(0)
})
