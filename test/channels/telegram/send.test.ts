import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SendError } from '../../../src/channels/channel.ts'
import { telegram } from '../../../src/channels/telegram/telegram.ts'
import { type BotApi, startBotApi } from '../../fakes/bot-api/server.ts'
import { question, SECRET, say, TOKEN } from './samples.ts'

const CHAT = 987654321
const SECRET_TEXT = 'a very private sentence'
const never = new AbortController().signal
const logged: string[] = []
const log = (...line: unknown[]) => {
  logged.push(JSON.stringify(line))
}

let fake: BotApi
beforeAll(async () => {
  fake = await startBotApi({ token: TOKEN })
  fake.person({ id: CHAT })
})
afterEach(() => fake.clearFaults())
afterAll(() => fake.close())

const open = (token = TOKEN, apiRoot = fake.root) =>
  telegram({ token, apiRoot, mode: 'polling', secret: SECRET }, { log })

async function failure(sending: Promise<unknown>): Promise<SendError> {
  const error = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(SendError)
  return error as SendError
}

const sendText = (channel = open(), signal = never) =>
  channel.send(String(CHAT), { method: 'sendMessage', text: SECRET_TEXT }, signal, '')

test('a question arrives with its buttons, and its place in the chat comes back', async () => {
  const channel = open()
  const [native] = channel.render({ kind: 'send', message: question('Is it safe here?') })
  if (native === undefined) throw new Error('nothing rendered')
  const sent = await channel.send(String(CHAT), native, never, '')
  const shown = fake.person({ id: CHAT }).inbox().at(-1)
  expect(shown).toMatchObject({ message_id: sent.position, text: 'Is it safe here?' })
  expect(sent.external).toBe(String(sent.position))
  expect(shown?.reply_markup?.inline_keyboard.flat().map(({ text }) => text)).toEqual(['Yes', 'No'])
})

test('a picture and its question are one message, uploaded as a file', async () => {
  const asked: string[] = []
  const channel = telegram(
    { token: TOKEN, apiRoot: fake.root, mode: 'polling', secret: SECRET },
    {
      log,
      picture: async (file) => {
        asked.push(file)
        if (file !== 'ab') throw new Error('no such file')
        return Buffer.from('89504e470d0a1a0a', 'hex')
      },
    },
  )
  const picture = { file: 'ab', type: 'image/png', description: 'A chart' } as const
  const [native, ...more] = channel.render({ kind: 'send', message: { ...question('As you see?'), picture } })
  expect(more).toEqual([])
  if (native === undefined) throw new Error('nothing rendered')
  const { position } = await channel.send(String(CHAT), native, never, '')
  const shown = fake.person({ id: CHAT }).inbox().at(-1)
  expect(shown).toMatchObject({ message_id: position, caption: 'As you see?', photo: expect.anything() })
  expect(shown?.reply_markup?.inline_keyboard.flat()).toHaveLength(2)

  // Words too long to stand below it come after it; one that is gone is told as such.
  const long = channel.render({ kind: 'send', message: { ...question('word '.repeat(300)), picture } })
  expect(long.map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage'])
  const gone = { method: 'sendPhoto', picture: { ...picture, file: 'cd' } } as const
  expect(await failure(channel.send(String(CHAT), gone, never, ''))).toMatchObject({ kind: 'rejected' })
  expect(asked).toEqual(['ab', 'cd'])
})

test('a tick is drawn into the message pressed; drawing it again is no failure', async () => {
  const channel = open()
  const message = question('Which?', { kind: 'choose_many', picked: [] })
  const [native] = channel.render({ kind: 'send', message })
  if (native === undefined) throw new Error('nothing rendered')
  const { position = 0 } = await channel.send(String(CHAT), native, never, '')
  const ticked = question('Which?', { kind: 'choose_many', picked: ['no'] })
  const [redraw] = channel.render({ kind: 'redraw', message: ticked, position })
  if (redraw === undefined) throw new Error('nothing rendered')
  await channel.send(String(CHAT), redraw, never, '')
  await expect(channel.send(String(CHAT), redraw, never, '')).resolves.toMatchObject({ position })
  const buttons = fake.person({ id: CHAT }).inbox().at(-1)?.reply_markup?.inline_keyboard.flat()
  expect(buttons?.map(({ text }) => text)).toEqual(['Yes', '✓ No'])
})

test.each([
  [{ kind: 'blocked' }, { kind: 'unreachable' }],
  [{ kind: 'deactivated' }, { kind: 'unreachable' }],
  [
    { kind: 'throttled', retryAfter: 7 },
    { kind: 'throttled', retryAfter: 7000 },
  ],
  [
    { kind: 'migrated', to: -1001234567890 },
    { kind: 'moved', address: '-1001234567890' },
  ],
  [{ kind: 'server' }, { kind: 'retry' }],
  [{ kind: 'server', html: true }, { kind: 'retry' }],
  [{ kind: 'dropped', applied: true }, { kind: 'unknown' }],
  [{ kind: 'dropped' }, { kind: 'unknown' }],
  [{ kind: 'refused', status: 400, description: 'Bad Request: BUTTON_DATA_INVALID' }, { kind: 'rejected' }],
  [
    { kind: 'refused', status: 400, description: `Bad Request: "${SECRET_TEXT}" in ${CHAT}` },
    { kind: 'rejected' },
  ],
] as const)('%j is told to delivery as %j, without address or text', async (fault, told) => {
  fake.plan(fault)
  const error = await failure(sendText())
  expect({ ...error }).toMatchObject(told)
  expect(JSON.stringify([error.message, error.stack, error.cause])).not.toMatch(
    new RegExp(`${CHAT}|${SECRET_TEXT}|${TOKEN}`),
  )
})

test('someone who never wrote to the bot is unreachable', async () => {
  const error = await failure(open().send('42', { method: 'sendMessage', text: 'Hello' }, never, ''))
  expect(error.kind).toBe('unreachable')
})

test('a refused token stops the account and shows in its health; a right one mends it', async () => {
  const channel = open('123456:another')
  expect((await failure(sendText(channel))).kind).toBe('config')
  expect(channel.health()).toMatchObject({
    state: 'down',
    reason: expect.stringContaining('TELEGRAM_BOT_TOKEN'),
  })
})

test('a server that is not there leaves the message certainly unsent', async () => {
  const gone = await startBotApi({ token: TOKEN })
  await gone.close()
  expect((await failure(sendText(open(TOKEN, gone.root)))).kind).toBe('retry')
})

test('stopped while Telegram hangs: unknown; stopped before: certainly unsent', async () => {
  const stop = new AbortController()
  fake.plan({ kind: 'hangs', method: 'sendMessage' })
  const sending = failure(sendText(open(), stop.signal))
  const before = fake.calls.length
  await fake.until(() => fake.calls.slice(before).some(({ status }) => status === 0))
  stop.abort()
  expect((await sending).kind).toBe('unknown')
  expect((await failure(sendText(open(), stop.signal))).kind).toBe('retry')
})

test.each([
  [{ token: 'nonsense' }, /TELEGRAM_BOT_TOKEN/],
  [{ secret: 'with space' }, /TELEGRAM_WEBHOOK_SECRET/],
  [{ mode: 'webhook' as const }, /PUBLIC_URL/],
])('settings that cannot work are named at the start: %j', (wrong, name) => {
  const settings = { token: TOKEN, mode: 'polling' as const, secret: SECRET, ...wrong }
  expect(() => telegram(settings, { log })).toThrow(name)
})

test('a long text arrives whole, in order', async () => {
  const channel = open()
  const text = Array.from({ length: 900 }, (_, index) => `Sentence ${index}.`).join(' ')
  const before = fake.person({ id: CHAT }).inbox().length
  for (const native of channel.render({ kind: 'send', message: say(text) }))
    await channel.send(String(CHAT), native, never, '')
  const parts = fake.person({ id: CHAT }).inbox().slice(before)
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.map((part) => part.text).join(' ')).toBe(text)
})
