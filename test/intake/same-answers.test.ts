/** Whatever Telegram does to the order and number of deliveries, people's answers are those of a clean conversation. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Received } from '../../src/channels/channel.ts'
import type { Database } from '../../src/store/database.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, type World } from '../support/world.ts'

const PEOPLE = 3
let talks = 0
const newcomers = () => {
  talks += 1
  return Array.from({ length: PEOPLE }, (_, at) => `${talks}0${at}`)
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let opened: TestDatabase
  let worlds: World[]
  let clean: Record<string, unknown>[]
  beforeAll(async () => {
    opened = await testDatabase(dialect)
    worlds = [await openWorld(opened.database)]
    // On PostgreSQL a second process takes events of the same people.
    if (dialect === 'postgres') worlds.push(await openWorld(await opened.again()))
    clean = await cleanly(worlds[0] as World)
  })
  afterAll(() => opened.remove())

  test('a clean conversation gives an answer to every question on the way', () => {
    for (const answers of clean) expect(Object.keys(answers).length).toBeGreaterThan(10)
  })

  test('redelivered, double-tapped, simultaneous and shuffled events change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (draws) => {
          const random = () => draws.next().value as number
          const people = await wildly(worlds, random)
          expect(await Promise.all(people.map(known))).toEqual(clean)
          for (const person of people) {
            expect(await person.sessions()).toHaveLength(1)
            const numbers = (await person.outbox()).map(({ number }) => number)
            expect(numbers).toEqual(numbers.map((_, at) => at + 1))
          }
        },
      ),
      { numRuns: dialect === 'sqlite' ? 12 : 4 },
    )
    expect(await problems(opened.database)).toEqual([])
  }, 60_000)
})

async function cleanly(world: World): Promise<Record<string, unknown>[]> {
  const people = newcomers().map((address) => world.person(address))
  for (const person of people) {
    await person.begins()
    await person.walks()
  }
  return Promise.all(people.map(known))
}

/** Everyone replies at once; each reply may come again, be tapped twice, or bring old ones with it, in any batch. */
async function wildly(worlds: readonly World[], random: () => number): Promise<Person[]> {
  const anyWorld = () => worlds[Math.floor(random() * worlds.length)] as World
  const people = newcomers().map((address) => (worlds[0] as World).person(address))
  const history: Received[] = []
  let events = people.map((person) => person.event({ kind: 'start' }))
  while (events.length > 0) {
    const deliveries = events.flatMap((event) => {
      const all = [event]
      if (random() < 0.3) all.push(event)
      if (random() < 0.3 && event.body.kind !== 'start')
        all.push({ ...event, external: `${event.external} again`, sequence: event.sequence + 0.5 })
      const old = history[Math.floor(random() * history.length * 3)]
      return old === undefined ? all : [...all, old]
    })
    history.push(...events)
    const shuffled = deliveries
      .map((event) => ({ event, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event)
    const batches: Received[][] = [[], [], []]
    for (const event of shuffled) batches[Math.floor(random() * batches.length)]?.push(event)
    await Promise.all(batches.map((batch) => anyWorld().receive(batch)))
    events = []
    for (const person of people) {
      const body = await person.reply()
      if (body !== undefined) events.push(person.event(body))
    }
  }
  return people
}

/** Their answers, without what tells them apart. */
async function known(person: Person): Promise<Record<string, unknown>> {
  const answers = await person.answers()
  const { wish } = answers
  return { ...answers, wish: typeof wish === 'string' ? wish.replace(person.address, '…') : wish }
}

const problems = ({ read, tables }: Database) => read.select().from(tables.problems)
