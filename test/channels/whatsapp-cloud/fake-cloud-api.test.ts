/** The stand-in is only worth something while it refuses what Meta refuses, in Meta's shape and with Meta's code. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Template } from '../../fakes/cloud-api/templates.ts'
import {
  ADA,
  BEN,
  buttons,
  type Counterpart,
  checkin,
  code,
  IDS,
  image,
  list,
  openCounterpart,
  quick,
  reply,
  row,
  rows,
  template,
  text,
  to,
  values,
  x,
} from './counterpart.ts'

let meta: Counterpart

beforeEach(async () => {
  meta = await openCounterpart()
})
afterEach(() => meta.close())

const around = (more: object) => buttons([reply()], more)
const rowOf = (more: object) => list([{ rows: [row(more)] }])

test.each<[string, number, number, (length: number) => object]>([
  ['text', 4096, 100, (n) => text(x(n))],
  ['callback data', 512, 100, (n) => text('x', { biz_opaque_callback_data: x(n) })],
  ['digits of a number', 15, 131009, (n) => text('x', { to: '9'.repeat(n) })],
  ['buttons', 3, 131009, (n) => buttons(rows(n).map(({ id }) => reply(id)))],
  ['button title', 20, 131009, (n) => buttons([reply(x(n), 'a')])],
  ['button id', 256, 131009, (n) => buttons([reply('A', x(n))])],
  ['body above buttons', 1024, 131009, (n) => around({ body: { text: x(n) } })],
  ['body above a list', 1024, 131009, (n) => list([{ rows: rows(1) }], { body: { text: x(n) } })],
  ['header', 60, 131009, (n) => around({ header: { type: 'text', text: x(n) } })],
  ['footer', 60, 131009, (n) => around({ footer: { text: x(n) } })],
  ['rows', 10, 131009, (n) => list([{ rows: rows(n) }])],
  [
    'rows of two sections',
    10,
    131009,
    (n) =>
      list([
        { title: 'A', rows: rows(n - 1) },
        { title: 'B', rows: [row()] },
      ]),
  ],
  ['sections', 10, 131009, (n) => list(rows(n).map(({ id }) => ({ title: id, rows: [row({ id })] })))],
  ['section title', 24, 131009, (n) => list([{ title: x(n), rows: rows(1) }])],
  ['row title', 24, 131009, (n) => rowOf({ title: x(n) })],
  ['row id', 200, 131009, (n) => rowOf({ id: x(n) })],
  ['row description', 72, 131009, (n) => rowOf({ description: x(n) })],
  ['list button', 20, 131009, (n) => list([{ rows: rows(1) }], {}, x(n))],
  ['caption', 1024, 131009, (n) => image({ caption: x(n) })],
  ['spaces in a parameter', 4, 132018, (n) => template([values('Ada', `a${' '.repeat(n)}b`)])],
  ['parameters', 2, 132000, (n) => template([values(...rows(n).map(({ id }) => id))])],
  // With eleven characters of its own.
  ['filled template', 1013, 132005, (n) => template([values('Ada', x(n))])],
  ['payload', 128, 131009, (n) => template([values('A', 'x'), quick('0', x(n))])],
])('%s: %i is taken, one more is %i', async (_, most, wanted, made) => {
  expect(code(await meta.send(made(most)))).toBe('taken')
  expect(await meta.send(made(most + 1))).toEqual({
    status: 400,
    body: {
      error: {
        message: expect.stringContaining(`(#${wanted}) `),
        type: 'OAuthException',
        code: wanted,
        error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
        fbtrace_id: expect.stringMatching(/^A/),
      },
    },
  })
  expect(meta.fake.count()).toBe(1)
})

const headed = (picture: object) => around({ header: { type: 'image', image: picture } })
const reacted = (emoji: string) => to({ type: 'reaction', reaction: { message_id: 'wamid.abc', emoji } })

test.each<[string, number, object, object]>([
  ['empty text', 100, text('.'), text(' \u200f\n')],
  ['text of a wrong type', 100, text('7'), text(7)],
  ['unknown field', 100, text('x', { recipient_type: 'individual' }), text('x', { priority: 1 })],
  ['unknown inner field', 100, text('x'), to({ type: 'text', text: { body: 'x', markdown: true } })],
  ['unknown type', 100, text('x'), to({ type: 'telepathy', telepathy: {} })],
  ['form of a number', 131009, text('x', { to: '12345678' }), text('x', { to: '+12345678' })],
  ['no recipient', 100, text('x'), { type: 'text', text: { body: 'x' } }],
  ['two recipients', 100, text('x'), text('x', { recipient: BEN })],
  ['own number', 131021, text('x'), text('x', { to: '9647700000000' })],
  [
    'message answered',
    131009,
    text('x', { context: { message_id: 'wamid.abc=' } }),
    text('x', { context: { message_id: 'abc' } }),
  ],
  ['no button', 131009, buttons([reply()]), buttons([])],
  ['empty button title', 131009, buttons([reply('.')]), buttons([reply('', 'a')])],
  [
    'same button title',
    131009,
    buttons([reply('A'), reply('B')]),
    buttons([reply('A', 'a'), reply('A', 'b')]),
  ],
  ['same button id', 131009, buttons([reply('A'), reply('B')]), buttons([reply('A', 'a'), reply('B', 'a')])],
  ['same row id', 131009, list([{ rows: rows(2) }]), list([{ rows: [row(), row()] }])],
  ['untitled sections', 131008, list([{ rows: rows(1) }]), list([{ rows: rows(1) }, { rows: [row()] }])],
  ['header picture', 131009, headed({ link: 'https://example.org/a.png' }), headed({ id: '42' })],
  ['picture named twice', 100, image({}), image({ id: '42' })],
  ['template', 132001, template([values('A', 'x')]), template([values('A', 'x')], { name: 'other' })],
  [
    'language',
    132001,
    template([values('A', 'x')]),
    template([values('A', 'x')], { language: { code: 'en' } }),
  ],
  ['parameter of two lines', 132018, template([values('A', 'x')]), template([values('A', 'x\ny')])],
  [
    'quick reply',
    131009,
    template([values('A', 'x'), quick('0', 'a')]),
    template([values('A', 'x'), quick('1', 'a')]),
  ],
  ['emoji', 131009, reacted('👍🏽'), reacted('ok')],
])('%s: %i unless it is right', async (_, wanted, right, wrong) => {
  expect(code(await meta.send(right))).toBe('taken')
  const refused = await meta.send(wrong)
  expect([code(refused), refused.status]).toEqual([wanted, wanted === 132001 ? 404 : 400])
  expect(meta.fake.count()).toBe(1)
})

test('the answer names whom it went to, by an id that contains the number, so that a leak shows', async () => {
  const { status, body } = await meta.send(text('x'))
  expect([status, body]).toEqual([
    200,
    {
      messaging_product: 'whatsapp',
      contacts: [{ input: ADA, wa_id: ADA }],
      messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/]+=*$/) }],
    },
  ])
  const bytes = Buffer.from(body.messages[0].id.slice('wamid.'.length), 'base64')
  expect(bytes.toString('latin1')).toContain(ADA)
})

test('a wrong token, an expired one, a foreign number and an unknown version are told apart', async () => {
  expect(await meta.call('GET', IDS.phoneNumberId, undefined, 'no')).toMatchObject({
    status: 401,
    body: { error: { code: 190 } },
  })
  meta.fake.plan({ kind: 'expired' })
  expect(await meta.send(text('x'))).toMatchObject({
    status: 401,
    body: { error: { code: 190, error_subcode: 463 } },
  })
  expect(await meta.call('POST', '999/messages', {})).toMatchObject({
    status: 400,
    body: { error: { code: 100, error_subcode: 33 } },
  })
  expect(code(await meta.call('GET', `${meta.fake.root}/v1.0/${IDS.phoneNumberId}`))).toBe(2500)
})

test('paused and disabled templates, and an authentication template to an id, have codes of their own', async () => {
  meta.fake.setTemplates([checkin({ status: 'PAUSED' })])
  expect(code(await meta.send(template([values('a', 'b')])))).toBe(132015)
  meta.fake.setTemplates([checkin({ status: 'DISABLED' })])
  expect(code(await meta.send(template([values('a', 'b')])))).toBe(132016)
  meta.fake.setTemplates([checkin({ category: 'AUTHENTICATION' })])
  meta.fake.person({ userId: BEN })
  expect(code(await meta.send({ ...template([values('a', 'b')]), to: undefined, recipient: BEN }))).toBe(
    131062,
  )
})

test('templates come page by page', async () => {
  meta.fake.setTemplates(['a', 'b', 'c'].map((name) => checkin({ name })))
  const path = `${IDS.businessAccountId}/message_templates?fields=name,status&limit=2`
  const { body: first } = await meta.call('GET', path)
  expect(first.data).toEqual(['a', 'b'].map((name) => ({ name, status: 'APPROVED', id: expect.any(String) })))
  const { body: second } = await meta.call('GET', `${path}&after=${first.paging.cursors.after}`)
  expect(second.data.map(({ name }: Template) => name)).toEqual(['c'])
  expect(second.paging.next).toBeUndefined()
  expect((await meta.call('GET', first.paging.next)).body).toEqual(second)
})

test('the number tells the fields that were asked for, and its health is that of its worst part', async () => {
  expect((await meta.call('GET', `${IDS.phoneNumberId}?fields=verified_name,throughput`)).body).toEqual({
    verified_name: 'Hearback test',
    throughput: { level: 'STANDARD' },
    id: IDS.phoneNumberId,
  })
  expect(code(await meta.call('GET', `${IDS.phoneNumberId}?fields=mood`))).toBe(100)
  meta.fake.setHealth('WABA', 'BLOCKED', [{ error_code: 141006, error_description: 'No payment method' }])
  const { body } = await meta.call('GET', `${IDS.phoneNumberId}?fields=health_status`)
  expect(body.health_status).toMatchObject({
    can_send_message: 'BLOCKED',
    entities: [
      { entity_type: 'PHONE_NUMBER', can_send_message: 'AVAILABLE' },
      { id: IDS.businessAccountId },
      {},
      {},
    ],
  })
  expect((await meta.call('GET', `${IDS.businessAccountId}/subscribed_apps`)).body.data).toHaveLength(1)
})

function form(type: string, bytes: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData()
  form.append('messaging_product', 'whatsapp')
  form.append('type', type)
  form.append('file', new Blob([bytes], { type }), 'map')
  return form
}

test('a picture goes up, is sent, looked up, fetched with the token while its address lives, and deleted', async () => {
  const upload = (type: string, size: number) =>
    meta.call('POST', `${IDS.phoneNumberId}/media`, form(type, new Uint8Array(size)))
  expect(code(await upload('image/gif', 5))).toBe(100)
  expect(code(await upload('image/png', 5 * 1024 * 1024 + 1))).toBe(131053)
  const { id } = (await upload('image/png', 5 * 1024 * 1024)).body
  const ada = meta.fake.person({ phone: ADA })
  ada.writes('hello')
  await meta.send(buttons([reply()], { header: { type: 'image', image: { id } } }))
  expect(ada.messages[0]?.picture).toBe(id)

  const { body } = await meta.call('GET', id)
  expect(body).toMatchObject({
    mime_type: 'image/png',
    file_size: 5 * 1024 * 1024,
    messaging_product: 'whatsapp',
  })
  const fetched = (token = IDS.token) => fetch(body.url, { headers: { authorization: `Bearer ${token}` } })
  expect((await (await fetched()).arrayBuffer()).byteLength).toBe(5 * 1024 * 1024)
  expect((await fetched('no')).status).toBe(401)
  meta.time += 5 * 60_000
  expect((await fetched()).status).toBe(404)
  expect((await meta.call('DELETE', id)).body).toEqual({ success: true })
  expect(code(await meta.call('GET', id))).toBe(100)
})

test('only a message that came in is marked as read', async () => {
  const { id } = meta.fake.person({ phone: ADA }).writes('hello')
  const mark = (message_id: string, more = {}) => meta.send({ status: 'read', message_id, ...more })
  expect((await mark(id, { typing_indicator: { type: 'text' } })).body).toEqual({ success: true })
  expect([...meta.fake.read, ...meta.fake.typing]).toEqual([id, id])
  expect(code(await mark('wamid.none'))).toBe(131009)
  expect(meta.fake.calls.map(({ kind, status }) => [kind, status])).toEqual([
    ['read', 200],
    ['read', 400],
  ])
})

test('more than so many in any one second, or two to one person too soon, are refused', async () => {
  await meta.close()
  meta = await openCounterpart({ perSecond: 2, pairGap: 6_000 })
  const at = async (milliseconds: number, person: string) => {
    meta.time = Date.UTC(2026, 10, 3) + milliseconds
    return code(await meta.send(text('x', { to: `964770000000${person}` })))
  }
  expect([
    await at(0, '1'),
    await at(999, '2'),
    await at(999.9, '3'),
    await at(1000, '3'),
    await at(1998.9, '4'),
    await at(1999, '4'),
    await at(5999.9, '1'),
    await at(6000, '1'),
  ]).toEqual(['taken', 'taken', 130429, 'taken', 130429, 'taken', 131056, 'taken'])
})
