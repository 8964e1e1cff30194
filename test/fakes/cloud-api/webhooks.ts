/**
 * How events leave Meta: signed over the very bytes, sent again until a 200, in no order that could be relied on once
 * one was refused. Until then one person's events come one after the other, so that tests do not hang on chance.
 *
 * A delivery is pending from the moment its event happens; it is taken by the first 200. One that nobody subscribed to
 * hear is lost, as at Meta.
 */
import { createHmac } from 'node:crypto'
import { Agent, request } from 'undici'
import { escapedJson } from './body.ts'
import type { Json } from './check.ts'

/** One event: what goes into `value` beside the metadata. `lane` is whose it is. */
export interface Part {
  readonly lane: string
  readonly contacts?: readonly Json[]
  readonly messages?: readonly Json[]
  readonly statuses?: readonly Json[]
}

export interface Change {
  readonly field: string
  readonly value: object
}

export interface Delivery {
  readonly body: string
  /** HTTP statuses, oldest first; 0 when no answer came. */
  readonly attempts: readonly number[]
}

export interface Webhooks {
  /** Meta's handshake. Events go there from now on, if the challenge came back. */
  subscribe(url: string, verifyToken: string): Promise<{ readonly status: number; readonly body: string }>
  /** `after`: what must be over before it leaves, such as the answer to the call that caused it. */
  push(part: Part, after?: Promise<unknown>): void
  /** Posts these changes in one body; resolves with the status of the first attempt. */
  deliver(changes: readonly Change[]): Promise<number>
  /** Whatever is pushed meanwhile goes into one body; resolves with the status of its first attempt. */
  batch(work: () => void | Promise<void>): Promise<number>
  /** The same bytes once more: of the delivery that has this id in it, or of the last one. */
  repeat(of?: { readonly id: string }): Promise<number>
  /** These bytes, once, with these headers and no others. */
  deliverRaw(bytes: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<number>
  sign(bytes: string | Uint8Array): string
  /** Of the field `messages`, the metadata comes by itself. */
  change(field: string, value: object): Change
  readonly url: string | null
  readonly deliveries: readonly Delivery[]
  readonly pending: number
  settled(): Promise<void>
  close(): Promise<void>
}

interface Settings {
  readonly appSecret: string
  readonly businessAccountId: string
  readonly metadata: () => object
  /** Milliseconds between two attempts. Meta's own grow, over days. */
  readonly retryDelay: number
  /** Whether the app hears anything at all. */
  readonly subscribed: () => boolean
  readonly keepDeliveries: boolean
  /** Called after every attempt. */
  readonly look: () => void
}

export function webhooks(settings: Settings): Webhooks {
  const agent = new Agent({ connections: 100, pipelining: 1 })
  const deliveries: { body: string; attempts: number[] }[] = []
  const lanes = new Map<string, Promise<unknown>>()
  const idle: (() => void)[] = []
  const timers = new Set<NodeJS.Timeout>()
  let url: string | null = null
  let pending = 0
  let closed = false
  let gathered: Part[] | null = null

  const sign = (bytes: string | Uint8Array): string =>
    `sha256=${createHmac('sha256', settings.appSecret).update(bytes).digest('hex')}`

  const change = (field: string, value: object): Change => ({
    field,
    value:
      field === 'messages'
        ? { messaging_product: 'whatsapp', metadata: settings.metadata(), ...value }
        : value,
  })

  /** Messages and statuses come as entries of their own, as Meta bundles them. */
  const bodyOf = (...entries: readonly (readonly Change[])[]): string =>
    escapedJson({
      object: 'whatsapp_business_account',
      entry: entries.map((changes) => ({ id: settings.businessAccountId, changes })),
    })

  const changeOf = ({ lane: _, ...value }: Part): Change => change('messages', value)

  /** Resolves with the status of the first attempt; `before` is waited for. */
  async function hand(body: string, before?: Promise<unknown>): Promise<number> {
    if (url === null) throw new Error('nobody hears: subscribe first')
    const delivery = { body, attempts: [] }
    pending += 1
    await before
    if (!settings.keepDeliveries) deliveries.length = 0
    deliveries.push(delivery)
    const status = await attempt(delivery)
    if (status === 200) taken()
    else void again(delivery)
    return status
  }

  async function again(delivery: { body: string; attempts: number[] }): Promise<void> {
    while (!closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer)
          resolve()
        }, settings.retryDelay)
        timers.add(timer)
      })
      if ((await attempt(delivery)) === 200) return taken()
    }
  }

  async function attempt(delivery: { body: string; attempts: number[] }): Promise<number> {
    const status = await post(delivery.body, {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': sign(delivery.body),
    })
    delivery.attempts.push(status)
    settings.look()
    return status
  }

  async function post(body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<number> {
    if (url === null || closed) return 0
    try {
      const response = await request(url, { method: 'POST', dispatcher: agent, headers, body })
      await response.body.dump()
      return response.statusCode
    } catch {
      return 0
    }
  }

  function taken(): void {
    pending -= 1
    if (pending === 0) for (const resolve of idle.splice(0)) resolve()
  }

  function push(part: Part, after?: Promise<unknown>): void {
    if (gathered !== null) {
      gathered.push(part)
      return
    }
    if (url === null || !settings.subscribed()) return
    const first = hand(bodyOf([changeOf(part)]), Promise.all([lanes.get(part.lane), after]))
    lanes.set(part.lane, first)
    void first.then(() => {
      if (lanes.get(part.lane) === first) lanes.delete(part.lane)
    })
  }

  return {
    async subscribe(target, verifyToken) {
      const challenge = String(1_158_201_444)
      const asked = new URL(target)
      asked.searchParams.set('hub.mode', 'subscribe')
      asked.searchParams.set('hub.challenge', challenge)
      asked.searchParams.set('hub.verify_token', verifyToken)
      const response = await request(asked, { dispatcher: agent })
      const body = await response.body.text()
      if (response.statusCode === 200 && body === challenge) url = target
      return { status: response.statusCode, body }
    },
    push,
    deliver: (changes) => hand(bodyOf(changes)),
    async batch(work) {
      if (gathered !== null) throw new Error('a batch is being gathered already')
      gathered = []
      let parts: readonly Part[]
      try {
        await work()
      } finally {
        parts = gathered
        gathered = null
      }
      const messages = joined(parts.filter((part) => part.messages !== undefined)).map(changeOf)
      const statuses = joined(parts.filter((part) => part.statuses !== undefined)).map(changeOf)
      return hand(bodyOf(...[messages, statuses].filter((changes) => changes.length > 0)))
    },
    repeat(of) {
      const id = of === undefined ? '' : escapedJson(of.id)
      const found = deliveries.findLast(({ body }) => body.includes(id))
      if (found === undefined) throw new Error('nothing was delivered that could be repeated')
      return hand(found.body)
    },
    deliverRaw: post,
    sign,
    change,
    get url() {
      return url
    },
    deliveries,
    get pending() {
      return pending
    },
    settled: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    async close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await agent.destroy()
    },
  }
}

/** Neighbours of one person become one value with several messages or statuses. */
function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last?.lane !== part.lane) result.push(part)
    else
      result[result.length - 1] = {
        ...last,
        ...(part.contacts === undefined ? {} : { contacts: part.contacts }),
        ...(part.messages === undefined ? {} : { messages: [...(last.messages ?? []), ...part.messages] }),
        ...(part.statuses === undefined ? {} : { statuses: [...(last.statuses ?? []), ...part.statuses] }),
      }
  }
  return result
}
