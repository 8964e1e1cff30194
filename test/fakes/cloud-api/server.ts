/**
 * A stand-in for Meta's WhatsApp Cloud API, as strict as the real one, on a port of this machine. It takes messages and
 * files, tells of people's messages and of what became of ours by a signed webhook, remembers every call, and goes
 * wrong when a test asks it to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Asked, carryOut, kindOfCall, type Outcome } from './acts.ts'
import { answer, answerHtml, refusalOf, statusOf } from './answer.ts'
import { type Body, readBody } from './body.ts'
import { type BusinessNumber, businessNumber } from './business-number.ts'
import type { Json } from './check.ts'
import { refusal, webhookError, wrongToken } from './errors.ts'
import { type Fault, faultsOfCalls, type Kind, type Trouble } from './faults.ts'
import { type Media, mediaStore } from './media.ts'
import type { BusinessMessage } from './messages.ts'
import { pace } from './pace.ts'
import { people, type Who } from './people.ts'
import { type Person, person } from './person.ts'
import type { Call, Settings } from './settings.ts'
import { type State, type StatusMore, statusPart } from './statuses.ts'
import { type Template, templates } from './templates.ts'
import { type Webhooks, webhooks } from './webhooks.ts'
import type { World } from './world.ts'

export type { Call, Settings } from './settings.ts'

export interface CloudApi
  extends Pick<
    Webhooks,
    | 'subscribe'
    | 'deliver'
    | 'batch'
    | 'repeat'
    | 'deliverRaw'
    | 'sign'
    | 'change'
    | 'settled'
    | 'deliveries'
    | 'pending'
  > {
  /** What stands instead of https://graph.facebook.com. */
  readonly root: string
  readonly calls: readonly Call[]
  /** How many messages were taken, counted even when calls are not kept. */
  count(): number
  person(who: Who): Person
  /** Posts a status of this message, or of the one with this id. */
  status(message: BusinessMessage | string, state: State, more?: StatusMore): void
  plan(fault: Fault): void
  clearFaults(): void
  setTemplates(templates: readonly Template[]): void
  setNumber: BusinessNumber['set']
  setHealth: BusinessNumber['setHealth']
  /** Whether the app hears of the account's events at all; when not, they are lost. */
  setSubscribed(subscribed: boolean): void
  /** Files that were uploaded or sent, by id. */
  readonly media: ReadonlyMap<string, Media>
  /** The addresses given out for this file answer 404 from now on. */
  expireMedia(id: string): void
  /** Ids of people's messages that the business marked as read, and under which it showed that it types. */
  readonly read: ReadonlySet<string>
  readonly typing: ReadonlySet<string>
  /** Resolves as soon as this holds; looked at after every call and every attempt at the webhook. */
  until(holds: () => boolean): Promise<void>
  close(): Promise<void>
}

const preciseNow = (): number => performance.timeOrigin + performance.now()

export async function startCloudApi(settings: Settings): Promise<CloudApi> {
  const now = settings.now ?? preciseNow
  const keep = settings.keepCalls !== false
  const ids = { version: 'v23.0', ...settings }
  const planned = faultsOfCalls()
  const number = businessNumber(ids)
  const calls: Call[] = []
  const sent = new Map<string, BusinessMessage>()
  let lookouts: (() => boolean)[] = []
  let count = 0
  let root = ''

  const look = (): void => {
    if (lookouts.length > 0) lookouts = lookouts.filter((each) => !each())
  }
  const watch = (each: () => boolean): void => {
    if (!each()) lookouts.push(each)
  }

  const hooks = webhooks({
    ...ids,
    retryDelay: settings.retryDelay ?? 20,
    keepDeliveries: keep,
    metadata: () => ({ display_phone_number: number.digits, phone_number_id: ids.phoneNumberId }),
    subscribed: () => world.subscribed,
    look,
  })
  const world: World = {
    number,
    people: people(),
    templates: templates(),
    media: mediaStore(now),
    pace: pace(settings),
    received: new Set(),
    read: new Set(),
    typing: new Set(),
    openChats: settings.openChats ?? false,
    autoStatuses: settings.statuses === 'auto',
    window: settings.window ?? true,
    webhook: () => hooks.url,
    subscribed: true,
    keep(message) {
      count += 1
      if (keep) sent.set(message.id, message)
    },
    statusLater: (message, state, after, code) =>
      hooks.push(statusPart(world, message, state, code === undefined ? {} : { code }), after),
    now,
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request
    const { pathname: path, searchParams } = new URL(request.url ?? '', root)
    let over = (): void => {}
    const answered = new Promise<void>((resolve) => {
      over = resolve
    })
    response.once('finish', over)
    response.once('close', over)

    if (request.headers.authorization !== `Bearer ${settings.token}`) {
      request.resume()
      return finish(kindOfCall(method, path, {}, ids)?.kind ?? null, {}, wrongToken())
    }
    let body: Body
    try {
      body = method === 'POST' ? await readBody(request) : { params: Object.fromEntries(searchParams) }
    } catch {
      if (request.destroyed && !request.complete) return
      return finish(null, {}, refusal({ code: 100, details: 'The body cannot be parsed.' }))
    }
    const { params, file } = body
    const found = kindOfCall(method, path, params, ids)
    if (found === null)
      return finish(null, params, refusal({ code: 2500, details: `Unknown path components: ${path}` }))
    const { kind, object } = found

    const trouble = planned.strike(kind, params.to ?? params.recipient)
    const fails = trouble?.kind === 'fails' ? trouble.code : null
    const act = (): Outcome => {
      const asked: Asked = { method, object, params, fails, answered, root, address: `${root}${path}` }
      return carryOut(world, kind, file === undefined ? asked : { ...asked, file }, ids)
    }
    if (trouble === null || trouble.kind === 'fails') return finish(kind, params, act())
    if (trouble.kind === 'slow' && trouble.applied !== true) {
      await trouble.until()
      return finish(kind, params, act())
    }
    const outcome = 'applied' in trouble && trouble.applied === true ? act() : null
    if (trouble.kind === 'slow' && outcome !== null) {
      over()
      await trouble.until()
      return finish(kind, params, outcome)
    }
    strike(trouble, outcome)

    function finish(kind: Kind | null, params: Json, outcome: Outcome): void {
      note({ kind, method, path, params, ...resultOf(outcome), status: statusOf(outcome), at: now() })
      answer(response, outcome, now())
      look()
    }

    /** Carries out the trouble instead of the answer. */
    function strike(trouble: Trouble, outcome: Outcome | null): void {
      const refused = refusalOf(trouble, now(), ids.businessAccountId)
      if (refused !== null) {
        finish(kind, params, refused)
        return
      }
      const html = trouble.kind === 'server' ? (trouble.status ?? 502) : 0
      note({ kind, method, path, params, ...(outcome && resultOf(outcome)), status: html, at: now() })
      if (trouble.kind === 'server') answerHtml(response, html, now())
      else if (trouble.kind === 'dropped') response.destroy()
      over()
      look()
    }
  }

  function note(call: Call): void {
    if (keep) calls.push(call)
    settings.onCall?.(call)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('the fake Cloud API failed', error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port ?? 0, '127.0.0.1', resolve)
  })
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    root,
    calls,
    count: () => count,
    person: (who) => person(world, world.people.open(who), hooks, watch),
    status(which, state, more = {}) {
      const message = typeof which === 'string' ? sent.get(which) : which
      if (message === undefined) throw new Error(`no message ${which} was taken, or none is kept`)
      hooks.push(statusPart(world, message, state, more))
    },
    plan(fault) {
      // A code that nobody knows throws here, in the test that plans it.
      if ('code' in fault && fault.code !== undefined) webhookError(fault.code)
      planned.plan(fault)
    },
    clearFaults: planned.clear,
    setTemplates: world.templates.set,
    setNumber: number.set,
    setHealth: number.setHealth,
    setSubscribed(subscribed) {
      world.subscribed = subscribed
    },
    media: world.media.all,
    expireMedia: world.media.expire,
    read: world.read,
    typing: world.typing,
    until: (holds) =>
      new Promise((resolve) =>
        watch(() => {
          if (!holds()) return false
          resolve()
          return true
        }),
      ),
    subscribe: hooks.subscribe,
    deliver: hooks.deliver,
    batch: hooks.batch,
    repeat: hooks.repeat,
    deliverRaw: hooks.deliverRaw,
    sign: hooks.sign,
    change: hooks.change,
    settled: hooks.settled,
    deliveries: hooks.deliveries,
    get pending() {
      return hooks.pending
    },
    async close() {
      await hooks.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a call shows of its outcome. */
const resultOf = (outcome: Outcome): Pick<Call, 'code' | 'message'> =>
  outcome.kind === 'refused'
    ? { code: outcome.code }
    : outcome.kind === 'taken'
      ? { message: outcome.message }
      : {}
