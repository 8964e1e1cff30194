/** Meta's Graph API as far as the channel needs it: JSON in, JSON out, refusals as SendError. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SendError } from '../channel.ts'
import { type Connection, connection, type Exchanged } from '../connection.ts'
import { lost, refusal } from './send-error.ts'

const META = 'https://graph.facebook.com'
export const VERSION = 'v23.0'
/** Seconds: after that nobody knows whether Meta took the message. */
const TIMEOUT = 30

export interface Graph {
  /** Throws SendError. `what` names the call for the operator. */
  get(path: string, what: string, signal: AbortSignal): Promise<Answer>
  post(path: string, body: object, what: string, signal: AbortSignal): Promise<Answer>
  /** Sends one file in a form, as Meta wants pictures. */
  upload(path: string, bytes: Uint8Array, type: string, what: string, signal: AbortSignal): Promise<Answer>
  /** A file of Meta's, which may lie on another host; at most so many bytes. Throws SendError. */
  download(url: string, most: number, what: string, signal: AbortSignal): Promise<Uint8Array>
}

export interface Answer {
  readonly body: Readonly<Record<string, unknown>>
  /** Meta's clock as it answered, in epoch seconds; undefined when it did not tell. */
  readonly second: number | undefined
}

/** `connections` at most at once. */
export function graph(token: string, root = META, connections?: number): Graph {
  const { origin, pathname } = new URL(root)
  const base = `${pathname.replace(/\/+$/, '')}/${VERSION}`
  const meta: Connection = connection(origin, TIMEOUT, connections)
  const authorization = `Bearer ${token}`
  const json = { authorization, 'content-type': 'application/json' }

  async function call(request: Parameters<Connection['exchange']>[0], what: string, signal: AbortSignal) {
    let answer: Exchanged
    try {
      answer = await meta.exchange(request, signal)
    } catch (error) {
      throw lost(error, what)
    }
    const { status, text, headers } = answer
    if (status >= 300) throw refusal(status, text, what)
    const at = Date.parse(String(headers.date ?? ''))
    return { body: bodyIn(text), second: Number.isNaN(at) ? undefined : Math.floor(at / 1000) }
  }

  return {
    get: (path, what, signal) =>
      call({ method: 'GET', path: `${base}/${path}`, headers: { authorization }, body: null }, what, signal),
    post: (path, body, what, signal) =>
      call(
        { method: 'POST', path: `${base}/${path}`, headers: json, body: JSON.stringify(body) },
        what,
        signal,
      ),
    upload: (path, bytes, type, what, signal) => {
      const { body, boundary } = form(bytes, type)
      const headers = { authorization, 'content-type': `multipart/form-data; boundary=${boundary}` }
      return call({ method: 'POST', path: `${base}/${path}`, headers, body }, what, signal)
    },
    async download(url, most, what, signal) {
      const ended = new AbortController()
      const patience = sleep(TIMEOUT * 1000, undefined, { signal: ended.signal, ref: false }).then(
        () => ended.abort(),
        () => undefined,
      )
      try {
        const response = await fetch(url, {
          headers: { authorization },
          signal: AbortSignal.any([signal, ended.signal]),
        })
        if (!response.ok) throw refusal(response.status, await response.text(), what)
        return await readAtMost(response, most, what)
      } catch (error) {
        if (error instanceof Error && error.name === 'SendError') throw error
        throw lost(error, what)
      } finally {
        ended.abort()
        await patience
      }
    },
  }
}

function bodyIn(text: string): Answer['body'] {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Answer['body']) : {}
  } catch {
    return {}
  }
}

/** By hand, since it is three fields: undici's own form needs the part of undici that a start does without. */
function form(bytes: Uint8Array, type: string): { body: Buffer; boundary: string } {
  const boundary = 'hearback-9f2c1b7ae04d4c55'
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const head = `${field('messaging_product', 'whatsapp')}${field('type', type)}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="picture.${type.split('/')[1]}"\r\nContent-Type: ${type}\r\n\r\n`
  return { body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]), boundary }
}

async function readAtMost(response: Response, most: number, what: string): Promise<Uint8Array> {
  const declared = Number(response.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let size = 0
  if (declared <= most && response.body !== null) {
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > most) break
      chunks.push(chunk)
    }
    if (size <= most) return Buffer.concat(chunks)
  }
  throw refusedSize(what, most)
}

const refusedSize = (what: string, most: number) =>
  new SendError('rejected', `${what}: larger than ${Math.round(most / 1024 / 1024)} MiB`)
