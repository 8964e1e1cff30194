/** Two processes serve one PostgreSQL: they begin together, share every conversation, and one of them is killed. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, expect, test, vi } from 'vitest'
import type { Outgoing } from '../../src/engine/message.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { readProgram } from '../../src/store/programs.ts'
import { startBotApi } from '../fakes/bot-api/server.ts'
import { type ServerProcess, startServer } from '../nothing-lost/server-process.ts'
import { type Talker, talker } from '../nothing-lost/talker.ts'
import { cleanConversation } from '../support/clean-conversation.ts'
import { freePort } from '../support/free-port.ts'
import { emptyPostgres } from '../support/postgres.ts'

const TOKEN = '4712:two-processes'
const PEOPLE = 12
/** Messages sent when the sender is killed: about half of all. */
const HALF = PEOPLE * 12

const ending: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

test('two processes lose and double nothing, and when the sending one is killed the other goes on', {
  timeout: 60_000,
}, async () => {
  const url = await emptyPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  ending.push(async () => rmSync(folder, { recursive: true, force: true }))
  const everyone: Talker[] = []
  const fake = await startBotApi({
    token: TOKEN,
    onCall: ({ method }) => {
      if (/^sendMessage|^editMessage/.test(method)) for (const person of everyone) person.look()
    },
  })
  ending.push(() => fake.close())
  const ports = [await freePort(), await freePort()]
  const balancer = await balance(ports)
  ending.push(balancer.close)
  const key = randomBytes(32).toString('base64')
  const servers = ports.map((port, index): ServerProcess => {
    const server = startServer({
      DATABASE_URL: url,
      HEARBACK_KEY: key,
      DATA_DIR: join(folder, String(index)),
      PORT: String(port),
      PUBLIC_URL: balancer.address,
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: fake.root,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: 'secret',
      TELEGRAM_PACE: '10000',
      TELEGRAM_GAP: '0',
    })
    ending.push(() => server.kill())
    return server
  })
  // On an empty database: both make the tables, the programs and the first round, or find them made.
  await Promise.all(servers.map(({ ready }) => ready))
  for (let id = 1; id <= PEOPLE; id += 1) everyone.push(talker(fake, id))

  await fake.until(() => fake.count('sendMessage') >= HALF)
  const sent = await Promise.all(ports.map(sentBy))
  expect(sent.filter((count) => count > 0)).toHaveLength(1)
  const [sender, other] = sent[0] === 0 ? [1, 0] : [0, 1]
  await servers[sender]?.kill()

  const database = await openPostgres({ url })
  ending.push(() => database.close())
  const { read, tables } = database
  await vi.waitFor(
    async () => {
      const sessions = await read.select({ open: tables.sessions.open }).from(tables.sessions)
      expect(sessions.map(({ open }) => open)).toEqual(everyone.map(() => false))
      const rows = await read.select({ state: tables.outbox.state }).from(tables.outbox)
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['sent']))
    },
    { timeout: 30_000, interval: 50 },
  )
  await fake.settled()
  expect(await sentBy(ports[other] ?? 0)).toBeGreaterThan(0)
  expect(await servers[other]?.stop()).toBe(0)

  const vault = await openVault(database, { DATA_DIR: folder, HEARBACK_KEY: key })
  expect(await read.select().from(tables.problems)).toEqual([])
  expect(await read.select().from(tables.rounds)).toHaveLength(1)
  let answered = 0
  for (const person of everyone) {
    const lookup = vault.lookup('telegram', '4712', String(person.id))
    const [row, ...more] = await read
      .select({ session: tables.sessions })
      .from(tables.sessions)
      .innerJoin(tables.addresses, eq(tables.addresses.contact, tables.sessions.contact))
      .where(eq(tables.addresses.lookup, lookup))
    expect(more).toEqual([])
    const session = row?.session
    const program = await readProgram(database, session?.program ?? '')
    if (session === undefined || program === undefined) throw new Error('no session')
    const clean = cleanConversation(program, session.id, '4712', person.sent)
    const stored = await read
      .select()
      .from(tables.answers)
      .where(eq(tables.answers.respondent, session.respondent ?? ''))
    const answers = Object.fromEntries(stored.map(({ question, value }) => [question, JSON.parse(value)]))
    expect(answers).toEqual(clean.answers)
    answered += stored.length

    const outbox = await read.select().from(tables.outbox).where(eq(tables.outbox.contact, session.contact))
    const said = outbox
      .map(({ number, reason, body }) => ({ number, reason, ...(JSON.parse(body) as Outgoing) }))
      .filter(({ kind }) => kind === 'send')
      .sort((a, b) => a.number - b.number)
    // Once and in order, but for those in flight at the kill: they may have come twice, and say so.
    const heard = person.inbox().map(({ text }) => text)
    const once = heard.filter((text, index) => text !== heard[index - 1])
    expect(once).toEqual(said.map(({ message }) => message.text))
    const marked = said.filter(({ reason }) => reason?.startsWith('maybe sent twice')).length
    expect(heard.length - once.length).toBeLessThanOrEqual(marked)
  }
  expect(answered).toBeGreaterThan(PEOPLE * 10)
  expect(await read.select().from(tables.answers)).toHaveLength(answered)
})

/** How many messages this process sent. */
async function sentBy(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(/^hearback_sends_total\{channel="telegram",result="sent"\} (\d+)/m.exec(text)?.[1] ?? 0)
}

/** In front of both: each request to the next one, every third to both at the same moment. */
async function balance(ports: readonly number[]) {
  let count = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'secret' }
    const body = Buffer.concat(chunks)
    const post = async (port: number | undefined) => {
      const target = `http://127.0.0.1:${port}${request.url}`
      return (await fetch(target, { method: 'POST', headers, body })).status
    }
    count += 1
    const turn = count % ports.length
    const targets = count % 3 === 0 ? ports : ports.slice(turn, turn + 1)
    const answers = await Promise.allSettled(targets.map(post))
    const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 502))
    // One that is gone is passed over, as long as the other took the update.
    response.writeHead(statuses.includes(200) ? 200 : Math.max(...statuses)).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
