/** The stand-in is only worth something while it refuses what Telegram refuses; the real grammY client asks it. */
import { serve } from '@hono/node-server'
import { Api, GrammyError, InputFile } from 'grammy'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { client } from '../../../src/channels/telegram/client.ts'
import { telegram } from '../../../src/channels/telegram/telegram.ts'
import { type BotApi, startBotApi } from '../../fakes/bot-api/server.ts'
import { recorder } from './recorder.ts'
import { SECRET, TOKEN } from './samples.ts'

const ADA = 42
let fake: BotApi
let api: Api

beforeEach(async () => {
  fake = await startBotApi({ token: TOKEN, retryDelay: 1 })
  fake.person({ id: ADA })
  api = new Api(TOKEN, { apiRoot: fake.root })
})
afterEach(() => fake.close())

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof GrammyError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return `${error.error_code} ${error.description}`
}

const raw = (method: string, params: object): Promise<unknown> =>
  // Types forbid what these tests must try.
  (api.raw as unknown as Record<string, (params: object) => Promise<unknown>>)[method]?.(params) ??
  Promise.resolve()

const button = (more: object) => ({ inline_keyboard: [[{ text: 'A', ...more }]] })

test.each<[string, object, string]>([
  ['sendMessage', { chat_id: ADA, text: 'x'.repeat(4097) }, 'message is too long'],
  ['sendMessage', { chat_id: ADA, text: '' }, 'message text is empty'],
  ['sendMessage', { chat_id: ADA, text: ' \u200F\n' }, 'message text is empty'],
  ['sendMessage', { chat_id: ADA }, 'message text is empty'],
  ['sendMessage', { text: 'x' }, 'chat_id is empty'],
  ['sendMessage', { chat_id: 4242, text: 'x' }, 'chat not found'],
  ['sendMessage', { chat_id: ADA, text: 7 }, 'must be of type String'],
  ['sendMessage', { chat_id: ADA, text: '\uD800' }, 'UTF-8'],
  ['sendMessage', { chat_id: ADA, text: 'x', keyboard: [] }, 'unknown field "keyboard"'],
  ['sendMessage', { chat_id: ADA, text: 'x', disable_notification: 'yes' }, 'must be of type Boolean'],
  [
    'sendMessage',
    { chat_id: ADA, text: 'x', reply_markup: button({ callback_data: 'x'.repeat(65) }) },
    'BUTTON_DATA_INVALID',
  ],
  [
    'sendMessage',
    { chat_id: ADA, text: 'x', reply_markup: button({ callback_data: 'ش'.repeat(33) }) },
    'BUTTON_DATA_INVALID',
  ],
  [
    'sendMessage',
    { chat_id: ADA, text: 'x', reply_markup: button({ callback_data: '' }) },
    'BUTTON_DATA_INVALID',
  ],
  ['sendMessage', { chat_id: ADA, text: 'x', reply_markup: button({}) }, 'Text buttons are unallowed'],
  ['sendPhoto', { chat_id: ADA, photo: 'id', caption: 'x'.repeat(1025) }, 'message caption is too long'],
  ['sendMediaGroup', { chat_id: ADA, media: [{ type: 'photo', media: 'id' }] }, '2-10'],
  ['answerCallbackQuery', { callback_query_id: 'never' }, 'query is too old'],
  ['answerCallbackQuery', { callback_query_id: 'x', text: 'x'.repeat(201) }, 'MESSAGE_TOO_LONG'],
  [
    'setMyCommands',
    { commands: Array.from({ length: 101 }, () => ({ command: 'a', description: 'a' })) },
    'BOT_COMMANDS_TOO_MUCH',
  ],
  ['setMyCommands', { commands: [{ command: 'Stop', description: 'a' }] }, 'BOT_COMMAND_INVALID'],
  ['setMyCommands', { commands: [{ command: 'stop', description: '' }] }, 'BOT_COMMAND_DESCRIPTION_INVALID'],
  ['setMyCommands', { commands: [], language_code: 'ckb' }, 'language code'],
  ['setWebhook', { url: 'http://example.org/' }, 'HTTPS'],
  ['setWebhook', { url: 'https://example.org/', secret_token: 'a b' }, 'unallowed characters'],
  ['editMessageReplyMarkup', { chat_id: ADA, message_id: 99 }, 'message to edit not found'],
  ['getUpdates', { limit: 101 }, 'limit'],
])('%s with %j is refused', async (method, params, complaint) => {
  const told = await refusal(raw(method, params))
  expect(told).toMatch(/^400 Bad Request: /)
  expect(told).toContain(complaint)
})

test('a wrong token, an unknown method and a blocked chat are refused in Telegram’s words', async () => {
  expect(await refusal(new Api('1:no', { apiRoot: fake.root }).getMe())).toBe('401 Unauthorized')
  expect(await refusal(raw('sendTelepathy', {}))).toBe('404 Not Found: method not found')
  fake.person({ id: ADA }).blocks()
  expect(await refusal(api.sendMessage(ADA, 'x'))).toBe('403 Forbidden: bot was blocked by the user')
})

test('a press is answered once', async () => {
  const ada = fake.person({ id: ADA })
  await api.sendMessage(ADA, 'x', {
    reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] },
  })
  const id = ada.presses('A').callback_query?.id ?? ''
  await api.answerCallbackQuery(id, { text: 'ok' })
  expect(fake.notices.get(id)).toBe('ok')
  expect(await refusal(api.answerCallbackQuery(id))).toContain('query is too old')
})

test('polling gives updates again until an offset confirms them, and only those asked for', async () => {
  const ada = fake.person({ id: ADA })
  ada.says('one')
  ada.says('two')
  const first = await api.getUpdates()
  expect((await api.getUpdates({ limit: 1 }))[0]).toEqual(first[0])
  const rest = await api.getUpdates({ offset: (first[0]?.update_id ?? 0) + 1, allowed_updates: ['message'] })
  expect(rest.map(({ message }) => message?.text)).toEqual(['two'])
  ada.edits('changed')
  expect(await api.getUpdates({ offset: (rest[0]?.update_id ?? 0) + 1 })).toEqual([])
})

test('a second poller ends the first, and a webhook ends polling', async () => {
  const first = refusal(api.getUpdates({ timeout: 30 }))
  const second = api.getUpdates({ timeout: 30 })
  expect(await first).toContain('409 Conflict: terminated by other getUpdates')
  fake.person({ id: ADA }).says('hello')
  expect(await second).toHaveLength(1)
  await api.setWebhook('https://example.invalid/')
  expect(await refusal(api.getUpdates())).toContain('409 Conflict: can')
  expect(await api.getWebhookInfo()).toMatchObject({
    url: 'https://example.invalid/',
    pending_update_count: 1,
  })
})

test('pictures come by multipart, one or an album', async () => {
  const photo = () => new InputFile(Buffer.from('png'), 'map.png')
  await api.sendPhoto(ADA, photo(), { caption: 'Basra: "خريطة"' })
  await api.sendMediaGroup(ADA, [
    { type: 'photo', media: photo() },
    { type: 'photo', media: photo() },
  ])
  expect(
    fake
      .person({ id: ADA })
      .inbox()
      .map(({ message_id, caption }) => [message_id, caption]),
  ).toEqual([
    [1, 'Basra: "خريطة"'],
    [2, undefined],
    [3, undefined],
  ])
  expect(await refusal(raw('sendPhoto', { chat_id: ADA, photo: 'attach://none' }))).toContain(
    'file identifier',
  )
})

test('a form is taken like JSON', async () => {
  const reply_markup = JSON.stringify({ inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] })
  const response = await fetch(`${fake.root}/bot${TOKEN}/sendMessage`, {
    method: 'POST',
    body: new URLSearchParams({ chat_id: String(ADA), text: '7', reply_markup }),
  })
  expect(await response.json()).toMatchObject({ ok: true, result: { text: '7' } })
})

test('the lean client tells a cut connection from a refusal', async () => {
  fake.plan({ kind: 'dropped' })
  await expect(client(TOKEN, fake.root).sendMessage(ADA, 'x')).rejects.toThrow('Network request')
  expect(fake.calls.map(({ status }) => status)).toEqual([0])
})

test('a webhook is called with the secret, again until it is 2xx, one person’s updates strictly in order', async () => {
  const intake = recorder()
  intake.downFor = 2
  const settings = {
    token: TOKEN,
    apiRoot: fake.root,
    mode: 'webhook' as const,
    secret: SECRET,
    publicUrl: 'http://x',
  }
  const app = telegram(settings, { log: () => {} }).routes?.(intake) ?? new Hono()
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
        resolve({ server, port: info.port }),
      )
    },
  )
  await api.setWebhook(`http://127.0.0.1:${port}/webhooks/telegram`, { secret_token: SECRET })
  const ada = fake.person({ id: ADA })
  const ben = fake.person({ id: 43 })
  for (const text of ['1', '2', '3']) {
    ada.says(text)
    ben.says(text)
  }
  await fake.settled()
  await new Promise((resolve) => server.close(resolve))
  const of = (address: number) =>
    intake.events
      .filter((event) => event.address === String(address))
      .map(({ body }) => body.kind === 'text' && body.text)
  expect([of(ADA), of(43)]).toEqual([
    ['1', '2', '3'],
    ['1', '2', '3'],
  ])
  expect(fake.webhookAttempts.filter(({ status }) => status === 503)).toHaveLength(2)
})
