/** What is wrong at the door, through the whole app: refused clearly, nothing stored, and it goes on afterwards. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, inArray, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import type { Message, Outgoing } from '../../src/engine/message.ts'
import { createLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'

let app: App
let updates = 100
/** Whoever writes: a new one for each test that lets somebody in. */
let id = 5

/** One server for all tests of a suite: what they send is refused, or each has a person of its own. */
function oneServer(): void {
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearback-'))
    const settings = readSettings({
      DATA_DIR: folder,
      TELEGRAM_BOT_TOKEN: '4242:token',
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: 'secret',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
      PUBLIC_URL: 'https://example.org',
      LOG_LEVEL: 'silent',
    })
    app = await createApp(
      settings,
      createLog('silent', () => undefined),
    )
  })
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })
}

const post = (body: string, secret: string | undefined = 'secret') =>
  app.web.request('/webhooks/telegram', {
    method: 'POST',
    headers: secret === '' ? {} : { 'x-telegram-bot-api-secret-token': secret },
    body,
  })
const update = (more: object) => {
  updates += 1
  return JSON.stringify({ update_id: updates, ...more })
}
const message = (more: object) => {
  const from = { id, is_bot: false, first_name: 'A', language_code: 'en' }
  const date = Math.floor(Date.now() / 1000)
  return update({
    message: { message_id: updates * 10, date, from, chat: { id, type: 'private' }, ...more },
  })
}
const press = (option: string) => {
  const { tag = '', ask = 0 } = shown?.ask ?? {}
  const from = { id, is_bot: false, first_name: 'A', language_code: 'en' }
  const place = { message_id: 1, date: 1, chat: { id, type: 'private' } }
  const data = `a:${tag}:${ask.toString(36)}:${option}`
  return update({ callback_query: { id: String(updates), from, chat_instance: '1', message: place, data } })
}
let shown: Message | undefined

const stored = async () => {
  const { seen, contacts, problems } = app.database.tables
  const rows = await Promise.all(
    [seen, contacts, problems].map((table) => app.database.read.select().from(table)),
  )
  return rows.map(({ length }) => length)
}
describe('a caller who is not Telegram, or sends no update', () => {
  oneServer()

  test.each(['', 'wrong', 'secre', 'secrets'])(
    'gets 401 for the secret "%s", and nothing is stored',
    async (secret) => {
      expect((await post(message({ text: 'hello' }), secret)).status).toBe(401)
      expect(await stored()).toEqual([0, 0, 0])
    },
  )

  test.each(['', '{', 'null', '[]', '"x"', '{"message":{}}', '{"update_id":"7"}', '\0'])(
    'gets 400 for %j, and nothing is stored',
    async (body) => {
      expect((await post(body)).status).toBe(400)
      expect(await stored()).toEqual([0, 0, 0])
    },
  )

  test('gets 413 for more than a mebibyte', async () => {
    expect((await post(`"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413)
    expect(await stored()).toEqual([0, 0, 0])
  })

  test('gets 200 for updates of kinds we do not use: they are counted and left', async () => {
    expect((await post(update({ poll: { id: '1' } }))).status).toBe(200)
    expect((await post(update({ channel_post: { message_id: 1 } }))).status).toBe(200)
    expect(await stored()).toEqual([0, 0, 0])
    const metrics = await (await app.web.request('/metrics')).text()
    expect(metrics).toMatch(/ignored[^\n]*unused_kind[^\n]* 2/)
  })
})

describe('a person at an open question', () => {
  oneServer()
  let contact: string

  async function said(): Promise<Message[]> {
    const { outbox } = app.database.tables
    const rows = await app.database.read.select().from(outbox).where(eq(outbox.contact, contact))
    const all = rows
      .sort((a, b) => a.number - b.number)
      .map(({ body }) => (JSON.parse(body) as Outgoing).message)
    shown = all.findLast(({ ask }) => ask !== undefined)
    return all
  }
  /** Everything queued counts as read, so that typed words are answers. */
  const read = () =>
    app.database.write(async ({ queries }) => {
      const { outbox } = app.database.tables
      await queries.update(outbox).set({ state: 'sent', position: 1 }).where(eq(outbox.contact, contact))
    })
  const answers = async () => {
    const { tables, read } = app.database
    const own = read
      .select({ respondent: tables.sessions.respondent })
      .from(tables.sessions)
      .where(eq(tables.sessions.contact, contact))
    const rows = await read.select().from(tables.answers).where(inArray(tables.answers.respondent, own))
    if (rows.length === 0) throw new Error('they have answered before')
    return Object.fromEntries(rows.map(({ question, value }) => [question, JSON.parse(value)]))
  }
  const contacts = async () =>
    (await app.database.read.select().from(app.database.tables.contacts)).map((row) => row.id)

  beforeEach(async () => {
    id += 1
    const others = await contacts()
    await post(message({ text: '/start iraq_safety-pulse' }))
    contact = (await contacts()).find((one) => !others.includes(one)) ?? ''
    const path = ['yes', 'yes', 'basra']
    for (const option of path) {
      await said()
      await post(press(option))
    }
    await said()
  })

  /** Goes on by first options until something can be typed: the open text is the only question with no option. */
  async function toTheWish(): Promise<void> {
    for (let turns = 0; turns < 60 && (shown?.ask?.options.length ?? 0) > 0; turns += 1) {
      await post(
        press(
          shown?.ask?.kind === 'choose_many' && shown.ask.picked?.length
            ? '~done'
            : (shown?.ask?.options[0]?.id ?? ''),
        ),
      )
      const { sessions } = app.database.tables
      const before = shown
      await said()
      if (before === shown) throw new Error(JSON.stringify(await app.database.read.select().from(sessions)))
    }
    await read()
  }

  const tell = async (more: object) => {
    const before = (await said()).length
    expect((await post(message(more))).status).toBe(200)
    await read()
    return (await said())
      .slice(before)
      .map(({ text }) => text)
      .join('\n')
  }

  test('is told what is possible when a photo comes where words were asked', async () => {
    await toTheWish()
    expect(await tell({ photo: [{ file_id: 'p' }] })).toMatch(/words|write|text/i)
    expect(await answers()).not.toHaveProperty('wish')
  })

  test('is told the limit for 10,000 characters, and nothing of it is kept', async () => {
    await toTheWish()
    expect(await tell({ text: 'x'.repeat(10_000) })).toContain('500')
    expect(await answers()).not.toHaveProperty('wish')
  })

  test.each([
    ['a right-to-left override', '\u202eevil\u202c شيء'],
    ['three scripts at once', 'light ضوء ڕووناکی'],
  ])('is understood exactly with %s', async (_, text) => {
    await toTheWish()
    await tell({ text })
    expect(await answers()).toMatchObject({ wish: text })
  })

  test.each([
    ['NUL', 'a\0b'],
    ['emoji only', '🙏🏽👩🏽‍🌾'],
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\udc00b'],
  ])('is refused clearly with %s, and nothing of it is kept', async (_, text) => {
    await toTheWish()
    expect(await tell({ text })).not.toBe('')
    expect(await answers()).not.toHaveProperty('wish')
    expect(await stored()).toMatchObject({ 2: 0 })
    await tell({ text: 'plain' })
    expect(await answers()).toMatchObject({ wish: 'plain' })
  })

  test.each(['12', '١٢', '۱۲'])('gives a number in their own digits: %s', async (digits) => {
    await toTheWish()
    await tell({ text: 'more light' })
    await tell({ text: digits })
    expect(await answers()).toMatchObject({ household: 12 })
  })
})

describe('a store that cannot be written', () => {
  oneServer()

  const pragma = (text: string) =>
    // Only SQLite's own handle can fill its disk; the verbs of the store cannot.
    app.database.write(
      async ({ queries }) => void (queries as BetterSQLite3Database).run(sql.raw(`pragma ${text}`)),
    )
  const ready = async () => (await app.web.request('/readyz')).json() as Promise<{ store: { state: string } }>

  test.each([['a full disk', 'max_page_count = 1', 'max_page_count = 1073741823']])(
    '%s answers 503, is not ready, and goes on by itself afterwards',
    async (_, fail, mend) => {
      await post(message({ text: '/start' }))
      const before = await stored()
      await pragma(fail)
      let status = 200
      for (let more = 0; more < 3000 && status === 200; more += 1)
        status = (await post(message({ text: 'help' }))).status
      expect(status).toBe(503)
      const held = message({ text: 'help', chat: { id: 6, type: 'private' } })
      expect((await post(held)).status).toBe(503)
      expect((await ready()).store.state).toBe('down')
      expect((await app.web.request('/readyz')).status).toBe(503)

      await pragma(mend)
      expect((await post(held)).status).toBe(200)
      expect((await ready()).store.state).toBe('up')
      expect((await stored())[0]).toBeGreaterThan(before[0] ?? 0)
    },
    60_000,
  )
})
