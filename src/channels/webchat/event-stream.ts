/** Server-sent events to one page: messages that arrive unprompted, or because of another tab. */
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Listener, Listeners } from './listeners.ts'

/** Mobile gateways and proxies cut a connection that is silent for 30 to 60 seconds. */
const HEARTBEAT = 20_000

export function eventStream(c: Context, address: string, open: Listeners, heartbeat = HEARTBEAT): Response {
  return streamSSE(c, async (stream) => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const listener: Listener = {
      push: (data) => void stream.writeSSE({ data }),
      close: end,
    }
    stream.onAbort(end)
    if (!open.add(address, listener)) return
    const beat = setInterval(() => void stream.write(':\n\n'), heartbeat)
    try {
      await stream.write('retry: 3000\n\n')
      await ended
    } finally {
      clearInterval(beat)
      open.remove(address, listener)
    }
  })
}
