/** The door that Meta knocks at. Who can forge a call answers for other people; who is turned away wrongly is not heard. */
import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { type Intake, type Received, type Status, StoreUnavailable } from '../../../src/channels/channel.ts'
import { webhook } from '../../../src/channels/whatsapp-cloud/webhook.ts'

const SETTINGS = { appSecret: 'app secret', verifyToken: 'verify me', phoneNumberId: '77' }
const PATH = '/webhooks/whatsapp'

function door(more: { down?: boolean } = {}) {
  const events: Received[] = []
  const statuses: Status[] = []
  const counts: string[] = []
  const lines: string[] = []
  const intake: Intake = {
    receive: async (given) => {
      if (more.down === true) throw new StoreUnavailable('down')
      events.push(...given)
      return given.map(() => ({ status: 'committed' as const }))
    },
    learn: async (given) => void statuses.push(...given),
  }
  const ports = {
    log: (level: string, message: string) => void lines.push(`${level} ${message}`),
    ignored: (kind: string) => void counts.push(`ignored ${kind}`),
    refused: (reason: string) => void counts.push(`refused ${reason}`),
    digest: (text: string) => `digest of ${text}`,
    seal: (text: string) => text,
    open: (text: string) => text,
    picture: async () => new Uint8Array(),
    texts: {},
  }
  const app = webhook(SETTINGS, ports, intake, { taken: () => undefined, templatesChanged: () => undefined })
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    app.request(PATH, {
      method: 'POST',
      // A body's type is wider than what a request takes.
      body: body as string,
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      },
    })
  return { app, post, events, statuses, counts, lines }
}

const sign = (body: string | Uint8Array, secret = SETTINGS.appSecret) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
})
const delivery = (text: string) =>
  JSON.stringify({
    entry: [
      {
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: '77' },
              messages: [
                {
                  from: '9647701234567',
                  id: 'wamid.A',
                  timestamp: '1767225600',
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  })

it('answers Meta’s challenge for the right token only', async () => {
  const { app, counts } = door()
  const ask = (token: string, mode = 'subscribe') =>
    app.request(`${PATH}?hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=4711`)
  const right = await ask('verify me')
  expect([right.status, await right.text()]).toEqual([200, '4711'])
  for (const wrong of [await ask('verify you'), await ask(''), await ask('verify me', 'unsubscribe')]) {
    expect([wrong.status, await wrong.text()]).toEqual([403, ''])
  }
  expect(counts).toEqual(['refused verify_token', 'refused verify_token', 'refused verify_token'])
})

it.each<[string, Record<string, string>]>([
  ['none', {}],
  ['an empty one', { 'x-hub-signature-256': '' }],
  ['another secret’s', sign(delivery('x'), 'another')],
  ['another body’s', sign(delivery('y'))],
  [
    'half of the right one',
    { 'x-hub-signature-256': sign(delivery('x'))['x-hub-signature-256'].slice(0, 40) },
  ],
  ['one without its name', { 'x-hub-signature-256': sign(delivery('x'))['x-hub-signature-256'].slice(7) }],
])('turns away %s as a signature, and keeps nothing', async (_, headers) => {
  const { post, events, statuses, counts } = door()
  expect((await post(delivery('x'), headers)).status).toBe(401)
  expect([events, statuses]).toEqual([[], []])
  expect(counts).toEqual(['refused signature'])
})

it('signs the bytes as they came, not JSON written anew', async () => {
  const { post, events } = door()
  const escaped = delivery('سلام').replace(
    /[^\x20-\x7E]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  expect((await post(escaped, sign(escaped))).status).toBe(200)
  expect(events.map(({ body }) => body)).toEqual([{ kind: 'text', text: 'سلام' }])
})

it('refuses more than a mebibyte before it reads it, and what is no JSON', async () => {
  const { post, events } = door()
  const large = `{"x":"${'a'.repeat(1024 * 1024)}"}`
  expect((await post(large, sign(large))).status).toBe(413)
  for (const broken of ['', 'no', '{"entry":', '\0'])
    expect((await post(broken, sign(broken))).status).toBe(400)
  for (const odd of ['[]', '7', 'null', '{}', '{"entry":[{"changes":[null]}]}'])
    expect((await post(odd, sign(odd))).status).toBe(200)
  expect(events).toEqual([])
})

it('answers 503 when nothing was kept, so that Meta sends it again', async () => {
  const { post, lines } = door({ down: true })
  expect((await post(delivery('x'), sign(delivery('x')))).status).toBe(503)
  expect(lines).toEqual(['error a webhook call was not taken, Meta will send it again'])
})
