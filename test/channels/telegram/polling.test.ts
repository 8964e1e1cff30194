import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../src/channels/channel.ts'
import type { TelegramSettings } from '../../../src/channels/telegram/ports.ts'
import { telegram } from '../../../src/channels/telegram/telegram.ts'
import { type BotApi, startBotApi } from '../../fakes/bot-api/server.ts'
import { type Recorder, recorder } from './recorder.ts'
import { SECRET, TOKEN } from './samples.ts'

const ADA = 555000111
let fake: BotApi
let intake: Recorder
let stop: AbortController
let logged: string[]
let waits: number[]
let running: Promise<void> | undefined

beforeEach(async () => {
  fake = await startBotApi({ token: TOKEN })
  intake = recorder()
  stop = new AbortController()
  logged = []
  waits = []
  running = undefined
})
afterEach(async () => {
  stop.abort()
  await running
  await fake.close()
})

function start(more: Partial<TelegramSettings> = {}): Channel {
  const channel = telegram(
    { token: TOKEN, apiRoot: fake.root, mode: 'polling', secret: SECRET, ...more },
    {
      log: (...line) => logged.push(JSON.stringify(line)),
      commands: {
        ar: [{ command: 'stop', description: 'لا رسائل بعد الآن' }],
        ckb: [{ command: 'stop', description: 'چیتر نامە نەنێرە' }],
        en: [{ command: 'stop', description: 'No more messages' }],
      },
      // A turn of the event loop instead of seconds.
      wait: (milliseconds) => {
        waits.push(milliseconds)
        return new Promise((resolve) => setImmediate(resolve))
      },
    },
  )
  running = channel.run?.(intake, stop.signal)
  return channel
}

const calls = (method: string) => fake.calls.filter((call) => call.method === method)
const texts = () => intake.events.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))

test('what people write arrives in their order, and is confirmed to Telegram after the commit', async () => {
  const ada = fake.person({ id: ADA })
  ada.says('one')
  ada.says('two')
  start()
  await fake.settled()
  ada.says('three')
  await fake.settled()
  expect(texts()).toEqual(['one', 'two', 'three'])
  expect(intake.events.map(({ sequence }) => sequence)).toEqual([100_000, 100_001, 100_002])
})

test('while the store is down nothing is confirmed; afterwards nothing is lost and nothing is twice', async () => {
  intake.downFor = 3
  const ada = fake.person({ id: ADA })
  ada.says('one')
  const channel = start()
  await fake.settled()
  expect(texts()).toEqual(['one'])
  expect(waits).toEqual([500, 1000, 2000])
  expect(channel.health().state).toBe('up')
})

test('stopping in the midst of a commit finishes it and confirms nothing that is not committed', async () => {
  let open = (): void => undefined
  intake.gate = new Promise((resolve) => {
    open = resolve
  })
  fake.person({ id: ADA }).says('one')
  start()
  await intake.begun
  stop.abort()
  expect(fake.pending).toBe(1)
  open()
  await running
  expect(texts()).toEqual(['one'])
  // A new start sees it again, and intake knows it.
  stop = new AbortController()
  start()
  await fake.settled()
  expect(texts()).toEqual(['one'])
})

test('stopping while Telegram is waiting for news ends at once', async () => {
  start()
  await fake.until(() => fake.count('setMyCommands') === 4)
  stop.abort()
  await expect(running).resolves.toBeUndefined()
})

test('a webhook left behind is taken away, with the updates that waited for it kept', async () => {
  await fetch(`${fake.root}/bot${TOKEN}/setWebhook?url=http://127.0.0.1:1/gone`)
  fake.person({ id: ADA }).says('waited')
  start()
  await fake.settled()
  expect(texts()).toEqual(['waited'])
})

test('another poller on the same bot is named to the operator, and polling goes on when it is gone', async () => {
  fake.plan({
    kind: 'refused',
    status: 409,
    description: 'Conflict: terminated by other getUpdates request',
    method: 'getUpdates',
  })
  fake.person({ id: ADA }).says('first')
  const channel = start()
  await fake.settled()
  expect(texts()).toEqual(['first'])
  expect(logged.join()).toContain('another process polls for this bot')
  expect(channel.health()).toEqual({ state: 'up' })
})

test('a refused token, a throttle, a broken answer and a cut connection are all waited out', async () => {
  fake.plan({ kind: 'refused', status: 401, description: 'Unauthorized', method: 'deleteWebhook' })
  fake.plan({ kind: 'throttled', retryAfter: 9, method: 'getUpdates' })
  fake.plan({ kind: 'server', html: true, method: 'getUpdates' })
  fake.plan({ kind: 'dropped', method: 'getUpdates' })
  fake.person({ id: ADA }).says('at last')
  const channel = start()
  await fake.settled()
  expect(texts()).toEqual(['at last'])
  expect(waits).toEqual([500, 9000, 1000, 2000])
  expect(channel.health()).toEqual({ state: 'up' })
  expect(logged.join()).not.toMatch(new RegExp(`${TOKEN}|${ADA}|at last`))
})

test('an unreachable Telegram shows in health with its reason', async () => {
  const gone = await startBotApi({ token: TOKEN })
  await gone.close()
  const told = new Promise<void>((resolve) => {
    const channel = telegram(
      { token: TOKEN, apiRoot: gone.root, mode: 'polling', secret: SECRET },
      {
        log: () => {},
        wait: async () => {
          expect(channel.health()).toEqual({ state: 'down', reason: expect.stringContaining('ECONNREFUSED') })
          stop.abort()
          resolve()
        },
      },
    )
    running = channel.run?.(intake, stop.signal)
  })
  await told
})

test('the menu of commands is set in every language, Sorani as Kurdish, the first as everyone else’s', async () => {
  start()
  await fake.until(() => fake.count('setMyCommands') === 4)
  expect([...fake.commands.keys()]).toEqual(['', 'ar', 'ku', 'en'])
  expect(fake.commands.get('')).toEqual(fake.commands.get('ar'))
})

test('in webhook mode Telegram is told where, with the secret, and nothing that waits is dropped', async () => {
  start({ mode: 'webhook', publicUrl: 'https://survey.example.org/' })
  await fake.until(() => fake.count('setMyCommands') === 4)
  expect(calls('setWebhook').map(({ params }) => params)).toEqual([
    {
      url: 'https://survey.example.org/webhooks/telegram',
      secret_token: SECRET,
      max_connections: 100,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    },
  ])
})

test('presses reach intake and stop spinning over polling too', async () => {
  const ada = fake.person({ id: ADA })
  ada.says('/start')
  const channel = start()
  await fake.settled()
  await channel.send(
    String(ADA),
    {
      method: 'sendMessage',
      text: 'Safe?',
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'a:0a1b2c3d:1:yes' }]] },
    },
    stop.signal,
    '',
  )
  ada.presses('Yes')
  await fake.settled()
  await fake.until(() => fake.notices.size === 1)
  expect(texts()).toEqual(['start', 'press'])
})
