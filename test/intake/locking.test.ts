/** Two processes on one PostgreSQL: why contacts are locked, and why everything is taken in one order. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Catalogue } from '../../src/intake/catalogue.ts'
import type { Database } from '../../src/store/database.ts'
import { type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type World } from '../support/world.ts'

let opened: TestDatabase
beforeEach(async () => {
  opened = await testDatabase('postgres')
})
afterEach(() => opened.remove())

describe('two events of one person, taken by two processes at the same moment', () => {
  test('both count, one after the other', async () => {
    const { answers, problems, replies } = await atOnce({ locking: true })
    expect(answers).toMatchObject({ adult: 'yes' })
    expect(problems).toEqual([])
    expect(replies).toBe(2)
  })

  test('break each other when contacts are not locked: the lock is what holds them apart', async () => {
    const { problems } = await atOnce({ locking: false })
    expect(problems).not.toEqual([])
  })
})

/**
 * One person presses an answer and asks for help; each process has read the session before either writes, unless the
 * lock makes the second one wait.
 */
async function atOnce({ locking }: { locking: boolean }) {
  const gate = meeting(opened.database)
  const stopping = (catalogue: Catalogue): Catalogue => ({
    ...catalogue,
    pinned: async (hash) => {
      await gate.arrive()
      return catalogue.pinned(hash)
    },
  })
  const first = await openWorld(await opened.again({ locking }), { catalogue: stopping })
  const second = await openWorld(await opened.again({ locking }), { catalogue: stopping })
  const person = first.person('77')
  await person.begins()
  await person.walks('adult')
  const before = (await person.outbox()).length
  const answer = await person.reply()
  if (answer === undefined) throw new Error('nothing is asked')
  gate.close()
  await Promise.all([
    first.receive([person.event(answer)]),
    second.receive([person.event({ kind: 'text', text: 'help' })]),
  ])
  const { problems } = opened.database.tables
  return {
    answers: await person.answers(),
    problems: (await opened.database.read.select().from(problems)).map(({ code }) => code),
    replies: (await person.outbox()).length - before,
  }
}

/** Once closed: whoever arrives waits for the other, or for the database to say that the other waits for a lock. */
function meeting(database: Database) {
  let closed = false
  let arrived = 0
  return {
    close: () => {
      closed = true
    },
    arrive: async () => {
      if (!closed) return
      arrived += 1
      while (arrived < 2 && !(await somebodyWaits(database)));
      closed = false
    },
  }
}

async function somebodyWaits(database: Database): Promise<boolean> {
  const [row] = await database.read
    .select({ waiting: sql<number>`(select count(*)::int from pg_locks where not granted)` })
    .from(database.tables.flows)
    .limit(1)
  return (row?.waiting ?? 0) > 0
}

test('overlapping batches in opposite orders neither wait in a circle nor lose anybody', async () => {
  const worlds: World[] = [await openWorld(opened.database), await openWorld(await opened.again())]
  const [first, second] = worlds
  for (let round = 0; round < 12; round += 1) {
    const people = Array.from({ length: 20 }, (_, at) => (first as World).person(`${round}00${at}`))
    const starts = people.map((person) => person.event({ kind: 'start' }))
    const helps = people.map((person) => person.event({ kind: 'text', text: 'help' }))
    const receipts = await Promise.all([
      first?.receive([...starts, ...helps]),
      second?.receive([...helps, ...starts].reverse()),
    ])
    expect(await opened.database.read.select().from(opened.database.tables.problems)).toEqual([])
    const statuses = receipts.flatMap((each) => (each ?? []).map(({ status }) => status))
    expect(statuses.filter((status) => status === 'committed')).toHaveLength(40)
    expect(statuses.filter((status) => status === 'repeated')).toHaveLength(40)
    for (const person of people) expect(await person.sessions()).toHaveLength(1)
  }
  const { read, tables } = opened.database
  expect(await read.select().from(tables.problems)).toEqual([])
  expect(await read.select().from(tables.contacts)).toHaveLength(240)
}, 30_000)
