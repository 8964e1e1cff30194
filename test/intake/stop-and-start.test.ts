/** Stop is kept, whoever takes it back; blocking counts as stop; sessions end in their time. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expireSessions } from '../../src/schedule/expire-sessions.ts'
import { applyRetention } from '../../src/schedule/retention.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, vault } from '../support/world.ts'

const DAY = 24 * 3_600_000
let opened: TestDatabase
beforeEach(async () => {
  opened = await testDatabase('sqlite')
})
afterEach(() => opened.remove())

test('stop cancels what is queued, and nothing is said until start', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('901')
  await person.begins()
  await person.walks('safe_now')
  const before = await person.outbox()
  await person.types('stop')
  const after = await person.outbox()
  expect(after.slice(0, before.length).every(({ state }) => state === 'cancelled')).toBe(true)
  expect(after.slice(before.length).map(({ state }) => state)).toEqual(['queued'])
  expect((await person.contact())?.state).toBe('stopped')
  await person.types('hello?')
  expect(await person.outbox()).toHaveLength(after.length)

  await person.begins()
  expect((await person.contact())?.state).toBe('active')
  expect((await person.question())?.id).toBe('safe_now')
  await person.walks()
  expect(Object.keys(await person.answers()).length).toBeGreaterThan(10)
})

test('who blocks us is not written to; who comes back goes on where they were', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('902')
  await person.begins()
  await person.walks('adult')
  await person.send({ kind: 'blocked' })
  expect((await person.outbox()).every(({ state }) => state === 'cancelled')).toBe(true)
  expect((await person.contact())?.state).toBe('unreachable')
  await person.send({ kind: 'unblocked' })
  expect((await person.contact())?.state).toBe('active')
  await person.begins()
  await person.presses('yes')
  expect(await person.answers()).toEqual({ adult: 'yes' })
})

test.each(DIALECTS)('a session left alone ends once, and its answers stay, on %s', async (dialect) => {
  const mine = await testDatabase(dialect)
  try {
    const world = await openWorld(mine.database)
    const person = world.person('903')
    await person.begins()
    await person.walks('safe_now')
    const look = () => expireSessions(mine.database, vault, world, world.now())
    expect(await look()).toBe(0)
    world.advance(4 * DAY)
    expect(await look()).toBe(1)
    expect(await look()).toBe(0)
    expect((await person.sessions()).map(({ open }) => open)).toEqual([false])
    expect(await person.answers()).toMatchObject({ adult: 'yes' })
    // It answers nobody: a channel that only answers lets it wait.
    const priorities = (await person.outbox()).map(({ priority }) => priority)
    expect(priorities.at(-1)).toBe(1)
    expect(priorities.slice(0, -1)).not.toContain(1)
  } finally {
    await mine.remove()
  }
})

test('events are known again for 8 days, then forgotten', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('904')
  const start = person.event({ kind: 'start' })
  await world.receive([start])
  world.advance(8 * DAY)
  await applyRetention(opened.database, world.now())
  expect((await world.receive([start])).map(({ status }) => status)).toEqual(['repeated'])
  world.advance(1)
  await applyRetention(opened.database, world.now())
  expect(await opened.database.read.select().from(opened.database.tables.seen)).toEqual([])
})

test('starting again in one round offers to change the answers, for the same respondent', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('905')
  await person.begins()
  await person.walks()
  const first = await person.sessions()
  await person.begins()
  await person.presses('yes')
  await person.walks()
  const again = await person.sessions()
  expect(again.map(({ id, respondent }) => [id, respondent])).toEqual(
    first.map(({ id, respondent }) => [id, respondent]),
  )
  expect(await opened.database.read.select().from(opened.database.tables.respondents)).toHaveLength(1)
  expect(Object.keys(await person.answers()).length).toBeGreaterThan(10)
})
