/**
 * What the channel does by itself, until told to stop.
 *
 *   ready ──► catch up: all that people wrote since the watermark ──► caught up: the watermark follows
 *   message ──► inbox ──► commit ──► the chat is marked as seen, once nothing of it is uncommitted
 *   stop ──► take nothing more ──► what is being sent and committed ends ──► watermark ──► child and browser end
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { Intake } from '../channel.ts'
import { createInbox } from './inbox.ts'
import type { WhatsappWebPorts } from './ports.ts'
import type { Group, Report } from './protocol.ts'
import type { Supervisor } from './supervisor.ts'
import type { Timings } from './timings.ts'
import { createWatermark } from './watermark.ts'

/** Milliseconds between two looks at what is still being sent. */
const PAUSE = 20

export interface Runner {
  readonly device: Supervisor
  readonly ports: WhatsappWebPorts
  readonly clock: Clock
  readonly timings: Timings
  onReport(hear: (report: Report) => void): void
  setTrouble(reason: string | null): void
}

/** Resolves when the signal aborts, what was under way is done, and child and browser are gone. Never rejects. */
export async function run(runner: Runner, intake: Intake, signal: AbortSignal): Promise<void> {
  const { device, ports, clock, timings } = runner
  const ending = new AbortController()
  const inbox = createInbox({
    ...{ intake, timings, signal, trouble: runner.setTrouble },
    ...{ log: ports.log, digest: ports.digest, ignored: (kind) => ports.ignored?.(kind) },
    committed: (chat) => void device.call('seen', { chat }, timings.call).catch(() => undefined),
  })
  const watermark = createWatermark(ports, clock, timings, () => inbox.isClear)
  /** Which catching up is the newest; an older one that ends late says nothing. */
  let round = 0
  let caughtUp = false
  let account = ''
  let cancelAgain: () => void = () => undefined

  async function catchUp(): Promise<void> {
    round += 1
    const own = round
    caughtUp = false
    watermark.doubt()
    cancelAgain()
    try {
      const back = await watermark.since(account)
      const at = clock.now()
      const failed = await device.call('catchUp', back, timings.catchUp)
      if (own !== round) return
      if (failed > 0) {
        // The watermark stays behind what is still to be read.
        ports.log('warn', 'linked device: some chats could not be read, trying again', { chats: failed })
        cancelAgain = clock.after(timings.catchUpAgain, () => void catchUp())
        return
      }
      caughtUp = true
      watermark.wellAt(at)
    } catch (error) {
      if (own !== round || signal.aborted) return
      const reason = error instanceof Error ? error.message : 'unknown'
      ports.log('warn', 'linked device: could not catch up', { reason })
      device.fail('the chats could not be read')
    }
  }

  async function tellGroups(groups: readonly Group[]): Promise<void> {
    try {
      await ports.groups(groups)
    } catch {
      ports.log('warn', 'linked device: the list of groups was not taken', { groups: groups.length })
    }
  }

  /** A hidden id is no number that anybody could write to. */
  async function tellNumber(me: string): Promise<void> {
    const number = /^([0-9]+)@c\.us$/.exec(me)?.[1]
    if (number === undefined) return
    try {
      await ports.named?.(number)
    } catch {
      ports.log('warn', 'linked device: its number was not taken', {})
    }
  }

  runner.onReport((report) => {
    switch (report.report) {
      case 'message':
        return inbox.take(report.message)
      case 'ready':
        account = ports.digest(report.me)
        ports.log('info', 'linked device: ready', {})
        void tellNumber(report.me)
        return void catchUp()
      case 'groups':
        return void tellGroups(report.groups)
      case 'ignored':
        return ports.ignored?.(report.kind)
      case 'code':
        return ports.log('info', 'linked device: scan the code with WhatsApp, under Linked devices', {})
      case 'trouble':
        return ports.log('warn', 'linked device: something failed', { reason: report.reason })
      case 'left':
        round += 1
        caughtUp = false
        return cancelAgain()
      case 'beat':
        if (report.page && caughtUp) watermark.wellAt(clock.now())
        return
    }
  })
  watermark.follow(ending.signal)
  const ended = device.run(ending.signal)

  await aborted(signal)
  cancelAgain()
  const patience = new AbortController()
  const enough = sleep(timings.drain, undefined, { signal: patience.signal }).catch(() => undefined)
  await Promise.race([drained(), enough])
  patience.abort()
  await watermark.write()
  ending.abort()
  await ended

  async function drained(): Promise<void> {
    await inbox.done
    while (device.sends > 0 && !patience.signal.aborted) await sleep(PAUSE)
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
