/** What went wrong once, or would have: people who leave in more than one way, and rounds that follow each other. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeRound, openRound } from '../../src/survey/rounds.ts'
import { type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld } from '../support/world.ts'

let opened: TestDatabase
beforeEach(async () => {
  opened = await testDatabase('sqlite')
})
afterEach(() => opened.remove())

test('somebody forgotten who then blocks us does not come back by it', async () => {
  const { database } = opened
  const world = await openWorld(database)
  const person = world.person('801')
  await person.begins()
  await person.presses('no')
  expect(world.entombed).toHaveLength(1)
  await person.send({ kind: 'blocked' })
  await person.send({ kind: 'unblocked' })
  expect(await database.read.select().from(database.tables.addresses)).toEqual([])
  expect(await database.read.select().from(database.tables.contacts)).toEqual([])
})

test('blocking and unblocking does not take a stop back', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('802')
  await person.begins()
  await person.types('stop')
  await person.send({ kind: 'blocked' })
  await person.send({ kind: 'unblocked' })
  expect((await person.contact())?.state).toBe('stopped')
})

test('declining a second round leaves the answers to the first', async () => {
  const { database } = opened
  const world = await openWorld(database)
  const person = world.person('803')
  await person.begins()
  await person.walks()
  const [first] = await person.sessions()
  const answers = async () => (await database.read.select().from(database.tables.answers)).length
  const before = await answers()
  expect(before).toBeGreaterThan(10)

  const round = { programme: 'iraq', flow: 'safety-pulse', program: first?.program ?? '' }
  await closeRound(database, round.programme, round.flow, world.now())
  await openRound(database, round, world.now())
  await person.begins()
  const receipt = await person.presses('no')

  expect(receipt.messages).toHaveLength(1)
  expect(world.entombed).toEqual([])
  expect((await person.sessions()).map(({ id }) => id)).toEqual([first?.id])
  expect(await answers()).toBe(before)
  const outcomes = await database.read.select().from(database.tables.outcomes)
  expect(outcomes).toMatchObject([{ outcome: 'declined', count: 1 }])
})

test('a session whose time has moved on since it was found due does not end', async () => {
  const world = await openWorld(opened.database)
  const person = world.person('804')
  await person.begins()
  const [session] = await person.sessions()
  await person.send({ kind: 'expire', session: session?.id ?? '' })
  expect((await person.sessions())[0]?.open).toBe(true)
})
