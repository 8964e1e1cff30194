/**
 * The updates not yet confirmed, and the two ways they leave. Polling: getUpdates gives them again and again until an
 * offset above them confirms them; a new getUpdates ends the one that waits. Webhook: one queue a chat, each update
 * sent again until a 2xx.
 */
import type { Update } from 'grammy/types'
import { Agent, request } from 'undici'

export interface Webhook {
  readonly url: string
  readonly secret?: string
  readonly maxConnections: number
}

export interface WebhookAttempt {
  readonly update: number
  /** HTTP status; 0 when no answer came. */
  readonly status: number
}

export interface Poll {
  readonly offset?: number
  readonly limit: number
  /** Milliseconds. */
  readonly timeout: number
  /** Aborts when the caller hung up. */
  readonly signal: AbortSignal
}

export interface Updates {
  push(update: Update): void
  /** The updates, or `conflict` when another getUpdates took over. */
  poll(poll: Poll): Promise<readonly Update[] | 'conflict'>
  setWebhook(webhook: Webhook | null, dropPending: boolean): void
  readonly webhook: Webhook | null
  readonly pending: number
  readonly attempts: readonly WebhookAttempt[]
  readonly lastError: { readonly date: number; readonly message: string } | null
  /** Resolves once nothing is pending: every update confirmed or taken by the webhook. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** `retryDelay`: milliseconds between two attempts at the webhook; Telegram's own begin at about a second. */
export function updates(settings: { readonly retryDelay: number; readonly now: () => number }): Updates {
  const pending = new Map<number, Update>()
  const attempts: WebhookAttempt[] = []
  const queues = new Map<number, Update[]>()
  const idle: (() => void)[] = []
  const agent = new Agent({ connections: 100, pipelining: 1 })
  let webhook: Webhook | null = null
  let waiting: ((outcome: 'updates' | 'conflict' | 'over') => void) | null = null
  let lastError: { date: number; message: string } | null = null
  let closed = false
  let connections = 0
  const forConnection: (() => void)[] = []

  function push(update: Update): void {
    pending.set(update.update_id, update)
    if (webhook === null) waiting?.('updates')
    else enqueue(update)
  }

  function confirm(update: number): void {
    pending.delete(update)
    if (pending.size === 0) for (const resolve of idle.splice(0)) resolve()
  }

  async function poll({ offset, limit, timeout, signal }: Poll): Promise<readonly Update[] | 'conflict'> {
    waiting?.('conflict')
    if (offset !== undefined && offset < 0) {
      const ids = [...pending.keys()]
      for (const id of ids.slice(0, Math.max(0, ids.length + offset))) confirm(id)
    } else if (offset !== undefined) {
      for (const id of pending.keys()) if (id < offset) confirm(id)
    }
    if (pending.size === 0 && timeout > 0) {
      const outcome = await new Promise<'updates' | 'conflict' | 'over'>((resolve) => {
        const over = () => done('over')
        const timer = setTimeout(over, timeout)
        const done = (outcome: 'updates' | 'conflict' | 'over') => {
          clearTimeout(timer)
          signal.removeEventListener('abort', over)
          if (waiting === done) waiting = null
          resolve(outcome)
        }
        waiting = done
        signal.addEventListener('abort', over)
      })
      if (outcome === 'conflict') return 'conflict'
    }
    return [...pending.values()].slice(0, limit)
  }

  function enqueue(update: Update): void {
    const chat = chatOf(update)
    const queue = queues.get(chat)
    if (queue !== undefined) {
      queue.push(update)
      return
    }
    const fresh = [update]
    queues.set(chat, fresh)
    void drain(chat, fresh)
  }

  async function drain(chat: number, queue: Update[]): Promise<void> {
    for (let update = queue[0]; update !== undefined && !closed; update = queue[0]) {
      const target = webhook
      if (target === null) break
      if (connections >= target.maxConnections) await new Promise<void>((free) => forConnection.push(free))
      connections += 1
      const status = await post(target, update)
      connections -= 1
      forConnection.shift()?.()
      attempts.push({ update: update.update_id, status })
      if (status >= 200 && status < 300) {
        queue.shift()
        confirm(update.update_id)
      } else {
        lastError = {
          date: Math.floor(settings.now() / 1000),
          message: `Wrong response from the webhook: ${status}`,
        }
        if (!closed) await new Promise((resolve) => setTimeout(resolve, settings.retryDelay))
      }
    }
    queues.delete(chat)
  }

  async function post(target: Webhook, update: Update): Promise<number> {
    try {
      const response = await request(target.url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          ...(target.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': target.secret }),
        },
        body: JSON.stringify(update),
      })
      await response.body.dump()
      return response.statusCode
    } catch {
      return 0
    }
  }

  return {
    push,
    poll,
    setWebhook(next, dropPending) {
      webhook = next
      lastError = null
      if (dropPending) {
        for (const id of [...pending.keys()]) confirm(id)
        for (const queue of queues.values()) queue.length = 0
      }
      if (next !== null) {
        waiting?.('conflict')
        const queued = new Set([...queues.values()].flat())
        for (const update of pending.values()) if (!queued.has(update)) enqueue(update)
      }
    },
    get webhook() {
      return webhook
    },
    get pending() {
      return pending.size
    },
    attempts,
    get lastError() {
      return lastError
    },
    settled: () => (pending.size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    async close() {
      closed = true
      waiting?.('over')
      await agent.destroy()
    },
  }
}

function chatOf(update: Update): number {
  const message = update.message ?? update.edited_message ?? update.callback_query?.message
  return message?.chat.id ?? update.my_chat_member?.chat.id ?? 0
}
