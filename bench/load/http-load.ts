/**
 * Sends requests over kept-alive HTTP/1.1 connections, one under way on each, as a webhook's caller does. Bare sockets: what the generator saves, the server under test has. Requests are written out before the clock starts.
 */
import { connect, type Socket } from 'node:net'

export interface Target {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** The bytes of one request. */
export function requestOf({ port, path, headers }: Target, body: string): Buffer {
  const bytes = Buffer.byteLength(body)
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n${own.join('')}\r\n${body}`,
  )
}

/** The bytes of a request for a page. */
export const pageRequest = (port: number, path: string): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/html\r\n\r\n`)

/** Sends all of them; `startedAt` is in epoch milliseconds. Rejects when one is not answered with 200. */
export async function send(
  port: number,
  requests: readonly Buffer[],
  connections: number,
): Promise<{ readonly seconds: number; readonly startedAt: number }> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const started = performance.now()
  let next = 0
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++])
        await exchange(socket, request)
    }),
  )
  const seconds = (performance.now() - started) / 1000
  for (const socket of sockets) socket.destroy()
  return { seconds, startedAt: performance.timeOrigin + started }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

const HEAD_END = Buffer.from('\r\n\r\n')
const CHUNKED_END = Buffer.from('0\r\n\r\n')

function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let got: Buffer | null = null
    /** Where the answer ends; -1 until the head is read, -2 when it comes in chunks. */
    let end = -1
    const closed = () => finish(new Error('the server closed a connection'))
    function finish(trouble: Error | null): void {
      socket.off('data', take)
      socket.off('close', closed)
      if (trouble === null) resolve()
      else reject(trouble)
    }
    function take(chunk: Buffer): void {
      got = got === null ? chunk : Buffer.concat([got, chunk])
      if (end === -1) {
        const head = got.indexOf(HEAD_END)
        if (head === -1) return
        const text = got.toString('latin1', 0, head)
        if (!text.startsWith('HTTP/1.1 200')) {
          finish(new Error(`answered with ${text.split('\r\n')[0]}`))
          return
        }
        const length = /\r\ncontent-length: (\d+)/i.exec(text)
        end = length === null ? -2 : head + 4 + Number(length[1])
      }
      if (end === -2 ? got.subarray(-5).equals(CHUNKED_END) : got.length >= end) finish(null)
    }
    socket.on('data', take)
    socket.on('close', closed)
    socket.write(request)
  })
}
