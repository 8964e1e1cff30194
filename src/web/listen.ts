/** A port that serves a web application, and closes without cutting anybody off. */
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'

export interface Listening {
  readonly port: number
  /** Takes no new connections and resolves when the requests under way are answered, or after `within` milliseconds. */
  close(within: number): Promise<void>
}

type Fetch = Parameters<typeof getRequestListener>[0]

/** Rejects with the system's error, such as EADDRINUSE. */
export async function listen(fetch: Fetch, host: string, port: number): Promise<Listening> {
  const server = createServer(getRequestListener(fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: (within) => close(server, within),
  }
}

function close(server: Server, within: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), within)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
