/** What the stand-in tells of people and of our messages, as Meta tells it; and how it goes wrong when it is asked to. */
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Settings } from '../../fakes/cloud-api/server.ts'
import {
  ADA,
  type Answer,
  BEN,
  buttons,
  type Counterpart,
  code,
  IDS,
  list,
  openCounterpart,
  quick,
  reply,
  row,
  SECRET,
  template,
  text,
  values,
} from './counterpart.ts'

const DAY = 24 * 3_600_000
let meta: Counterpart

beforeEach(async () => {
  meta = await openCounterpart()
})
afterEach(() => meta.close())

async function restart(more: Partial<Settings>): Promise<void> {
  await meta.close()
  meta = await openCounterpart(more)
}

test('the handshake echoes the challenge, and whoever fails it hears nothing', async () => {
  expect(await meta.subscribe('wrong')).toEqual({ status: 403, body: '' })
  meta.fake.person({ phone: ADA }).writes('unheard')
  expect(await meta.subscribe()).toEqual({ status: 200, body: expect.stringMatching(/^\d+$/) })
  await meta.fake.settled()
  expect(meta.heard).toEqual([])
})

test('the signature is over the bytes as sent, which nobody gets by writing the JSON anew', async () => {
  await meta.subscribe()
  meta.fake.person({ phone: ADA, name: 'آدا' }).writes('سلام / 👋')
  await meta.fake.settled()
  const [{ raw, signature } = { raw: '', signature: '' }] = meta.heard
  const hash = (bytes: string) => `sha256=${createHmac('sha256', SECRET).update(bytes).digest('hex')}`
  expect(raw).toContain('\\u0633\\u0644\\u0627\\u0645 \\/ \\ud83d\\udc4b')
  expect(signature).toBe(hash(raw))
  expect(signature).not.toBe(hash(JSON.stringify(JSON.parse(raw))))
  expect(await meta.fake.deliverRaw(raw, { 'x-hub-signature-256': 'sha256=00' })).toBe(200)
  expect(meta.heard[1]?.signature).toBe('sha256=00')
  expect(JSON.parse(raw).entry[0].changes[0].value).toMatchObject({
    metadata: { phone_number_id: IDS.phoneNumberId },
    contacts: [{ profile: { name: 'آدا' }, wa_id: ADA }],
    messages: [{ from: ADA, timestamp: expect.stringMatching(/^\d{10}$/), text: { body: 'سلام / 👋' } }],
  })
})

test('whatever is not a 200 is sent again, the same bytes, and others do not wait for it', async () => {
  await meta.subscribe()
  meta.answers.push(500, 202, 403)
  const ada = meta.fake.person({ phone: ADA })
  const { id } = ada.writes('one')
  await meta.fake.until(() => meta.fake.deliveries.length > 0)
  ada.writes('two')
  await meta.fake.settled()
  const [first, second] = meta.fake.deliveries
  expect((first?.attempts.length ?? 0) + (second?.attempts.length ?? 0)).toBe(5)
  expect(meta.fake.deliveries.every(({ attempts }) => attempts.at(-1) === 200)).toBe(true)
  expect(await meta.fake.repeat({ id })).toBe(200)
  expect(meta.heard.at(-1)?.raw).toBe(first?.body)
})

test('a batch carries messages and statuses of several people in one body', async () => {
  await meta.subscribe()
  const [ada, ben] = [meta.fake.person({ phone: ADA }), meta.fake.person({ userId: BEN })]
  const { body } = await meta.send(text('x'))
  await meta.fake.settled()
  meta.heard.length = 0
  const status = await meta.fake.batch(() => {
    ada.writes('1')
    ada.writes('2')
    ben.writes('3')
    meta.fake.status(body.messages[0].id, 'delivered')
  })
  expect([status, meta.heard.length]).toEqual([200, 1])
  const { entry } = JSON.parse(meta.heard[0]?.raw ?? '')
  expect(entry[0].changes.map(({ value }: Answer['body']) => value.messages.length)).toEqual([2, 1])
  expect(entry[1].changes[0].value.statuses).toHaveLength(1)
})

test('a person with only an id shows no number until they reveal it', async () => {
  await meta.subscribe()
  const ben = meta.fake.person({ userId: BEN })
  expect(ben.writes('hi')).not.toHaveProperty('from')
  const { body } = await meta.send({
    ...text('for you', { biz_opaque_callback_data: 'row-1' }),
    to: undefined,
    recipient: BEN,
  })
  expect(body.contacts).toEqual([{ input: BEN, user_id: BEN }])
  meta.fake.status(body.messages[0].id, 'sent')
  ben.reveal('9647711111111')
  expect(ben.writes('my number')).toMatchObject({ from: '9647711111111', from_user_id: BEN })
  expect(ben.lastText).toBe('for you')
  await meta.fake.settled()
  const sent = meta.heard
    .map(({ raw }) => JSON.parse(raw).entry[0].changes[0].value.statuses?.[0])
    .find(Boolean)
  expect(sent).toMatchObject({ recipient_user_id: BEN, biz_opaque_callback_data: 'row-1' })
  expect(sent).not.toHaveProperty('recipient_id')
  expect(code(await meta.send({ ...text('x'), to: undefined, recipient: 'US.1' }))).toBe(100)
})

test('people press what they were shown, old or new, and send what is not words', async () => {
  const ada = meta.fake.person({ phone: ADA })
  ada.writes('hello')
  await meta.send(list([{ rows: [row({ id: 'r1', title: 'Water' })] }]))
  await meta.send(buttons([reply('Yes', 'b1')]))
  await meta.send(template([values('Ada', 'x'), quick('0', 'again')]))
  const [old] = ada.messages
  expect(ada.presses('Yes')).toMatchObject({
    context: { id: ada.messages[1]?.id },
    interactive: { type: 'button_reply', button_reply: { id: 'b1', title: 'Yes' } },
  })
  expect(old && ada.pressesOld(old, 'r1')).toMatchObject({
    interactive: { list_reply: { id: 'r1', title: 'Water' } },
  })
  expect(ada.quickReplies('نعم')).toMatchObject({ type: 'button', button: { payload: 'again', text: 'نعم' } })
  expect(ada.lastText).toBe('مرحبا Ada، x')
  expect(() => ada.presses('No')).toThrow('no message shows a button')
  expect(ada.sends('voice')).toMatchObject({
    type: 'audio',
    audio: { voice: true, mime_type: 'audio/ogg; codecs=opus' },
  })
  const { image } = ada.sends('image', Buffer.from('jpeg')) as unknown as { image: { id: string } }
  expect(meta.fake.media.get(image.id)?.bytes.toString()).toBe('jpeg')
  expect(ada.sends('unsupported')).toMatchObject({ errors: [{ code: 131051 }] })
})

const statuses = (): unknown[][] =>
  meta.heard
    .flatMap(({ raw }) => JSON.parse(raw).entry[0].changes[0].value.statuses ?? [])
    .map(({ status, errors }) => (errors === undefined ? [status] : [status, errors[0].code]))

test('sent, delivered and read follow by themselves, in order and priced', async () => {
  await restart({ statuses: 'auto' })
  await meta.subscribe()
  meta.fake.person({ phone: ADA }).writes('hello')
  await meta.send(text('x', { biz_opaque_callback_data: 'row-1' }))
  await meta.fake.settled()
  expect(statuses()).toEqual([['sent'], ['delivered'], ['read']])
  expect(JSON.parse(meta.heard[1]?.raw ?? '').entry[0].changes[0].value.statuses[0]).toMatchObject({
    recipient_id: ADA,
    biz_opaque_callback_data: 'row-1',
    pricing: { billable: true, pricing_model: 'PMP', category: 'service' },
    conversation: { origin: { type: 'service' } },
  })
})

test('outside the window, to strangers and to those who blocked us a message is taken and fails later', async () => {
  await meta.subscribe()
  const ada = meta.fake.person({ phone: ADA })
  ada.writes('hello')
  meta.time += DAY
  expect(code(await meta.send(text('late')))).toBe('taken')
  expect(code(await meta.send(template([values('a', 'b')])))).toBe('taken')
  await meta.fake.settled()
  await meta.send(text('x', { to: '9640000000000' }))
  await meta.fake.settled()
  ada.writes('again')
  ada.blocks()
  await meta.send(text('x'))
  await meta.fake.settled()
  ada.unblocks()
  meta.fake.plan({ kind: 'fails', code: 131049 })
  await meta.send(text('x'))
  await meta.fake.settled()
  expect(statuses()).toEqual([131047, 131026, 131026, 131049].map((code) => ['failed', code]))
  expect(ada.messages.map(({ type }) => type)).toEqual(['template'])
  meta.fake.plan({ kind: 'refused', code: 131047 })
  expect(code(await meta.send(text('x')))).toBe(131047)
})

test('faults strike the calls they are for, and may take the message all the same', async () => {
  await restart({ statuses: 'auto' })
  await meta.subscribe()
  const ada = meta.fake.person({ phone: ADA })
  ada.writes('hello')
  meta.fake.plan({ kind: 'server', html: true, call: 'message', recipient: ADA })
  meta.fake.plan({ kind: 'throttled', call: 'number', minutes: 7 })
  const raw = (path: string, body?: object, signal?: AbortSignal) =>
    fetch(`${meta.fake.root}/v23.0/${path}`, {
      headers: { authorization: `Bearer ${IDS.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  const message = { messaging_product: 'whatsapp', ...text('x') }
  const throttled = await raw(IDS.phoneNumberId)
  expect([throttled.status, throttled.headers.get('x-business-use-case-usage')]).toEqual([
    429,
    expect.stringContaining('"estimated_time_to_regain_access":7'),
  ])
  const broken = await raw(`${IDS.phoneNumberId}/messages`, message)
  expect([broken.status, broken.headers.get('content-type')]).toEqual([502, expect.stringContaining('html')])
  expect(Date.parse(broken.headers.get('date') ?? '')).toBe(Math.floor(meta.time / 1000) * 1000)

  meta.fake.plan({ kind: 'dropped' })
  await expect(meta.send(text('lost'))).rejects.toThrow('fetch failed')
  meta.fake.plan({ kind: 'dropped', applied: true })
  await expect(meta.send(text('kept'))).rejects.toThrow('fetch failed')
  meta.fake.plan({ kind: 'hangs', applied: true })
  const patience = new AbortController()
  const hanging = raw(`${IDS.phoneNumberId}/messages`, message, patience.signal).catch(() => 'hung up')
  await meta.fake.until(() => meta.fake.count() === 2)
  await meta.fake.settled()
  patience.abort()
  expect(await hanging).toBe('hung up')
  expect(statuses()).toHaveLength(6)
  expect(ada.messages.map(({ text }) => text)).toEqual(['kept', 'x'])

  let release = (): void => {}
  const wait = new Promise<void>((resolve) => {
    release = resolve
  })
  meta.fake.plan({ kind: 'slow', applied: true, until: () => wait })
  const slow = meta.send(text('early'))
  await meta.fake.until(() => statuses().length === 9)
  release()
  expect(code(await slow)).toBe('taken')
  expect(meta.fake.calls.map(({ status }) => status)).toEqual([429, 502, 0, 0, 0, 200])
})

test('with open chats any number is written to, whenever', async () => {
  await restart({ openChats: true, keepCalls: false, statuses: 'auto' })
  await meta.subscribe()
  await meta.send(text('x'))
  await meta.fake.settled()
  expect([meta.fake.calls.length, meta.fake.count(), statuses().length]).toEqual([0, 1, 3])
})
