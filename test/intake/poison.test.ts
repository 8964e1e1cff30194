/** An event that breaks the engine or the commit costs nobody else anything, and is kept for a second look. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Received } from '../../src/channels/channel.ts'
import type { Runnable } from '../../src/engine/runnable.ts'
import type { Catalogue } from '../../src/intake/catalogue.ts'
import { DIALECTS, sqliteDatabase, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, vault } from '../support/world.ts'

let opened: TestDatabase
beforeEach(() => {
  opened = sqliteDatabase()
})
afterEach(() => opened.remove())

/** The engine throws as soon as it looks at this runnable. */
const broken = new Proxy({} as Runnable, {
  get: (_, name) => {
    if (name === 'then') return undefined
    throw new Error('the engine tripped')
  },
})

test('an event that makes the engine throw is set aside, sealed; the person is told once, the others go on', async () => {
  let poisoned = false
  const world = await openWorld(opened.database, {
    catalogue: (catalogue): Catalogue => ({
      ...catalogue,
      current: (flow) => (poisoned ? broken : catalogue.current(flow)),
    }),
  })
  const others = ['601', '602'].map((address) => world.person(address))
  for (const person of others) {
    await person.begins()
    await person.walks('adult')
  }
  poisoned = true
  const victim = world.person('9647706660666')
  const events: Received[] = []
  for (const person of others) {
    const body = await person.reply()
    if (body !== undefined) events.push(person.event(body))
  }
  events.splice(1, 0, victim.event({ kind: 'start', payload: 'iraq/safety-pulse' }))
  const receipts = await world.receive(events)
  expect(receipts.map(({ status }) => status)).toEqual(['committed', 'problem', 'committed'])
  for (const person of others) expect(await person.answers()).toEqual({ adult: 'yes' })

  const { read, tables } = opened.database
  const problems = await read.select().from(tables.problems)
  expect(problems.map(({ code }) => code)).toEqual(['event_failed'])
  expect(JSON.stringify({ ...problems[0], sealed: null })).not.toContain('9647706660666')
  expect(problems[0]?.sealed).not.toContain('9647706660666')
  expect(JSON.parse(vault.open(problems[0]?.sealed ?? '')).event).toEqual(events[1])
  expect(await victim.said()).toHaveLength(1)

  const again = await world.receive(events)
  expect(again.map(({ status }) => status)).toEqual(['repeated', 'repeated', 'repeated'])
  expect(await victim.said()).toHaveLength(1)
})

test.each(DIALECTS)(
  'a row that breaks the commit costs the others of its batch nothing, on %s',
  async (dialect) => {
    const mine = await testDatabase(dialect)
    try {
      const world = await openWorld(mine.database)
      const [first, victim, last] = ['701', '702', '703'].map((address) => world.person(address))
      if (first === undefined || victim === undefined || last === undefined) throw new Error('three people')
      for (const person of [first, victim, last]) {
        await person.begins()
        await person.walks('adult')
      }
      const events: Received[] = []
      for (const person of [first, victim, last]) {
        const body = await person.reply()
        if (body !== undefined) events.push(person.event(body))
      }
      // The number of their next outbox row is taken already: writing it breaks the whole transaction.
      const contact = await victim.contact()
      const [row] = await victim.outbox()
      if (contact === undefined || row === undefined) throw new Error('not begun')
      await mine.database.write(({ insert }) =>
        insert(mine.database.tables.outbox, [{ ...row, number: contact.next_number }]),
      )
      const receipts = await world.receive(events)
      expect(receipts.map(({ status }) => status)).toEqual(['committed', 'problem', 'committed'])
      expect(await first.answers()).toEqual({ adult: 'yes' })
      expect(await victim.answers()).toEqual({})
      expect(await last.answers()).toEqual({ adult: 'yes' })
      const problems = await mine.database.read.select().from(mine.database.tables.problems)
      expect(problems).toHaveLength(1)
      expect(JSON.parse(vault.open(problems[0]?.sealed ?? '')).event).toEqual(events[1])
    } finally {
      await mine.remove()
    }
  },
)
