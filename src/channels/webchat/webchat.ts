/**
 * The web chat: our own page, and the way to try a flow without a token. A form per question that works without
 * JavaScript; with it the conversation grows in place. Address: a random cookie.
 */
import type { Message } from '../../engine/message.ts'
import type { Channel, Limits } from '../channel.ts'
import { pushed } from './answers.tsx'
import { listeners } from './listeners.ts'
import type { WebchatPorts } from './ports.ts'
import { webchatRoutes } from './routes.tsx'

/** Our own page has room for whatever the flow language allows; no platform sets a pace. */
const LIMITS: Limits = { text: 20_000, label: 200, buttons: 100, gap: 0, pace: 1_000 }

/**
 * `send` tells open pages and always resolves: a page that is not open reads the store when it is. `run` ends the event
 * streams when its signal aborts.
 */
export function webchat(ports: WebchatPorts): Channel<Message> {
  const open = listeners()
  let closed = false
  return {
    name: 'webchat',
    account: 'web',
    limits: LIMITS,
    routes: (intake) => webchatRoutes(ports, intake, open, () => closed),
    async run(_intake, signal) {
      if (!signal.aborted) {
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
      }
      closed = true
      open.closeAll()
    },
    // Ticks are drawn by the page itself, so there is nothing to redraw.
    render: (outgoing) => (outgoing.kind === 'send' ? [outgoing.message] : []),
    async send(address, message) {
      open.push(address, pushed(message))
      return {}
    },
    health: () => ({ state: 'up' }),
  }
}
