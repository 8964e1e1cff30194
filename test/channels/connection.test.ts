/** The connection to a platform: whoever gives a call up must know whether it had left. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connection } from '../../src/channels/connection.ts'
import { networkFailure } from '../../src/channels/http-error.ts'

let server: Server
let heard: string[]
let hear: () => void
beforeEach(async () => {
  heard = []
  server = createServer(({ url = '' }) => {
    heard.push(url)
    hear()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it('a call given up while it waits for its turn is certainly unsent, and never goes', async () => {
  const { port } = server.address() as AddressInfo
  const one = connection(`http://127.0.0.1:${port}`, 60, 1)
  const call = (path: string, { signal }: AbortController) =>
    one.exchange({ path, method: 'POST', headers: {}, body: 'x' }, signal).catch(networkFailure)
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
  const arrived = new Promise<void>((resolve) => {
    hear = resolve
  })
  const answers = [call('/first', first), call('/second', second)]
  await arrived
  second.abort()
  expect(await answers[1]).toMatchObject({ kind: 'retry' })
  const next = new Promise<void>((resolve) => {
    hear = resolve
  })
  first.abort()
  expect(await answers[0]).toMatchObject({ kind: 'unknown' })
  const last = call('/third', third)
  await next
  expect(heard).toEqual(['/first', '/third'])
  third.abort()
  expect(await last).toMatchObject({ kind: 'unknown' })
})
