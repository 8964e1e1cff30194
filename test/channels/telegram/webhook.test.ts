import type { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { telegram } from '../../../src/channels/telegram/telegram.ts'
import { type BotApi, startBotApi } from '../../fakes/bot-api/server.ts'
import { type Recorder, recorder } from './recorder.ts'
import { question, SECRET, TOKEN } from './samples.ts'

const ADA = 555000111
let fake: BotApi
let intake: Recorder
let routes: Hono
let ignored: string[]
let logged: string[]
/** Resolves at the first line logged. */
let written: Promise<void>

beforeEach(async () => {
  fake = await startBotApi({ token: TOKEN })
  intake = recorder()
  ignored = []
  logged = []
  let write = (): void => undefined
  written = new Promise((resolve) => {
    write = resolve
  })
  const channel = telegram(
    { token: TOKEN, apiRoot: fake.root, mode: 'webhook', secret: SECRET, publicUrl: 'https://example.org' },
    {
      log: (...line) => {
        logged.push(JSON.stringify(line))
        write()
      },
      ignored: (kind) => ignored.push(kind),
    },
  )
  if (channel.routes === undefined) throw new Error('no routes')
  routes = channel.routes(intake)
})
afterEach(() => fake.close())

const post = async (body: string | object, secret: string | null = SECRET) =>
  routes.request('/webhooks/telegram', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

test.each([null, '', 'wrong', `${SECRET}x`, SECRET.toUpperCase()])(
  'a caller with secret %j is turned away and nothing is stored',
  async (secret) => {
    const update = fake.person({ id: ADA }).says('hello')
    expect((await post(update, secret)).status).toBe(401)
    expect(intake.calls).toBe(0)
  },
)

test.each(['', '{', 'null', '[]', '{"update_id":"1"}', '{"message":{}}'])(
  '%j is no update: 400',
  async (body) => {
    expect((await post(body)).status).toBe(400)
    expect(intake.calls).toBe(0)
  },
)

test('a body above 1 MiB is refused before it is read', async () => {
  expect((await post(JSON.stringify({ update_id: 1, pad: 'x'.repeat(1024 * 1024) }))).status).toBe(413)
})

test('what a person writes is committed before Telegram is told so', async () => {
  let open = (): void => undefined
  intake.gate = new Promise((resolve) => {
    open = resolve
  })
  let answered = false
  const response = post(fake.person({ id: ADA, language_code: 'ar' }).says('مرحبا')).then((result) => {
    answered = true
    return result
  })
  await Promise.resolve()
  expect(answered).toBe(false)
  open()
  expect((await response).status).toBe(200)
  expect(intake.events).toMatchObject([
    { channel: 'telegram', account: '123456', address: String(ADA), language: 'ar', body: { text: 'مرحبا' } },
  ])
})

test('updates of kinds we do not use are taken and counted, so that they do not block the queue', async () => {
  expect((await post({ update_id: 7, poll: { id: '1' } })).status).toBe(200)
  expect(
    (await post({ update_id: 8, message: { chat: { id: -5, type: 'group' }, text: 'hi' } })).status,
  ).toBe(200)
  expect(ignored).toEqual(['unused_kind', 'group'])
  expect(intake.calls).toBe(0)
})

test('while the store is down Telegram is asked to send again, and the press spins on', async () => {
  await writeQuestion()
  const press = fake.person({ id: ADA }).presses('Yes')
  intake.downFor = 1
  expect((await post(press)).status).toBe(503)
  expect(fake.unanswered.size).toBe(1)
  expect((await post(press)).status).toBe(200)
  await fake.until(() => fake.unanswered.size === 0)
  expect(intake.events).toHaveLength(1)
  expect(logged.join()).not.toContain(String(ADA))
})

test('every press is answered, with the short word of its turn, a repeated one too', async () => {
  intake.notice = 'Noted'
  await writeQuestion()
  const press = fake.person({ id: ADA }).presses('No')
  await post(press)
  await fake.until(() => fake.notices.size === 1)
  expect([...fake.notices.values()]).toEqual(['Noted'])
  await post(press)
  await fake.until(() => fake.calls.filter(({ method }) => method === 'answerCallbackQuery').length === 2)
  expect(intake.events).toHaveLength(1)
  expect(intake.events[0]?.body).toEqual({ kind: 'press', tag: '0a1b2c3d', ask: 3, option: 'no' })
  // The second answer came too late for Telegram, which is no trouble worth a line.
  expect(logged).toEqual([])
})

test('a press in a group stops spinning although nothing is done', async () => {
  const update = fake.push({
    callback_query: {
      id: 'q1',
      from: { id: 1, is_bot: false, first_name: 'A' },
      chat_instance: '1',
      message: { message_id: 1, date: 0, chat: { id: -7, type: 'group', title: 'G' } },
      data: 'a:0a1b2c3d:3:no',
    },
  })
  expect((await post(update)).status).toBe(200)
  await fake.until(() => fake.calls.some(({ method }) => method === 'answerCallbackQuery'))
  expect(ignored).toEqual(['group'])
})

async function writeQuestion(): Promise<void> {
  const channel = telegram(
    { token: TOKEN, apiRoot: fake.root, mode: 'polling', secret: SECRET },
    { log: () => {} },
  )
  fake.person({ id: ADA })
  for (const native of channel.render({ kind: 'send', message: question('Safe?') }))
    await channel.send(String(ADA), native, new AbortController().signal, '')
}

test('a notice too long for Telegram is shortened, not refused', async () => {
  intake.notice = '😀'.repeat(150)
  await writeQuestion()
  await post(fake.person({ id: ADA }).presses('No'))
  await fake.until(() => fake.notices.size === 1)
  expect([...fake.notices.values()]).toEqual([`${'😀'.repeat(99)}…`])
})

test('an answer to a press that gets lost costs a line without address, and nothing else', async () => {
  await writeQuestion()
  fake.plan({ kind: 'dropped', method: 'answerCallbackQuery' })
  const press = fake.person({ id: ADA }).presses('No')
  expect((await post(press)).status).toBe(200)
  await written
  expect(logged).toEqual([expect.stringContaining('a press was not answered')])
  expect(logged.join()).not.toMatch(new RegExp(`${ADA}|${press.callback_query?.id}|${TOKEN}`))
  expect(intake.events).toHaveLength(1)
})
