/**
 * A stand-in for Telegram's Bot API, as strict as the real one, on a port of this machine. It takes JSON, forms and
 * multipart, gives updates by long poll or webhook, remembers every call, and goes wrong when a test asks it to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Update } from 'grammy/types'
import { readBody } from './body.ts'
import { chats, type SharedChat } from './chats.ts'
import { type Fault, faultsOfCalls, type Trouble } from './faults.ts'
import { ACTS, bad, DEFAULT_ALLOWED, forbidden, type Outcome, type World } from './methods.ts'
import { type Person, person } from './person.ts'
import { type TelegramGroup, telegramGroup } from './shared-chat.ts'
import { checkFields, METHODS } from './spec.ts'
import { updates, type WebhookAttempt } from './updates.ts'

export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** The HTTP status answered; 0 when none was. */
  readonly status: number
  /** Epoch milliseconds, by the fake's clock. */
  readonly at: number
}

export interface Settings {
  readonly token: string
  /** A free one when left out. */
  readonly port?: number
  /** Whether to remember calls; off for long load runs. On when left out. */
  readonly keepCalls?: boolean
  /** Told of every call once it is settled, whether or not calls are kept. */
  readonly onCall?: (call: Call) => void
  /**
   * Whether any positive chat id may be written to, and any press answered, for load that does not come from persons of
   * the fake. Off when left out: only those whose person wrote first.
   */
  readonly openChats?: boolean
  /** How many of the bot's messages each chat keeps, for long load runs; all when left out. */
  readonly keepMessages?: number
  /** Milliseconds between two attempts at the webhook; 20 when left out. */
  readonly retryDelay?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export interface BotApi {
  /** What goes into TELEGRAM_API_ROOT. */
  readonly root: string
  readonly token: string
  readonly calls: readonly Call[]
  /** How many calls of this method were answered with 200, counted even when calls are not kept. */
  count(method: string): number
  person(who: { id: number; first_name?: string; language_code?: string }): Person
  /** A group or channel; nobody is in it who writes before they are told to. */
  group(which: { id: number; title: string; type?: SharedChat['type'] }): TelegramGroup
  /** Hands any update to the bot, such as one of a kind we do not use. Gives it the next update_id. */
  push(update: Omit<Update, 'update_id'>): Update
  /** Hands over the same update once more. */
  repeat(update: Update): void
  plan(fault: Fault): void
  clearFaults(): void
  /** Texts shown in answer to presses, by callback query id; an empty one only stopped the spinner. */
  readonly notices: ReadonlyMap<string, string>
  readonly unanswered: ReadonlySet<string>
  readonly commands: ReadonlyMap<string, readonly { command: string; description: string }[]>
  readonly webhookAttempts: readonly WebhookAttempt[]
  readonly pending: number
  /** Resolves once every update is confirmed or taken by the webhook. */
  settled(): Promise<void>
  /** Resolves as soon as this holds; looked at after every call. */
  until(holds: () => boolean): Promise<void>
  close(): Promise<void>
}

export async function startBotApi(settings: Settings): Promise<BotApi> {
  const now = settings.now ?? Date.now
  const queue = updates({ retryDelay: settings.retryDelay ?? 20, now })
  const planned = faultsOfCalls()
  const world: World = {
    me: {
      id: Number(settings.token.split(':')[0]),
      is_bot: true,
      first_name: 'Hearback test',
      username: 'hearback_test_bot',
    },
    chats: chats(),
    updates: queue,
    queries: new Set(),
    notices: new Map(),
    commands: new Map(),
    allowed: DEFAULT_ALLOWED,
    openChats: settings.openChats ?? false,
    keepMessages: settings.keepMessages ?? Number.POSITIVE_INFINITY,
    now,
  }
  const calls: Call[] = []
  const counts = new Map<string, number>()
  let lookouts: (() => boolean)[] = []
  let update = 100_000

  const look = (): void => {
    if (lookouts.length > 0) lookouts = lookouts.filter((each) => !each())
  }
  const watch = (each: () => boolean): void => {
    if (!each()) lookouts.push(each)
  }
  const push = (next: Update): void => {
    const kind = Object.keys(next).find((key) => key !== 'update_id') ?? ''
    if (world.allowed.has(kind)) queue.push(next)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const named = /^\/bot([^/]+)\/(\w+)$/.exec(path)
    if (named === null) return answer(response, { ok: false, error_code: 404, description: 'Not Found' })
    const [, token, method = ''] = named
    const fields = METHODS[method]
    const act = ACTS[method]
    const hungUp = new AbortController()
    response.once('close', () => hungUp.abort())

    let params: Record<string, unknown> = {}
    const finish = (outcome: Outcome): void => {
      const status = outcome.ok ? 200 : outcome.error_code
      note(method, params, status)
      answer(response, outcome)
      look()
    }
    if (token !== settings.token) {
      request.resume()
      return finish({ ok: false, error_code: 401, description: 'Unauthorized' })
    }
    if (fields === undefined || act === undefined) {
      request.resume()
      return finish({ ok: false, error_code: 404, description: 'Not Found: method not found' })
    }

    let files: ReadonlyMap<string, number>
    try {
      const body = await readBody(request, fields, query)
      params = body.params
      files = body.files
    } catch {
      if (hungUp.signal.aborted) return
      return finish(bad("can't parse request body"))
    }
    const struck = planned.strike(method, params.chat_id === undefined ? null : Number(params.chat_id))
    if (struck?.kind === 'slow') await struck.until()
    const trouble = struck?.kind === 'slow' ? null : struck
    if (trouble !== null && !('applied' in trouble && trouble.applied)) {
      if (strike(trouble, method, params, response)) return look()
    }
    const complaint = checkFields(fields, params)
    const outcome = complaint === null ? await act(world, params, files, hungUp.signal) : bad(complaint)
    if (trouble !== null && strike(trouble, method, params, response)) return look()
    if (hungUp.signal.aborted) return
    finish(outcome)
  }

  /** Carries out the trouble instead of an answer. */
  function strike(
    trouble: Exclude<Trouble, { kind: 'slow' }>,
    method: string,
    params: Record<string, unknown>,
    response: ServerResponse,
  ): true {
    const refuse = (outcome: Outcome & { ok: false }): true => {
      note(method, params, outcome.error_code)
      answer(response, outcome)
      return true
    }
    switch (trouble.kind) {
      case 'blocked':
        return refuse(forbidden('bot was blocked by the user'))
      case 'deactivated':
        return refuse(forbidden('user is deactivated'))
      case 'throttled':
        return refuse({
          ok: false,
          error_code: 429,
          description: `Too Many Requests: retry after ${trouble.retryAfter}`,
          parameters: { retry_after: trouble.retryAfter },
        })
      case 'migrated':
        return refuse({
          ...bad('group chat was upgraded to a supergroup chat'),
          parameters: { migrate_to_chat_id: trouble.to },
        })
      case 'refused':
        return refuse({ ok: false, error_code: trouble.status, description: trouble.description })
      case 'server': {
        const status = trouble.status ?? 502
        if (trouble.html !== true)
          return refuse({ ok: false, error_code: status, description: 'Internal Server Error' })
        note(method, params, status)
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>')
        return true
      }
      case 'dropped':
        note(method, params, 0)
        response.destroy()
        return true
      case 'hangs':
        note(method, params, 0)
        return true
    }
  }

  function note(method: string, params: Readonly<Record<string, unknown>>, status: number): void {
    if (status === 200) counts.set(method, (counts.get(method) ?? 0) + 1)
    if (settings.keepCalls === false && settings.onCall === undefined) return
    const call: Call = { method, params, status, at: now() }
    if (settings.keepCalls !== false) calls.push(call)
    settings.onCall?.(call)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    root: `http://127.0.0.1:${port}`,
    token: settings.token,
    calls,
    count: (method) => counts.get(method) ?? 0,
    person: (who) => person(world, world.chats.open(who.id, who), () => update++, push, watch),
    group: ({ id, title, type = 'supergroup' }) => {
      const chat = world.chats.open(id)
      chat.shared ??= { type, title, bot: 'left' }
      return telegramGroup(world, chat, chat.shared, () => update++, push)
    },
    push(given) {
      const next = { ...given, update_id: update++ } as Update
      push(next)
      return next
    },
    repeat: push,
    plan: planned.plan,
    clearFaults: planned.clear,
    notices: world.notices,
    unanswered: world.queries,
    commands: world.commands,
    webhookAttempts: queue.attempts,
    get pending() {
      return queue.pending
    },
    settled: queue.settled,
    until: (holds) =>
      new Promise((resolve) =>
        watch(() => {
          if (!holds()) return false
          resolve()
          return true
        }),
      ),
    async close() {
      await queue.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(response: ServerResponse, outcome: Outcome): void {
  const body = JSON.stringify(outcome)
  response
    .writeHead(outcome.ok ? 200 : outcome.error_code, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
}
