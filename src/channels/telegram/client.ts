/** grammY's `Api` over a lean connection: one pool of kept-alive connections instead of a new `node-fetch` each call. */
import { Api } from 'grammy'
import { Pool } from 'undici'

/** Seconds. grammY's own 500 would hold a contact's lane for eight minutes. */
export const TIMEOUT = 30
const CONNECTIONS = 100

/** `root`: Telegram's, or a Bot API server of one's own. Idle connections do not keep the process alive. */
export function client(token: string, root: string): Api {
  const { origin } = new URL(root)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    // The long poll waits for most of the time-out before its headers come.
    headersTimeout: (TIMEOUT + 5) * 1000,
    bodyTimeout: (TIMEOUT + 5) * 1000,
    connect: { timeout: 10_000 },
  })
  return new Api(token, {
    apiRoot: root.replace(/\/+$/, ''),
    timeoutSeconds: TIMEOUT,
    // grammY reads only `json()` of what its fetch gives back; the type of a whole fetch is wider than that.
    fetch: leanFetch(pool) as unknown as typeof fetch,
  })
}

interface Request {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly signal: AbortSignal
}

function leanFetch(pool: Pool) {
  return async (url: string, { method, headers, body, signal }: Request) => {
    const response = await pool.request({
      path: url.slice(url.indexOf('/', 'https://'.length)),
      method: method as 'POST',
      headers: { 'content-type': headers['content-type'] ?? 'application/json' },
      body,
      signal,
    })
    const { statusCode: status } = response
    const text = await response.body.text()
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
