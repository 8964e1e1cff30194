/** grammY's `Api` over a lean connection, and of fetch only what grammY reads. */
import type { Readable } from 'node:stream'
import { Api } from 'grammy'
import { type Connection, connection } from '../connection.ts'

/** Seconds. grammY's own 500 would hold a contact's lane for eight minutes. */
export const TIMEOUT = 30

/** `root`: Telegram's, or a Bot API server of one's own. */
export function client(token: string, root: string): Api {
  // The long poll waits for most of the time-out before its headers come.
  const telegram = connection(new URL(root).origin, TIMEOUT + 5)
  return new Api(token, {
    apiRoot: root.replace(/\/+$/, ''),
    timeoutSeconds: TIMEOUT,
    // grammY reads only `json()` of what its fetch gives back; the type of a whole fetch is wider than that.
    fetch: leanFetch(telegram) as unknown as typeof fetch,
  })
}

interface Request {
  readonly method: string
  readonly headers: Record<string, string>
  /** A stream where a file is sent along. */
  readonly body: string | Readable
  readonly signal: AbortSignal
}

function leanFetch(telegram: Connection) {
  return async (url: string, { method, headers, body, signal }: Request) => {
    const path = url.slice(url.indexOf('/', 'https://'.length))
    const type = headers['content-type'] ?? 'application/json'
    const { status, text } = await telegram.exchange(
      { path, method: method as 'POST', headers: { 'content-type': type }, body },
      signal,
    )
    return { status, ok: status < 300, json: async () => readAnswer(text, status) }
  }
}

/** The proxy in front of Telegram answers in HTML when Telegram is down: made an error of the Bot API's own form. */
function readAnswer(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (status < 400) throw error
    return { ok: false, error_code: status, description: 'no JSON in the answer' }
  }
}
