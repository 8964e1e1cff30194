/** A person has a set of addresses. Who is taken for two is asked twice and counted twice; who is taken for another is betrayed. */
import { afterEach, describe, expect, test } from 'vitest'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, type World } from '../support/world.ts'

let mine: TestDatabase | undefined
afterEach(async () => {
  await mine?.remove()
  mine = undefined
})

const HELP = { kind: 'text', text: 'help' } as const
const rows = async (world: World, name: 'contacts' | 'addresses' | 'respondents' | 'sessions' | 'outbox') =>
  world.database.read.select().from(world.database.tables[name])

describe.each(DIALECTS)('on %s', (dialect) => {
  const open = async () => {
    mine = await testDatabase(dialect)
    return openWorld(mine.database)
  }

  test('a second address named along is theirs from then on, whichever one they write from', async () => {
    const world = await open()
    const [number, name] = [world.person('964770'), world.person('IQ.1')]
    await number.begins()
    await number.send(HELP, { aliases: ['IQ.1'] })
    await name.send(HELP)
    expect(await rows(world, 'contacts')).toHaveLength(1)
    expect(await name.contact()).toMatchObject({ id: (await number.contact())?.id })
    expect(await name.outbox()).toHaveLength(3)
  })

  test('somebody new who is known by the other address is no stranger', async () => {
    const world = await open()
    const [number, name] = [world.person('964770'), world.person('IQ.1')]
    await name.begins()
    await number.send(HELP, { aliases: ['IQ.1'] })
    expect(await rows(world, 'contacts')).toHaveLength(1)
    expect(await rows(world, 'addresses')).toHaveLength(2)
  })

  test('all of it in one batch, in any order', async () => {
    const world = await open()
    const [number, name] = [world.person('964770'), world.person('IQ.1')]
    await world.receive([
      name.event({ kind: 'start' }),
      number.event(HELP, { aliases: ['IQ.1'] }),
      number.event(HELP),
      name.event(HELP, { aliases: ['964770'] }),
    ])
    expect(await rows(world, 'contacts')).toHaveLength(1)
    expect(await rows(world, 'addresses')).toHaveLength(2)
    const numbers = (await number.outbox()).map(({ number: one }) => one)
    expect(numbers).toEqual([1, 2, 3, 4])
  })

  describe('two contacts that turn out to be one', () => {
    const both = async (world: World): Promise<[Person, Person]> => {
      const [older, younger] = [world.person('964770'), world.person('IQ.1')]
      await older.begins()
      await older.walks('worries')
      world.advance(60_000)
      await younger.begins()
      await younger.walks('district')
      return [older, younger]
    }

    test('become one: counted once, with the later answers, messages in order, and one to forget', async () => {
      const world = await open()
      const [older, younger] = await both(world)
      const said = (await older.outbox()).length + (await younger.outbox()).length
      const kept = await older.contact()
      const later = await younger.answers()
      await younger.send(HELP, { aliases: ['964770'] })

      expect(await rows(world, 'contacts')).toHaveLength(1)
      expect(await older.contact()).toMatchObject({ id: kept?.id })
      expect(await rows(world, 'sessions')).toHaveLength(1)
      expect((await rows(world, 'respondents')).length).toBeLessThanOrEqual(1)
      expect(await older.answers()).toEqual(later)
      const outbox = await older.outbox()
      expect(outbox).toHaveLength(said + 1)
      expect(outbox.map(({ number }) => number)).toEqual(outbox.map((_, index) => index + 1))
      // The conversation goes on where they were.
      expect((await younger.question())?.id).toBe('district')
      await older.walks()

      await older.send({ kind: 'text', text: 'forget me' })
      await older.presses('yes')
      expect(await rows(world, 'contacts')).toEqual([])
      expect(await rows(world, 'addresses')).toEqual([])
      expect(world.entombed).toHaveLength(2)
      expect(world.entombed[0]).toBe(kept?.id)
    })

    test('stay stopped when either of them had said stop', async () => {
      const world = await open()
      const [older, younger] = await both(world)
      await older.types('stop')
      const before = (await older.outbox()).length + (await younger.outbox()).length
      await younger.send({ kind: 'media', media: 'sticker' }, { aliases: ['964770'] })
      expect(await older.contact()).toMatchObject({ state: 'stopped' })
      const rows = await older.outbox()
      expect(rows).toHaveLength(before)
      // What was on its way to the other one does not reach somebody who said stop.
      expect(rows.filter(({ state }) => state === 'queued')).toEqual([])
    })
  })
})

test('a message that waited goes out first when they write, and what is said anew goes once', async () => {
  mine = await testDatabase('sqlite')
  const world = await openWorld(mine.database)
  const person = world.person('964770')
  await person.begins()
  await person.reads()
  await person.types('help')
  const { outbox, contacts } = world.database.tables
  const [, help] = await person.outbox()
  if (help === undefined) throw new Error('help was not answered')
  await world.database.write(async ({ queries }) => {
    await queries.update(outbox).set({ state: 'waiting', reason: 'closed', due_at: Date.UTC(9999, 1, 1) })
    await queries.update(contacts).set({ waiting: true })
  })
  await person.types('help')
  expect((await person.outbox()).map(({ state, reason }) => [state, reason])).toEqual([
    ['queued', null],
    ['cancelled', 'said anew'],
    ['queued', null],
  ])
  expect(await person.contact()).toMatchObject({ waiting: null })
})

test('a message that waited is due from the moment that let it go, also when nothing is said to it', async () => {
  mine = await testDatabase('sqlite')
  const world = await openWorld(mine.database)
  const person = world.person('964770')
  await person.begins()
  const { outbox, contacts } = world.database.tables
  await world.database.write(async ({ queries }) => {
    await queries.update(outbox).set({ state: 'waiting', reason: 'closed', due_at: Date.UTC(9999, 1, 1) })
    await queries.update(contacts).set({ waiting: true })
  })
  await person.send({ kind: 'unblocked' })
  expect((await person.outbox()).map(({ state, due_at }) => [state, due_at])).toEqual([
    ['queued', world.now()],
  ])
})
