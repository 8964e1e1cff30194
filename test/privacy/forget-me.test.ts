/** "Forget me" leaves nothing that could tell who somebody was or what they said. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { entomb, eraseEntombed } from '../../src/privacy/tombstones.ts'
import { eraseContact } from '../../src/store/erase.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, vault, type World } from '../support/world.ts'

const ADDRESS = '9640770123456'
const WISH = 'A wish that only one person on earth has'

describe.each(DIALECTS)('on %s', (dialect) => {
  let opened: TestDatabase
  let world: World
  beforeEach(async () => {
    opened = await testDatabase(dialect)
    world = await openWorld(opened.database)
  })
  afterEach(() => opened.remove())

  test('nothing in any table leads to them; only the goodbye knows where to go, sealed', async () => {
    const other = await answered(world, '8001')
    const person = await answered(world, ADDRESS)
    const traces = await tracesOf(person)
    expect((await inTables(traces)).length).toBeGreaterThan(3)
    await forget(person)

    expect(await inTables(traces)).toEqual([])
    expect(world.entombed).toEqual([traces[0]])
    const { outbox } = opened.database.tables
    const rows = (await opened.database.read.select().from(outbox)).filter(({ sealed }) => sealed !== null)
    expect(rows).toHaveLength(1)
    expect(vault.open(rows[0]?.sealed ?? '')).toBe(ADDRESS)
    expect(rows[0]).toMatchObject({ session: null, state: 'queued' })
    expect(traces).not.toContain(rows[0]?.contact)
    // Somebody else lost nothing.
    expect(Object.keys(await other.answers()).length).toBeGreaterThan(10)
  })

  test('they are a stranger afterwards, and can begin anew', async () => {
    const person = await answered(world, ADDRESS)
    await forget(person)
    expect(await person.contact()).toBeUndefined()
    await person.begins()
    expect(await person.answers()).toEqual({})
    await person.walks()
    expect(Object.keys(await person.answers()).length).toBeGreaterThan(10)
  })

  test('events of theirs in the same batch write nothing more', async () => {
    const person = await answered(world, ADDRESS)
    const traces = await tracesOf(person)
    await person.types('forget me')
    const ask = (await person.said()).at(-1)?.ask
    if (ask === undefined) throw new Error('forgetting is confirmed first')
    await world.receive([
      person.event({ kind: 'text', text: 'help' }),
      person.event({ kind: 'press', tag: ask.tag, ask: ask.ask, option: 'yes' }),
      person.event({ kind: 'text', text: 'hello?' }),
      person.event({ kind: 'start' }),
    ])
    expect(await inTables(traces)).toEqual([])
  })

  test.each([
    ['declined', 'notice', 'no'],
    ['not_eligible', 'adult', 'no'],
  ])('%s leaves a count and nothing else', async (outcome, question, option) => {
    const person = world.person(ADDRESS)
    await person.begins()
    await person.walks(question)
    const traces = await tracesOf(person)
    const receipt = await person.presses(option)
    expect(receipt.forgotten).toBe(true)
    expect(await inTables(traces)).toEqual([])
    const { tables, read } = opened.database
    expect(await read.select().from(tables.outcomes)).toMatchObject([{ outcome, count: 1 }])
    expect(await read.select().from(tables.respondents)).toEqual([])
    expect(await read.select().from(tables.answers)).toEqual([])
  })

  /** Ids and texts by which a row could be known as theirs: contact, look-up, sealed address, session, respondent. */
  async function tracesOf(person: Person): Promise<string[]> {
    const { tables, read } = opened.database
    const contact = await person.contact()
    const addresses = (await read.select().from(tables.addresses)).filter(
      (row) => row.contact === contact?.id,
    )
    const sessions = await person.sessions()
    const ids = [contact?.id, ...addresses.flatMap((row) => [row.lookup, row.sealed])]
    const own = sessions.flatMap(({ id, respondent }) => [id, respondent])
    return [
      ...ids,
      ...own,
      ADDRESS,
      ...(sessions.some(({ respondent }) => respondent !== null) ? [WISH] : []),
    ].filter((trace) => trace != null)
  }

  async function inTables(traces: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (const [name, table] of Object.entries(opened.database.tables)) {
      for (const row of await opened.database.read.select().from(table)) {
        const text = JSON.stringify(row)
        if (traces.some((trace) => text.includes(trace))) found.push(`${name}: ${text}`)
      }
    }
    return found
  }
})

describe('on disk', () => {
  let opened: TestDatabase
  let world: World
  beforeEach(async () => {
    opened = await testDatabase('sqlite')
    world = await openWorld(opened.database)
  })
  afterEach(() => opened.remove())

  test('no byte of their address, ids or answers is left once the erasure is scrubbed', async () => {
    for (let at = 0; at < 5; at += 1) await answered(world, `80${at}0`)
    const person = await answered(world, ADDRESS)
    for (let at = 0; at < 5; at += 1) await answered(world, `81${at}0`)
    const contact = (await person.contact())?.id ?? ''
    const [session] = await person.sessions()
    const { addresses } = opened.database.tables
    const [address] = (await opened.database.read.select().from(addresses)).filter(
      (row) => row.contact === contact,
    )
    const traces = [
      WISH,
      contact,
      session?.id ?? '',
      session?.respondent ?? '',
      address?.lookup ?? '',
      address?.sealed ?? '',
    ]
    const leftIn = (trace: string) =>
      filesOf(opened.where).filter((file) => readFileSync(file).includes(trace))
    for (const trace of traces) expect(leftIn(trace)).not.toEqual([])
    await forget(person)
    await opened.database.scrub()
    for (const trace of [...traces, ADDRESS]) expect(leftIn(trace)).toEqual([])
  })

  test('of a large file none is left once it was written anew, which is due until it is done', async () => {
    const { database, where } = opened
    const round = await seedRound(database, pulse)
    const words = (at: number) => `wish ${'and '.repeat(at % 30)} number-${at}-`
    const ids: string[] = []
    // Piece by piece, so that rows are put between others everywhere.
    for (let from = 0; from < 15_000; from += 500) {
      const people = respondents(500, (at) => ({
        wish: words(from + at),
        safe_now: 'safe',
        household: at % 9,
      }))
      ids.push(...(await seedRespondents(database, round, people)))
    }
    const gone = ids.filter((_, at) => at % 30 === 0)
    for (const id of gone)
      await database.write((writer) => eraseContact(writer, database.tables, 'nobody', [id]))
    await database.scrub()
    expect(readFileSync(where).length).toBeGreaterThan(4 * 1024 ** 2)
    expect(await database.rewrite()).toBe(true)
    const bytes = readFileSync(where).toString('latin1')
    const left = ids.filter(
      (id, at) => at % 30 === 0 && (bytes.includes(id) || bytes.includes(`number-${at}-`)),
    )
    expect(left).toEqual([])
    expect(await database.rewrite()).toBe(false)
  })

  test('restoring an older copy forgets them again', async () => {
    const data = mkdtempSync(join(tmpdir(), 'hearback-tombs-'))
    try {
      const other = await answered(world, '8002')
      const person = await answered(world, ADDRESS)
      const contact = (await person.contact())?.id ?? ''
      await opened.database.scrub()
      const backup = join(data, 'older.sqlite')
      copyFileSync(opened.where, backup)
      await forget(person)
      entomb(data, world.entombed)

      const restored = openSqlite({ file: backup })
      expect(await eraseEntombed(restored, data)).toBe(1)
      expect(await eraseEntombed(restored, data)).toBe(0)
      const contacts = await restored.read.select().from(restored.tables.contacts)
      expect(contacts.map(({ id }) => id)).toEqual([(await other.contact())?.id])
      const answers = await restored.read.select().from(restored.tables.answers)
      expect(answers.some(({ value }) => value.includes(WISH))).toBe(false)
      await restored.close()
      expect(filesOf(backup).filter((file) => readFileSync(file).includes(contact))).toEqual([])
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })
})

const filesOf = (database: string): string[] =>
  readdirSync(dirname(database))
    .filter((name) => name.startsWith(basename(database)))
    .map((name) => join(dirname(database), name))

/** Somebody who went all the way through. */
async function answered(world: World, address: string): Promise<Person> {
  const person = world.person(address)
  await person.begins()
  await person.walks('wish')
  if (address === ADDRESS) {
    await person.reads()
    await person.types(WISH)
  }
  await person.walks()
  return person
}

async function forget(person: Person): Promise<void> {
  await person.types('forget me')
  expect((await person.presses('yes')).forgotten).toBe(true)
}
