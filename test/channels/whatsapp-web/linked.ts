/** The channel, its real library and a real Chromium, against a stand-in for WhatsApp; all times short. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Group, Measured, WhatsappWebSettings } from '../../../src/channels/whatsapp-web/ports.ts'
import { listProcesses, type Process } from '../../../src/channels/whatsapp-web/processes.ts'
import type { Native } from '../../../src/channels/whatsapp-web/render.ts'
import type { Timings } from '../../../src/channels/whatsapp-web/timings.ts'
import type { Mark } from '../../../src/channels/whatsapp-web/watermark.ts'
import { type LinkedDevice, whatsappWeb } from '../../../src/channels/whatsapp-web/whatsapp-web.ts'
import { startWhatsappWeb, type WhatsappWeb } from '../../fakes/whatsapp-web/server.ts'
import { type Recorder, recorder } from './recorder.ts'

export const QUICK: Partial<Timings> = {
  start: 15_000,
  code: 15_000,
  ready: 10_000,
  nudge: 100,
  poll: 50,
  beat: 300,
  silence: 6_000,
  call: 3_000,
  put: 3_000,
  putPicture: 4_000,
  ack: 3_000,
  catchUpAgain: 300,
  alias: 10_000,
  wait: 8_000,
  firstRest: 50,
  longestRest: 200,
  firstCommitWait: 20,
  longestCommitWait: 50,
  watermark: 200,
}

export interface Linked {
  readonly fake: WhatsappWeb
  readonly channel: LinkedDevice
  readonly intake: Recorder
  readonly logged: string[]
  readonly ignored: string[]
  readonly groups: Group[]
  readonly codes: string[]
  readonly measured: Measured[]
  readonly folder: string
  /** What was written down as committed. */
  watermark: Mark | undefined
  start(timings?: Partial<Timings>): LinkedDevice
  /** Resolves when the channel is ready to send. */
  ready(): Promise<void>
  /** Resolves when this holds. Rejects after half a minute. */
  until(holds: () => boolean | Promise<boolean>, what?: string): Promise<void>
  send(address: string, native: Native | string, reference: string): Promise<unknown>
  /** Faults after which the child was started again, counted over all starts of the channel. */
  restarts(): number
  /** Browsers and children of this session that run now. */
  processes(): Promise<readonly Process[]>
  /** SIGKILL to child, browser or a part of it that draws pages. */
  kill(what: 'child' | 'browser' | 'renderer'): Promise<void>
  /** The channel in a process of its own, with the same session. */
  otherServer(): ChildProcess
  stop(): Promise<void>
  close(): Promise<void>
}

/** One that ended by itself in this moment is as good. */
function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export const text = (words: string): Native => ({ kind: 'text', text: words })

export async function linked(
  executablePath: string,
  more: Partial<WhatsappWebSettings> = {},
): Promise<Linked> {
  const folder = mkdtempSync(join(tmpdir(), 'linked-'))
  const fake = await startWhatsappWeb({ folder })
  const intake = recorder()
  let stopping = new AbortController()
  let running: Promise<void> | undefined
  let channel: LinkedDevice | undefined

  const one: Linked = {
    fake,
    get channel() {
      if (channel === undefined) throw new Error('not started')
      return channel
    },
    intake,
    logged: [],
    ignored: [],
    groups: [],
    codes: [],
    measured: [],
    folder,
    watermark: undefined,
    start(timings = {}) {
      stopping = new AbortController()
      channel = whatsappWeb(
        {
          ...{ dataDir: folder, chromium: fake.browser(executablePath) },
          ...{ version: fake.version, cache: fake.cache, everyone: false, jitter: 0 },
          ...more,
          timings: { ...QUICK, ...timings },
        },
        {
          log: (...line) => one.logged.push(JSON.stringify(line)),
          digest: (words) => createHmac('sha256', 'key').update(words).digest('hex'),
          picture: async (file) => Buffer.from(`picture ${file}`),
          texts: { en: { choose: 'Choose', one: 'Reply with a number.', several: 'Numbers.', also: '' } },
          groups: (list) => void one.groups.splice(0, Infinity, ...list),
          ignored: (kind) => one.ignored.push(kind),
          showCode: (drawn) => one.codes.push(drawn),
          measure: (measured) => one.measured.push(measured),
          watermark: {
            read: async () => one.watermark,
            write: async (mark) => {
              one.watermark = mark
            },
          },
        },
      )
      running = channel.run?.(intake, stopping.signal)
      return channel
    },
    ready: () => one.until(() => channel?.health().state === 'up', 'a ready device'),
    async until(holds, what = 'what was waited for') {
      const deadline = Date.now() + 30_000
      while (!(await holds())) {
        if (Date.now() > deadline)
          throw new Error(`${what} did not come; ${channel?.health().reason}; ${one.logged.join('\n')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    send: (address, native, reference) =>
      one.channel.send(
        address,
        typeof native === 'string' ? text(native) : native,
        new AbortController().signal,
        reference,
      ),
    restarts: () => one.logged.filter((line) => line.includes('starting again')).length,
    async processes() {
      const all = await listProcesses()
      return all.filter(({ words }) => words.some((word) => word.includes(resolve(folder))))
    },
    async kill(what) {
      const mine = await one.processes()
      const isMeant = ({ words }: Process) => {
        const command = words.join(' ')
        if (what === 'child') return command.includes('child.js ')
        if (what === 'renderer') return command.includes('--type=renderer')
        return command.includes('--user-data-dir=') && !command.includes('--type=')
      }
      const meant = mine.filter(isMeant)
      if (meant.length === 0) throw new Error(`no ${what} runs`)
      for (const { pid } of meant) killed(pid)
    },
    otherServer() {
      const settings = {
        ...{ dataDir: folder, chromium: fake.browser(executablePath) },
        ...{ version: fake.version, cache: fake.cache, everyone: false, timings: QUICK },
      }
      const script = `
        const { whatsappWeb } = await import('${pathToFileURL('dist/channels/whatsapp-web/whatsapp-web.js')}')
        const nothing = async () => undefined
        const watermark = { read: nothing, write: nothing }
        const ports = { log() {}, digest: String, picture: nothing, texts: {}, groups: nothing, watermark }
        const intake = { receive: () => new Promise(() => undefined), learn: nothing }
        await whatsappWeb(${JSON.stringify(settings)}, ports).run(intake, new AbortController().signal)`
      return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    },
    async stop() {
      stopping.abort()
      await running
    },
    async close() {
      await one.stop()
      await fake.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return one
}
