/** A stand-in for Meta to call, a webhook of ours that writes down what it hears, and messages to try. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CloudApi, type Settings, startCloudApi } from '../../fakes/cloud-api/server.ts'
import type { Template } from '../../fakes/cloud-api/templates.ts'

export const ADA = '9647701234567'
export const BEN = 'IQ.13491208655302741918'
export const SECRET = 'app-secret'
export const IDS = {
  token: 'EAAtest',
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
}

export interface Answer {
  readonly status: number
  // The shape is what the tests look into.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any
}

export interface Counterpart {
  readonly fake: CloudApi
  /** Epoch milliseconds, moved by the test. */
  time: number
  /** What our webhook heard, oldest first. */
  readonly heard: { readonly raw: string; readonly signature: string }[]
  /** HTTP statuses that our webhook answers next; 200 once there are none. */
  readonly answers: number[]
  subscribe(verifyToken?: string): Promise<{ readonly status: number; readonly body: string }>
  /** `path` without the version, or a whole address. */
  call(method: string, path: string, body?: object | FormData, token?: string): Promise<Answer>
  send(message: object): Promise<Answer>
  close(): Promise<void>
}

export async function openCounterpart(more: Partial<Settings> = {}): Promise<Counterpart> {
  const heard: Counterpart['heard'] = []
  const answers: number[] = []
  const webhook = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    if (request.method === 'GET') {
      const right = query.get('hub.mode') === 'subscribe' && query.get('hub.verify_token') === 'verify'
      response.writeHead(right ? 200 : 403).end(right ? query.get('hub.challenge') : '')
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString()
      heard.push({ raw, signature: String(request.headers['x-hub-signature-256']) })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve))
  const { port } = webhook.address() as AddressInfo

  const fake = await startCloudApi({
    ...IDS,
    appSecret: SECRET,
    retryDelay: 1,
    now: () => counterpart.time,
    ...more,
  })
  fake.setTemplates([checkin({})])
  const counterpart: Counterpart = {
    fake,
    time: Date.UTC(2026, 10, 2),
    heard,
    answers,
    subscribe: (token = 'verify') => fake.subscribe(`http://127.0.0.1:${port}/webhook`, token),
    async call(method, path, body, token = IDS.token) {
      const form = body instanceof FormData
      const response = await fetch(path.startsWith('http') ? path : `${fake.root}/v23.0/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(form ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    },
    send: (message) =>
      counterpart.call('POST', `${IDS.phoneNumberId}/messages`, {
        messaging_product: 'whatsapp',
        ...message,
      }),
    async close() {
      await fake.close()
      webhook.closeAllConnections()
      await new Promise((resolve) => webhook.close(resolve))
    },
  }
  return counterpart
}

/** Meta's code, or that there is none. */
export const code = ({ body }: Answer): unknown => body.error?.code ?? 'taken'

export const x = (length: number): string => 'x'.repeat(length)
export const to = (message: object) => ({ to: ADA, ...message })
export const text = (body: unknown, more: object = {}) => to({ type: 'text', text: { body }, ...more })
export const interactive = (type: string, action: object, more: object = {}) =>
  to({ type: 'interactive', interactive: { type, body: { text: 'Hello' }, action, ...more } })
export const reply = (title = 'Yes', id = title) => ({ type: 'reply', reply: { id, title } })
export const buttons = (all: object[], more: object = {}) => interactive('button', { buttons: all }, more)
export const row = (more: object = {}) => ({ id: 'a', title: 'A', ...more })
export const rows = (count: number) => Array.from({ length: count }, (_, index) => row({ id: `${index}` }))
export const list = (sections: object[], more: object = {}, button = 'Choose') =>
  interactive('list', { button, sections }, more)
export const template = (components: object[], more: object = {}) =>
  to({ type: 'template', template: { name: 'checkin', language: { code: 'ar' }, components, ...more } })
export const values = (...all: string[]) => ({
  type: 'body',
  parameters: all.map((text) => ({ type: 'text', text })),
})
export const quick = (index: string, payload: string) => ({
  type: 'button',
  sub_type: 'quick_reply',
  index,
  parameters: [{ type: 'payload', payload }],
})
export const image = (more: object) =>
  to({ type: 'image', image: { link: 'https://example.org/a.png', ...more } })
export const checkin = (more: Partial<Template>): Template => ({
  name: 'checkin',
  language: 'ar',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'BODY', text: 'مرحبا {{1}}، {{2}}' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'نعم' }] },
  ],
  ...more,
})

/** The longest that is taken, and the next longer one with Meta's code. */
