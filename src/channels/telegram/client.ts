/**
 * grammY's `Api` over a lean connection: one undici pool kept alive, its bare `dispatch`, and of fetch only what grammY
 * reads. Measured on two shared cores, processor time a send: 35 to 41 µs by `dispatch`, 40 to 73 by undici's `request`,
 * 68 to 90 by node:http; grammY's default (node-fetch) took twice undici's.
 */
import { Api } from 'grammy'
import type { Dispatcher, Pool as PoolOf } from 'undici'
// The one file: the package's index reads a hundred more, at every start. It lacks `request`, which the index mixes in.
// @ts-expect-error undici describes its parts at its index only
import Pool from 'undici/lib/dispatcher/pool.js'

/** Seconds. grammY's own 500 would hold a contact's lane for eight minutes. */
export const TIMEOUT = 30
const CONNECTIONS = 100

/** `root`: Telegram's, or a Bot API server of one's own. Idle connections do not keep the process alive. */
export function client(token: string, root: string): Api {
  const { origin } = new URL(root)
  const pool: PoolOf = new Pool(origin, {
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

function leanFetch(pool: PoolOf) {
  return async (url: string, { method, headers, body, signal }: Request) => {
    const path = url.slice(url.indexOf('/', 'https://'.length))
    const type = headers['content-type'] ?? 'application/json'
    const { status, text } = await exchange(
      pool,
      { path, method: method as 'POST', headers: { 'content-type': type }, body },
      signal,
    )
    return { status, ok: status < 300, json: async () => readAnswer(text, status) }
  }
}

/** Rejects with undici's error, which tells whether anything was written. */
function exchange(
  pool: PoolOf,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let status = 0
    let abort = () => {}
    const end = () => signal.removeEventListener('abort', abort)
    pool.dispatch(request, {
      onRequestStart(controller) {
        abort = () => controller.abort(signal.reason)
        if (signal.aborted) abort()
        else signal.addEventListener('abort', abort, { once: true })
      },
      onResponseStart(_, statusCode) {
        status = statusCode
      },
      onResponseData(_, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd() {
        end()
        resolve({ status, text: Buffer.concat(chunks).toString() })
      },
      onResponseError(_, error) {
        end()
        reject(error)
      },
    })
  })
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
