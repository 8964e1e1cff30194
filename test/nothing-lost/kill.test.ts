/** The server is killed at random moments while people talk to it, and nobody's answer is lost or counted twice. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq, isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Outgoing } from '../../src/engine/message.ts'
import type { Session } from '../../src/engine/session.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { readProgram } from '../../src/store/programs.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { randomFrom } from '../../src/survey/simulate/random.ts'
import { type BotApi, startBotApi } from '../fakes/bot-api/server.ts'
import { cleanConversation } from '../support/clean-conversation.ts'
import { freePort } from '../support/free-port.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { type Talker, talker } from './talker.ts'

const KILLS = 50
const PEOPLE = 60
const TOKEN = '4242:token'
const SEED = 20_260_101

let api: BotApi
let folder: string
let server: ServerProcess | undefined
const everyone: Talker[] = []
let calls = 0
let talking = true

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  api = await startBotApi({
    token: TOKEN,
    keepCalls: false,
    // Each of sixty people tries: more often, and they take the time that the server needs to start.
    retryDelay: 100,
    onCall: ({ method }) => {
      calls += 1
      if (talking && /^sendMessage|^editMessage/.test(method)) for (const person of everyone) person.look()
    },
  })
})
afterAll(async () => {
  await server?.kill()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

test(`${KILLS} kills lose no answer, double none, and leave no question undelivered`, async () => {
  const random = randomFrom(SEED)
  const port = await freePort()
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: folder,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: api.root,
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: 'secret',
    TELEGRAM_PACE: '10000',
    TELEGRAM_GAP: '0',
  }
  server = startServer(environment)
  await server.ready
  for (let id = 1; id <= PEOPLE; id += 1) everyone.push(talker(api, id))

  for (let kill = 0; kill < KILLS; kill += 1) {
    // One in four falls into the start itself; the others after so many acknowledged turns, so that people get on.
    const call = calls + 1 + Math.floor(random() * 6)
    const turn = acknowledged() + 1 + Math.floor(random() * 24)
    await (kill % 4 === 3 ? api.until(() => calls >= call) : api.until(() => acknowledged() >= turn))
    await server.kill()
    server = startServer(environment)
  }
  talking = false
  await server.ready
  await api.settled()
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 30_000 })
  expect(await server.stop()).toBe(0)

  await nothingIsLost()
  // Twice what it takes beside three other busy processes.
}, 400_000)

const acknowledged = () => api.webhookAttempts.filter(({ status }) => status === 200).length

async function waiting(): Promise<number> {
  const database = openSqlite({ file: join(folder, 'hearback.sqlite') })
  const rows = await database.read
    .select({ state: database.tables.outbox.state })
    .from(database.tables.outbox)
  await database.close()
  return rows.filter(({ state }) => state === 'queued' || state === 'sending').length
}

async function nothingIsLost(): Promise<void> {
  const database = openSqlite({ file: join(folder, 'hearback.sqlite') })
  const { read, tables } = database
  const vault = await openVault(database, { DATA_DIR: folder })
  let answered = 0
  for (const person of everyone) {
    const lookup = vault.lookup('telegram', '4242', String(person.id))
    const rows = await read
      .select({ session: tables.sessions })
      .from(tables.sessions)
      .innerJoin(tables.addresses, eq(tables.addresses.contact, tables.sessions.contact))
      .where(eq(tables.addresses.lookup, lookup))
    expect(rows).toHaveLength(1)
    const row = rows[0]?.session
    const program = await readProgram(database, row?.program ?? '')
    if (row === undefined || program === undefined) throw new Error('no session')

    const clean = cleanConversation(program, row.id, '4242', person.sent)
    const { id: _, ...state } = JSON.parse(row.state) as Session
    expect(state).toEqual(clean.state)
    const stored = await read
      .select()
      .from(tables.answers)
      .where(eq(tables.answers.respondent, row.respondent ?? ''))
    expect(Object.fromEntries(stored.map(({ question, value }) => [question, JSON.parse(value)]))).toEqual(
      clean.answers,
    )
    answered += stored.length

    const seen = new Set(person.inbox().map(({ text }) => text))
    const outbox = await read.select().from(tables.outbox).where(eq(tables.outbox.contact, row.contact))
    const lost = outbox.filter(({ state: outcome }) => outcome !== 'sent' && outcome !== 'unknown')
    expect(lost.map(({ reason, body }) => [reason, body])).toEqual([])
    for (const { body } of outbox) {
      const { message } = JSON.parse(body) as Outgoing
      expect(seen).toContain(message.text)
    }
  }
  expect(answered).toBeGreaterThan(KILLS)
  const all = await read.select({ respondent: tables.answers.respondent }).from(tables.answers)
  expect(all).toHaveLength(answered)
  const linked = await read
    .select({ respondent: tables.sessions.respondent })
    .from(tables.sessions)
    .where(and(isNotNull(tables.sessions.respondent), eq(tables.sessions.open, true)))
  expect(new Set(linked.map(({ respondent }) => respondent)).size).toBe(linked.length)
  expect(await read.select().from(tables.problems)).toEqual([])
  await database.close()
}
