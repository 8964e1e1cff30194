import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { type Claimed, type OutboxStore, outboxStore, type Result } from '../../src/store/outbox.ts'
import type { Late } from '../../src/store/outbox-learn.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { ACCOUNT, addPeople, addRows, rowsOf, START, vault } from '../delivery/outbox-world.ts'
import { freshPostgres } from '../support/postgres.ts'

interface Dialect {
  readonly name: string
  open(): Promise<{ database: Database; end(): Promise<void> }>
}

const dialects: readonly Dialect[] = [
  {
    name: 'SQLite',
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'hearback-outbox-'))
      const database = openSqlite({ file: join(folder, 'hearback.db') })
      return { database, end: () => rm(folder, { recursive: true, force: true }) }
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const database = await openPostgres({ url: await freshPostgres() })
      return { database, end: async () => undefined }
    },
  },
]

const wanted = { replies: 100, bulk: 100, resting: new Set<string>(), now: START, heard: false }
const keys = (rows: readonly Claimed[]) => rows.map(({ contact, number }) => `${contact} ${number}`).sort()
const sent = (row: Claimed): Result => ({ row, state: 'sent', reason: null, at: START, position: 8 })
const later = (row: Claimed): Result => ({ row, state: 'queued', reason: 'refused', due: START + 1000 })

describe.each(dialects)('the outbox on $name', ({ open }) => {
  let database: Database
  let outbox: OutboxStore
  let end: () => Promise<void>

  beforeAll(async () => {
    const opened = await open()
    database = opened.database
    end = opened.end
    outbox = outboxStore(database, vault)
  })
  afterAll(async () => {
    await database.close()
    await end()
  })
  beforeEach(async () => {
    await database.write(async ({ queries }) => {
      const { outbox, contacts, addresses, problems } = database.tables
      for (const table of [outbox, contacts, addresses, problems]) await queries.delete(table)
    })
    await addPeople(database, ['ann', 'bob', 'cem'])
  })

  const claim = async (results: readonly Result[] = [], more: Partial<typeof wanted> = {}) =>
    (await outbox.exchange(ACCOUNT, results, { ...wanted, ...more })).claimed

  it('gives the heads of the lines with their addresses, and each only once', async () => {
    await addRows(
      database,
      ['ann', 'bob'].flatMap((contact) => [1, 2].map((number) => ({ contact, number }))),
    )
    const first = await claim()
    expect(keys(first)).toEqual(['ann 1', 'bob 1'])
    expect(first.find(({ contact }) => contact === 'ann')).toMatchObject({ address: 'to ann', attempts: 1 })
    expect(await claim()).toEqual([])
    expect(keys(await claim(first.map(sent)))).toEqual(['ann 2', 'bob 2'])
  })

  it('holds a line behind a row that waits for its next try, and tells when that is', async () => {
    await addRows(database, [
      { contact: 'ann', number: 1 },
      { contact: 'ann', number: 2 },
    ])
    const [row] = await claim()
    if (row === undefined) throw new Error('nothing claimed')
    const exchange = await outbox.exchange(ACCOUNT, [later(row)], wanted)
    expect(exchange).toEqual({ claimed: [], more: false, next: START + 1000 })
    expect(await claim([], { now: START + 1000 })).toMatchObject([
      { number: 1, attempts: 2, reason: 'refused' },
    ])
  })

  it('keeps to its own account, and passes by what was cancelled', async () => {
    await addRows(database, [
      { contact: 'ann', number: 1, account: '88' },
      { contact: 'ann', number: 2, channel: 'webchat' },
      { contact: 'ann', number: 3, state: 'cancelled' },
      { contact: 'ann', number: 4 },
      { contact: 'bob', number: 1, state: 'sending', attempts: 1 },
      { contact: 'bob', number: 2, state: 'cancelled' },
      { contact: 'bob', number: 3 },
    ])
    expect(keys(await claim())).toEqual(['ann 4'])
  })

  it('gives replies first, and no more bulk than there is room for', async () => {
    await addRows(database, [
      { contact: 'ann', number: 1, priority: 1 },
      { contact: 'bob', number: 1, priority: 1 },
      { contact: 'cem', number: 1, due_at: START - 1 },
    ])
    expect(keys(await claim([], { replies: 1, bulk: 1 }))).toEqual(['cem 1'])
    expect(await claim([], { bulk: 0 })).toEqual([])
    expect(await claim([], { bulk: 1 })).toHaveLength(1)
  })

  it('passes by contacts that rest', async () => {
    await addRows(database, [
      { contact: 'ann', number: 1 },
      { contact: 'bob', number: 1 },
    ])
    expect(keys(await claim([], { resting: new Set(['ann']), replies: 1 }))).toEqual(['bob 1'])
  })

  it('drops the result of a claim that somebody else has made since', async () => {
    await addRows(database, [{ contact: 'ann', number: 1 }])
    const [first] = await claim()
    const [left] = await outbox.interrupted(ACCOUNT)
    if (first === undefined || left === undefined) throw new Error('nothing claimed')
    expect(left).toMatchObject({ contact: 'ann', number: 1, attempts: 1 })
    const [second] = await claim([{ row: left, state: 'queued', reason: 'maybe sent twice', due: START }])
    expect(second).toMatchObject({ attempts: 2 })
    await claim([{ row: first, state: 'failed', reason: 'late' }])
    expect(await rowsOf(database)).toMatchObject([{ state: 'sending', attempts: 2 }])
  })

  it('does not bring back a row that was erased while it was being sent', async () => {
    await addRows(database, [{ contact: 'ann', number: 1 }])
    const [row] = await claim()
    if (row === undefined) throw new Error('nothing claimed')
    await database.write(({ remove }) => remove(database.tables.outbox, [['ann', 1]]))
    await claim([sent(row)])
    await claim([{ ...sent(row), unreachable: true, state: 'failed' }])
    expect(await rowsOf(database)).toEqual([])
  })

  it('moves a message only forward', async () => {
    await addRows(database, [
      { contact: 'ann', number: 1, state: 'sent' },
      { contact: 'ann', number: 2, state: 'read' },
      { contact: 'ann', number: 3, state: 'unknown' },
      { contact: 'ann', number: 4, state: 'failed' },
    ])
    const each = (state: 'delivered' | 'read', ...numbers: number[]) =>
      outbox.learn(
        ACCOUNT,
        numbers.map((number) => ({
          contact: 'ann',
          number,
          part: 0,
          parts: 1,
          state,
          external: `${number}`,
        })),
        START,
        nothing,
      )
    await each('delivered', 1, 2, 3, 4)
    expect((await rowsOf(database)).map(({ state }) => state)).toEqual([
      'delivered',
      'read',
      'delivered',
      'failed',
    ])
    await each('read', 3)
    await each('delivered', 3)
    expect((await rowsOf(database)).map(({ state }) => state)).toEqual([
      'delivered',
      'read',
      'read',
      'failed',
    ])
  })

  it('keeps a sealed goodbye no longer than it may', async () => {
    const sealed = vault.seal('to a stranger')
    await addRows(database, [
      { contact: 'a', number: 1, sealed, due_at: START - 100 },
      { contact: 'b', number: 1, sealed, due_at: START - 100, attempts: 1 },
      { contact: 'c', number: 1, sealed, due_at: START - 30, attempts: 1 },
      { contact: 'd', number: 1, sealed, due_at: START - 60 },
      { contact: 'ann', number: 1, due_at: START - 100 },
    ])
    expect(await outbox.dropFarewells({ untriedSince: START - 90, triedSince: START - 50 })).toBe(2)
    expect((await rowsOf(database)).map(({ contact }) => contact)).toEqual(['ann', 'c', 'd'])
  })

  it('sends every line in its order, whatever fails and in whichever order results come', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ contact: fc.constantFrom('ann', 'bob', 'cem'), priority: fc.constantFrom(0, 1) }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }),
        async (messages, dice) => {
          await database.write(async ({ queries }) => void (await queries.delete(database.tables.outbox)))
          const next = new Map<string, number>()
          await addRows(
            database,
            messages.map(({ contact, priority }) => {
              const number = (next.get(contact) ?? 0) + 1
              next.set(contact, number)
              return { contact, number, priority }
            }),
          )
          const order: Claimed[] = []
          let held: Claimed[] = []
          for (let turn = 0; order.length < messages.length; turn += 1) {
            expect(turn, 'nothing goes on').toBeLessThan(100)
            // Some stay in flight for another turn, some fail, the rest is sent.
            const roll = (index: number) => (turn < 20 ? (dice[(turn + index) % dice.length] ?? 0) : 5)
            const flying = held.filter((_, index) => roll(index) === 0)
            const results = held
              .filter((row) => !flying.includes(row))
              .map((row, index) => (roll(index) === 1 ? { ...later(row), due: START } : sent(row)))
            for (const { row, state } of results) if (state === 'sent') order.push(row)
            const claimed = await claim(results, { replies: 2 + roll(3), bulk: 1 + roll(4) })
            held = [...flying, ...claimed]
            const busy = held.map(({ contact }) => contact)
            expect(new Set(busy).size).toBe(busy.length)
          }
          for (const contact of next.keys()) {
            const line = order.filter((row) => row.contact === contact).map(({ number }) => number)
            expect(line).toEqual(line.map((_, index) => index + 1))
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})

const nothing: Late = {
  decide: () => null,
  report: () => {
    throw new Error('no failure was told')
  },
}

describe('the sender lease on PostgreSQL', () => {
  it('lets its holder hear at once of rows that another process wrote, for its own account only', async () => {
    const url = await freshPostgres()
    const [one, two] = [await openPostgres({ url }), await openPostgres({ url })]
    const heard: string[] = []
    const never = new AbortController().signal
    const other = { ...ACCOUNT, account: '88' }
    const hearing = new Promise<void>((resolve) => {
      void outboxStore(one, vault).lease(ACCOUNT, never, () => {
        heard.push(ACCOUNT.account)
        resolve()
      })
    })
    const lease = await outboxStore(one, vault).lease(other, never, () => heard.push('88'))
    const writer = outboxStore(two, vault)
    // Until the first lease is held nobody hears; the holder looks by itself when it begins.
    let waiting = true
    void hearing.then(() => {
      waiting = false
    })
    while (waiting) await writer.nudge(ACCOUNT)
    expect(new Set(heard)).toEqual(new Set([ACCOUNT.account]))
    await lease.release()
    await two.close()
    await one.close()
  })

  it('has one holder, and goes to the next when that one lets it go or dies', async () => {
    const url = await freshPostgres()
    const [one, two] = [await openPostgres({ url }), await openPostgres({ url })]
    const never = new AbortController()
    const first = await outboxStore(one, vault).lease(ACCOUNT, never.signal)
    let taken = false
    const waiting = outboxStore(two, vault)
      .lease(ACCOUNT, never.signal)
      .then((lease) => {
        taken = true
        return lease
      })
    // Another account's lease is free meanwhile; when it came, the first would have had time to come too.
    const other = await outboxStore(two, vault).lease({ ...ACCOUNT, account: '88' }, never.signal)
    expect(taken).toBe(false)
    await first.release()
    const second = await waiting
    const third = outboxStore(one, vault).lease(ACCOUNT, never.signal)
    const lost = new Promise((resolve) => second.lost.addEventListener('abort', resolve))
    const killer = new pg.Client({ connectionString: url })
    await killer.connect()
    // One that does not wait yet would be taken for the holder.
    const leases = `pg_stat_activity where application_name = 'hearback lease' and datname = current_database()`
    const waits = `wait_event_type = 'Lock' and wait_event = 'advisory'`
    await expect
      .poll(async () => (await killer.query(`select pid from ${leases} and ${waits}`)).rowCount, {
        timeout: 10_000,
      })
      .toBe(1)
    // The connections of those that hold a lease are cut, as when the process is killed.
    await killer.query(`select pg_terminate_backend(pid) from ${leases} and (${waits}) is not true`)
    await killer.end()
    await lost
    await (await third).release()
    await other.release()
    const abort = new AbortController()
    const held = await outboxStore(one, vault).lease(ACCOUNT, never.signal)
    const given = outboxStore(two, vault).lease(ACCOUNT, abort.signal)
    abort.abort(new Error('stopped'))
    await expect(given).rejects.toThrow('stopped')
    await held.release()
    await one.close()
    await two.close()
  })
})
