/**
 * WhatsApp as a linked device: the library whatsapp-web.js in a child process, kept running by a supervisor. WhatsApp
 * does not allow unofficial clients and bans numbers that use them: a separate number, answers and groups, slowly.
 */
import { type Clock, systemClock } from '../../clock.ts'
import { OUTBOUND_TEXT } from '../../limits.ts'
import type { Channel } from '../channel.ts'
import { admit } from './admit.ts'
import { childStarter } from './child-process.ts'
import { healthOf } from './health.ts'
import { outbound } from './outbound.ts'
import { ACCOUNT } from './parse.ts'
import type { Measured, WhatsappWebPorts, WhatsappWebSettings } from './ports.ts'
import { type Native, render } from './render.ts'
import { run } from './run.ts'
import { supervisor } from './supervisor.ts'
import { TIMINGS } from './timings.ts'

/** Milliseconds between two messages to one chat, and messages a second in all: as a busy person would write. */
const GAP = 4_000
const PACE = 0.33
/** Milliseconds: no two messages come after the same time. */
const JITTER = 2_000

export interface LinkedDevice extends Channel<Native> {
  /** What the phone must scan, as a raw text, until epoch milliseconds; null where there is nothing to scan. */
  linking(): { readonly code: string; readonly expiresAt: number } | null
}

type Weights = Pick<Measured, 'childMemory' | 'browserMemory'>
/** No process runs. */
const NOTHING: Weights = { childMemory: 0, browserMemory: 0 }

/** The code that links a device, in characters for a terminal. */
export async function drawCode(code: string): Promise<string> {
  // Only an unlinked device needs it. By its default: bundled, a package in CommonJS has no other export.
  const { default: qrcode } = await import('qrcode')
  return await qrcode.toString(code, { type: 'terminal', small: true })
}

export function whatsappWeb(settings: WhatsappWebSettings, ports: WhatsappWebPorts): LinkedDevice {
  const { gap = GAP, pace = PACE, jitter = JITTER, everyone } = settings
  const timings = { ...TIMINGS, ...settings.timings }
  const clock: Clock = { ...systemClock, now: ports.now ?? systemClock.now }
  let trouble: string | null = null
  let hear: Parameters<typeof supervisor>[0]['heard'] = () => undefined
  const device = supervisor({
    start: childStarter(settings, timings),
    clock,
    timings,
    log: ports.log,
    heard: (report) => {
      if (report.report === 'code')
        show(report.code).catch((error: unknown) =>
          ports.log('error', 'linked device: its code could not be drawn', { reason: String(error) }),
        )
      if (report.report === 'beat') measure(report)
      hear(report)
    },
    entered: ({ kind }) => measure(kind === 'resting' || kind === 'off' ? NOTHING : weights),
  })
  let weights: Weights = NOTHING

  function measure({ childMemory, browserMemory }: Weights): void {
    weights = { childMemory, browserMemory }
    const { restarts, state } = device
    ports.measure?.({ ...weights, restarts, state: state.kind })
  }

  async function show(code: string): Promise<void> {
    if (ports.showCode === undefined) return
    ports.showCode(await drawCode(code))
  }

  return {
    name: 'whatsapp-web',
    account: ACCOUNT,
    limits: { text: OUTBOUND_TEXT, label: 0, buttons: 0, gap, pace },
    async run(intake, signal) {
      await run(
        {
          device,
          ports,
          clock,
          timings,
          onReport: (listener) => {
            hear = listener
          },
          setTrouble: (reason) => {
            trouble = reason
          },
        },
        intake,
        signal,
      )
    },
    render: (outgoing) => render(outgoing, ports.texts),
    admit: (outgoing, circumstances) => admit(outgoing, circumstances, everyone),
    sendWithin: jitter + timings.wait + timings.putPicture + 3 * timings.call + timings.ack,
    ...outbound(device, ports, timings, jitter),
    health: () => healthOf(device.state, device.restarts, trouble),
    linking() {
      const { state } = device
      if (state.kind !== 'code' || state.expiresAt <= clock.now()) return null
      return { code: state.code, expiresAt: state.expiresAt }
    },
  }
}
