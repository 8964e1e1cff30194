/** What a load balancer, a monitor and the operator ask. */
import { Hono } from 'hono'
import type { Health } from '../channels/channel.ts'

export interface OperationPorts {
  /** Resolves when the store takes writes; rejects with a message that names no person. */
  ping(): Promise<void>
  channels(): readonly { readonly name: string; readonly health: Health }[]
  /** False from the moment a stop was asked for. */
  accepting(): boolean
  metrics(): Promise<string>
  readonly metricsType: string
}

/** A store that hangs is as little ready as one that refuses. */
const PING_WITHIN = 5000

export function operation(ports: OperationPorts): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ status: 'up' }))
  app.get('/readyz', async (c) => {
    const store = await storeHealth(ports)
    const channels = ports.channels().map(({ name, health }) => ({ name, ...health }))
    // A channel that is down is shown, but the web chat and the other channels still serve.
    const ready = store.state === 'up' && ports.accepting()
    return c.json({ ready, accepting: ports.accepting(), store, channels }, ready ? 200 : 503)
  })
  app.get('/metrics', async (c) => c.text(await ports.metrics(), 200, { 'Content-Type': ports.metricsType }))
  return app
}

async function storeHealth({ ping }: OperationPorts): Promise<Health> {
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the store does not answer')), PING_WITHIN)
    })
    await Promise.race([ping(), late])
    return { state: 'up' }
  } catch (error) {
    return { state: 'down', reason: error instanceof Error ? error.message : 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}
