/** Words typed before a question was seen are never taken as its answer. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'
import { openWorld, type Person, type World } from '../support/world.ts'

let opened: TestDatabase
let world: World
let person: Person
beforeEach(async () => {
  opened = sqliteDatabase()
  world = await openWorld(opened.database)
  person = world.person('501')
  await person.begins()
})
afterEach(() => opened.remove())

describe('words that could answer the question that stands', () => {
  test('do not while it is still queued: the question is put again', async () => {
    await person.walks('adult')
    const before = (await person.said()).length
    await person.types('yes')
    expect(await person.answers()).not.toHaveProperty('adult')
    const said = await person.said()
    expect(said).toHaveLength(before + 1)
    expect(said.at(-1)?.ask?.ask).toBe(said[before - 1]?.ask?.ask)
  })

  test.each(['failed', 'cancelled', 'unknown', 'waiting'] as const)(
    'do not when it never reached them, being %s: the question is put again',
    async (state) => {
      await person.walks('wish')
      const { outbox } = world.database.tables
      await world.database.write(async ({ queries }) => {
        await queries.update(outbox).set({ state })
      })
      await person.types('Hello? Are you there?')
      expect(await person.answers()).not.toHaveProperty('wish')
      expect((await person.said()).at(-1)?.ask?.ask).toBeDefined()
      expect((await person.question())?.id).toBe('wish')
    },
  )

  test('do not when they stand above it in the chat', async () => {
    await person.walks('adult')
    const typed = person.event({ kind: 'text', text: 'yes' })
    await person.reads()
    await world.receive([typed])
    expect(await person.answers()).not.toHaveProperty('adult')
  })

  test('do not when the same batch put it', async () => {
    await person.walks('adult')
    await person.reads()
    const first = person.event({ kind: 'text', text: 'yes' })
    const second = person.event({ kind: 'text', text: '1' })
    await world.receive([second, first])
    expect(await person.answers()).toEqual({ adult: 'yes' })
    expect((await person.question())?.id).toBe('district')
  })

  test('do once it was there to be read', async () => {
    await person.walks('adult')
    await person.reads()
    await person.types('yes')
    expect(await person.answers()).toEqual({ adult: 'yes' })
  })
})

describe('more words after an open text', () => {
  beforeEach(async () => {
    await person.walks('wish')
    await person.reads()
  })

  test('extend it while the next question has not been seen', async () => {
    await person.types('More light')
    await person.types('and 2 more doctors')
    expect(await person.answers()).toMatchObject({ wish: 'More light\nand 2 more doctors' })
    expect(await person.answers()).not.toHaveProperty('household')
    expect((await person.question())?.id).toBe('household')
  })

  test('extend it in the order of the chat, whatever the order in the batch', async () => {
    const typed = ['one', 'two', 'three'].map((text) => person.event({ kind: 'text', text }))
    await world.receive([...typed].reverse())
    expect(await person.answers()).toMatchObject({ wish: 'one\ntwo\nthree' })
  })

  test('answer the next question once that has been seen', async () => {
    await person.types('More light')
    await person.reads()
    await person.types('٥')
    expect(await person.answers()).toMatchObject({ wish: 'More light', household: 5 })
  })
})
