/** From an outbox row to a chat: the real Telegram channel over HTTP, a real database, and a Telegram that goes wrong. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { telegram } from '../../src/channels/telegram/telegram.ts'
import { startDelivery } from '../../src/delivery/deliver.ts'
import { UNKNOWN_WAIT } from '../../src/delivery/plan.ts'
import { outboxStore } from '../../src/store/outbox.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { outboxRow, vault } from '../delivery/outbox-world.ts'
import { startBotApi } from '../fakes/bot-api/server.ts'
import { openHouse } from '../support/house.ts'
import { leapingClock } from '../support/leaping-clock.ts'

const ACCOUNT = { channel: 'telegram', account: '77' }
const ANN = 70_010_001
const BOB = 70_010_002
const SECOND = 1000
/** Longer than a platform may take to answer, and than a stop waits. */
const PATIENCE = 61 * SECOND

/** Resolves once this holds. */
const soon = (holds: () => unknown) => vi.waitFor(holds, { timeout: 10_000, interval: 5 })

const ending: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

/** Ann and Bob, with so many messages waiting for each; nothing moves before `start`. */
async function openOffice(messages: { readonly ann?: number; readonly bob?: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  const clock = leapingClock()
  const fake = await startBotApi({ token: '77:delivery', openChats: true, now: clock.now })
  const database = openSqlite({ file: join(folder, 'hearback.sqlite') })
  ending.push(async () => {
    await database.close()
    await fake.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { tables } = database
  const people = { ann: ANN, bob: BOB }
  await database.write(async (writer) => {
    for (const [id, chat] of Object.entries(people)) {
      const contact = { id, language: 'en', session: null, next_number: 1, heard_at: 0 }
      const lookup = vault.lookup(ACCOUNT.channel, ACCOUNT.account, String(chat))
      const sealed = vault.seal(String(chat))
      const count = messages[id as keyof typeof people] ?? 0
      const numbers = Array.from({ length: count }, (_, index) => index + 1)
      await writer.insert(tables.contacts, [{ ...contact, state: 'active' as const }])
      await writer.insert(tables.addresses, [{ ...ACCOUNT, lookup, contact: id, sealed }])
      const rows = numbers.map((number) => outboxRow({ contact: id, number, due_at: clock.now() }))
      if (rows.length > 0) await writer.insert(tables.outbox, rows)
    }
  })
  const told: string[] = []
  const log = (what: string, fields?: object) => void told.push(JSON.stringify({ what, ...fields }))
  const settings = { token: '77:delivery', apiRoot: fake.root, mode: 'polling', secret: 's' } as const
  const channel = telegram(settings, {
    log: (_, what, fields) => log(what, fields),
    ignored: () => {},
    commands: {},
  })
  const limits = { ...channel.limits, gap: 0, pace: Number.POSITIVE_INFINITY }
  const start = () => {
    const delivery = startDelivery({
      channels: [{ ...channel, limits }],
      outbox: outboxStore(database, vault),
      clock,
      log: { info: log, warn: log, error: log },
      metrics: { sent: () => {}, problem: log },
      random: () => 0.5,
    })
    ending.push(async () => {
      const stopped = delivery.stop()
      clock.leap(PATIENCE)
      await stopped
    })
    return delivery
  }
  const line = async (contact: string) =>
    (await database.read.select().from(tables.outbox))
      .filter((row) => row.contact === contact)
      .sort((a, b) => a.number - b.number)
  const states = async (contact: string) => (await line(contact)).map(({ state }) => state)
  const sends = (chat?: number) =>
    fake.calls.filter(
      ({ method, params }) => method === 'sendMessage' && (chat === undefined || params.chat_id === chat),
    )
  return {
    clock,
    fake,
    told,
    start,
    line,
    sends,
    contact: async (id: string) =>
      (await database.read.select().from(tables.contacts)).find((contact) => contact.id === id),
    heard: (chat: number) =>
      fake
        .person({ id: chat })
        .inbox()
        .map(({ text }) => text),
    /** Resolves once the contact's rows stand so. */
    becomes: (contact: string, wanted: readonly string[]) =>
      soon(async () => expect(await states(contact)).toEqual(wanted)),
  }
}

test('told to wait, the account is silent until then; nothing is lost and each line keeps its order', async () => {
  const { fake, clock, start, becomes, sends, heard } = await openOffice({ ann: 3, bob: 1 })
  fake.plan({ kind: 'throttled', retryAfter: 30, method: 'sendMessage', chat: ANN })
  const delivery = start()
  await becomes('ann', ['queued', 'queued', 'queued'])
  await becomes('bob', ['sent'])
  await soon(() => expect(delivery.health()).toMatchObject([{ state: 'paused' }]))
  const before = sends().length

  clock.leap(29 * SECOND)
  delivery.wake('telegram')
  expect(sends()).toHaveLength(before)
  clock.leap(SECOND)
  await becomes('ann', ['sent', 'sent', 'sent'])
  const [refused, ...taken] = sends(ANN)
  expect(Math.min(...taken.map(({ at }) => at)) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(30 * SECOND)
  expect(heard(ANN)).toEqual(['ann 1', 'ann 2', 'ann 3'])
  expect(heard(BOB)).toEqual(['bob 1'])
})

test.each(['blocked', 'deactivated'] as const)(
  'a person who is gone (%s) is not written to again, and everyone else is',
  async (kind) => {
    const { fake, told, start, becomes, sends, line, contact } = await openOffice({ ann: 3, bob: 2 })
    fake.plan({ kind, method: 'sendMessage', chat: ANN })
    start()
    await becomes('ann', ['failed', 'cancelled', 'cancelled'])
    await becomes('bob', ['sent', 'sent'])
    expect(sends(ANN)).toHaveLength(1)
    expect((await contact('ann'))?.state).toBe('unreachable')
    expect((await contact('bob'))?.state).toBe('active')
    expect((await line('ann'))[1]?.reason).toBe('unreachable')
    expect(JSON.stringify([told, await line('ann')])).not.toContain(String(ANN))
  },
)

test('a chat that moved is written to at its new address, in order', async () => {
  const { fake, start, becomes, sends, heard } = await openOffice({ ann: 2 })
  fake.plan({ kind: 'migrated', to: 70_019_999, method: 'sendMessage', chat: ANN })
  start()
  await becomes('ann', ['sent', 'sent'])
  expect(sends(ANN)).toHaveLength(1)
  expect(heard(70_019_999)).toEqual(['ann 1', 'ann 2'])
})

test.each([{ html: false }, { html: true }])(
  'what an outage turned away is sent when it is over (answered in HTML: $html)',
  async ({ html }) => {
    const { fake, clock, start, becomes, line, heard } = await openOffice({ ann: 2 })
    fake.plan({ kind: 'server', html, method: 'sendMessage', times: 2 })
    start()
    for (const tries of [1, 2]) {
      await soon(async () => {
        expect((await line('ann'))[0]).toMatchObject({ state: 'queued', attempts: tries })
      })
      expect(heard(ANN)).toEqual([])
      clock.leap(20 * SECOND)
    }
    await becomes('ann', ['sent', 'sent'])
    expect(heard(ANN)).toEqual(['ann 1', 'ann 2'])
    // It was certainly not sent before, so nothing says "twice".
    expect((await line('ann')).map(({ reason }) => reason)).toEqual([null, null])
  },
)

test('when the answer is cut off the message goes once more, says so, and the next one waits for it', async () => {
  const { fake, clock, start, becomes, line, heard } = await openOffice({ ann: 2 })
  fake.plan({ kind: 'dropped', applied: true, method: 'sendMessage', chat: ANN })
  start()
  await soon(async () => {
    expect((await line('ann'))[0]).toMatchObject({
      state: 'queued',
      attempts: 1,
      reason: expect.stringMatching(/^maybe sent twice/),
    })
  })
  clock.leap(UNKNOWN_WAIT)
  await becomes('ann', ['sent', 'sent'])
  expect(heard(ANN)).toEqual(['ann 1', 'ann 1', 'ann 2'])
  const reasons = (await line('ann')).map(({ reason }) => reason)
  expect(reasons).toEqual([expect.stringMatching(/^maybe sent twice/), null])
})

test('a platform that never answers gets a message twice at most; then nobody knows, and the line goes on', async () => {
  const { fake, clock, start, becomes, line, sends, heard } = await openOffice({ ann: 2 })
  fake.plan({ kind: 'hangs', method: 'sendMessage', chat: ANN, times: 2 })
  start()
  await soon(() => expect(sends(ANN)).toHaveLength(1))
  clock.leap(PATIENCE)
  await becomes('ann', ['queued', 'queued'])
  clock.leap(UNKNOWN_WAIT)
  await soon(() => expect(sends(ANN)).toHaveLength(2))
  clock.leap(PATIENCE)
  await becomes('ann', ['unknown', 'sent'])
  expect((await line('ann'))[0]?.reason).toMatch(/^maybe sent twice/)
  expect(heard(ANN)).toEqual(['ann 2'])
})

test('what Telegram will never take is reported and does not hold up the line', async () => {
  const { fake, told, start, becomes } = await openOffice({ ann: 2 })
  const description = 'Bad Request: message is too long'
  fake.plan({ kind: 'refused', status: 400, description, method: 'sendMessage', chat: ANN })
  start()
  await becomes('ann', ['failed', 'sent'])
  expect(told.join()).toContain('delivery_not_sent')
})

test('a refused token stops the account with every message kept, and lets it go on when mended', async () => {
  const { fake, start, becomes, sends, heard, line } = await openOffice({ ann: 2 })
  fake.plan({ kind: 'refused', status: 401, description: 'Unauthorized', method: 'sendMessage' })
  const delivery = start()
  await soon(() => expect(delivery.health()).toMatchObject([{ state: 'paused' }]))
  await becomes('ann', ['queued', 'queued'])
  expect((await line('ann'))[0]?.attempts).toBe(0)
  expect(sends()).toHaveLength(1)
  delivery.resume('telegram', '77')
  await becomes('ann', ['sent', 'sent'])
  expect(heard(ANN)).toEqual(['ann 1', 'ann 2'])
})

test('a refused token is told to whoever watches the server', async () => {
  const house = await openHouse()
  ending.push(house.remove)
  const { app, fake, lines } = house
  fake.plan({ kind: 'refused', status: 401, description: 'Unauthorized', method: 'sendMessage' })
  fake.person({ id: ANN, language_code: 'en' }).says('/start iraq_safety-pulse')
  await soon(async () => {
    const { channels } = (await (await app.web.request('/readyz')).json()) as { channels: unknown }
    expect(channels).toContainEqual({
      name: 'sending to telegram',
      state: 'paused',
      reason: expect.stringContaining('401'),
    })
  })
  // One channel that cannot send must not take the others off the net.
  expect((await app.web.request('/readyz')).status).toBe(200)
  expect(lines.join()).not.toContain(String(ANN))
})

test('a stop gives back what hangs, marked, and the next start sends it before the rest', async () => {
  const { fake, clock, start, becomes, line, sends, heard } = await openOffice({ ann: 2, bob: 1 })
  fake.plan({ kind: 'hangs', method: 'sendMessage', chat: ANN })
  const delivery = start()
  await becomes('bob', ['sent'])
  await soon(() => expect(sends(ANN)).toHaveLength(1))
  const stopped = delivery.stop()
  // The stop's own timer is set a few promises later.
  await soon(async () => {
    clock.leap(10 * SECOND)
    expect(await line('ann')).toMatchObject([
      { state: 'queued', reason: expect.stringMatching(/^maybe sent twice/) },
      { state: 'queued', attempts: 0 },
    ])
  })
  await stopped
  clock.leap(UNKNOWN_WAIT)
  start()
  await becomes('ann', ['sent', 'sent'])
  expect(heard(ANN)).toEqual(['ann 1', 'ann 2'])
})
