/** Who agreed to be followed is found again after the cut, until they take it back; nobody else ever is. */
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepare, type Runnable } from '../../src/engine/runnable.ts'
import type { Catalogue } from '../../src/intake/catalogue.ts'
import { CLOSING_TIME } from '../../src/limits.ts'
import { entomb, eraseEntombed } from '../../src/privacy/tombstones.ts'
import type { Database } from '../../src/store/database.ts'
import { readOptedIn } from '../../src/store/opted-in.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { closeRound, openRound } from '../../src/survey/rounds.ts'
import { common } from '../fixtures/common.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, type World } from '../support/world.ts'

/** The sample flow, with its last agreement asking whether somebody may be followed. */
const ASKS = 'invite_notice'
const made = new Map<string, Runnable>()
const following = (runnable: Runnable | undefined): Runnable | undefined => {
  if (runnable === undefined) return undefined
  const { program } = runnable
  const known = made.get(program.hash)
  if (known !== undefined) return known
  const questions = program.questions.map((question) =>
    question.id === ASKS && question.kind === 'consent'
      ? { ...question, purpose: 'followed' as const }
      : question,
  )
  const changed = prepare({ ...program, questions }, common)
  made.set(program.hash, changed)
  return changed
}
const catalogue = (real: Catalogue): Catalogue => ({
  ...real,
  current: (flow) => following(real.current(flow)),
  pinned: async (hash) => following(await real.pinned(hash)),
})

/** So many others who are not followed that nobody is told by being left out. */
const CROWD = 5

let opened: TestDatabase
let world: World
let database: Database
afterEach(() => opened.remove())

async function open(dialect: 'sqlite' | 'postgres') {
  opened = await testDatabase(dialect)
  database = opened.database
  world = await openWorld(database, { catalogue })
}

async function answered(address: string, followed: 'yes' | 'no'): Promise<Person> {
  const person = world.person(address)
  world.advance(1000)
  await person.begins()
  await person.walks(ASKS)
  await person.presses(followed)
  await person.walks()
  return person
}

async function crowd(): Promise<void> {
  const rounds = await readRounds(database, 'iraq', 'safety-pulse')
  const round = rounds.at(-1)?.id ?? ''
  const others = Array.from({ length: CROWD }, () => ({ id: randomUUID(), round, finished: true }))
  const { respondents } = database.tables
  await database.write(({ insert }) =>
    insert(
      respondents,
      others.map((one) => ({ ...one, channel: 'telegram', language: 'ar' })),
    ),
  )
}

/** Closes and cuts the round, and opens the next. Returns the round that was cut. */
async function nextRound(): Promise<string> {
  const closing = await closeRound(database, 'iraq', 'safety-pulse', world.now())
  if (closing === undefined) throw new Error('no round was open')
  world.advance(CLOSING_TIME)
  const [cut] = await cutClosedRounds(database, world.now() + 2 * CLOSING_TIME)
  if (cut === undefined) throw new Error('the round was not cut')
  await openRound(database, { programme: 'iraq', flow: 'safety-pulse', program: cut.program }, world.now())
  return cut.id
}

const links = async () => database.read.select().from(database.tables.followed)
const respondentOf = async (person: Person): Promise<string> => {
  const [session] = await person.sessions()
  return session?.respondent ?? ''
}
async function answersOf(respondent: string): Promise<number> {
  const rows = await database.read.select().from(database.tables.answers)
  return rows.filter((row) => row.respondent === respondent).length
}

describe.each(DIALECTS)('on %s', (dialect) => {
  beforeEach(() => open(dialect))

  test('the cut keeps the link of who agreed, of nobody else, and nothing but the link', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    const respondent = await respondentOf(person)
    const round = await nextRound()
    expect(await links()).toEqual([{ contact: (await person.contact())?.id, round, respondent }])
    expect(await database.read.select().from(database.tables.sessions)).toEqual([])
  })

  test('the newest word counts: who took it back before the cut is cut like everybody', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    const { consents } = database.tables
    const contact = (await person.contact())?.id ?? ''
    const row = (await database.read.select().from(consents)).find(
      (one) => one.contact === contact && one.purpose === 'followed',
    )
    if (row === undefined) throw new Error('the agreement was recorded')
    await database.write(({ insert }) =>
      insert(consents, [{ ...row, id: 'later', agreed: false, at: row.at + 1 }]),
    )
    await nextRound()
    expect(await links()).toEqual([])
  })

  test('a no in a later round lets go of every link of theirs; what they said stays, nobody’s', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    const other = await answered('802', 'yes')
    const respondent = await respondentOf(person)
    await nextRound()
    world.advance(1000)
    await person.begins()
    await person.walks(ASKS)
    await person.presses('no')
    expect(await links()).toMatchObject([{ contact: (await other.contact())?.id }])
    expect(await answersOf(respondent)).toBeGreaterThan(10)
  })

  test('forget me erases what they said in a closed round, too', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    const other = await answered('802', 'yes')
    const [mine, theirs] = [await respondentOf(person), await respondentOf(other)]
    await nextRound()
    await person.types('forget me')
    const ask = (await person.said()).at(-1)?.ask
    await person.send({ kind: 'press', tag: ask?.tag ?? '', ask: ask?.ask ?? 0, option: '~forget' })
    expect(await person.contact()).toBeUndefined()
    expect(await answersOf(mine)).toBe(0)
    const { respondents } = database.tables
    expect((await database.read.select().from(respondents)).map(({ id }) => id)).not.toContain(mine)
    expect(await links()).toMatchObject([{ respondent: theirs }])
    expect(await answersOf(theirs)).toBeGreaterThan(10)
  })

  test('who declines a later round is let go of; what they had agreed to say before stays', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    const respondent = await respondentOf(person)
    await nextRound()
    await person.begins()
    await person.presses('no')
    expect(await person.contact()).toBeUndefined()
    expect(await links()).toEqual([])
    expect(await answersOf(respondent)).toBeGreaterThan(10)
  })

  test('stop is about messages: the link stays, as the words say that what we know stays', async () => {
    await crowd()
    const person = await answered('801', 'yes')
    await nextRound()
    await person.types('stop')
    expect(await links()).toHaveLength(1)
  })

  test('two contacts that turn out to be one have one link a round, and are counted once', async () => {
    await crowd()
    const [number, name] = [await answered('964770', 'yes'), await answered('IQ.1', 'yes')]
    const [older, younger] = [await respondentOf(number), await respondentOf(name)]
    const round = await nextRound()
    expect(await links()).toHaveLength(2)
    const { shares } = database.tables
    const [into, from] = [(await number.contact())?.id ?? '', (await name.contact())?.id ?? '']
    await database.write(({ insert }) =>
      insert(shares, [
        { summary: 'both', contact: into, at: 1 },
        { summary: 'both', contact: from, at: 2 },
        { summary: 'one', contact: from, at: 3 },
      ]),
    )
    await name.send({ kind: 'text', text: 'help' }, { aliases: ['964770'] })
    expect(await links()).toEqual([{ contact: into, round, respondent: older }])
    expect(await answersOf(younger)).toBe(0)
    const sent = await database.read.select().from(shares)
    expect(sent.map(({ summary, contact }) => `${summary} ${contact}`).sort()).toEqual([
      `both ${into}`,
      `one ${into}`,
    ])
  })

  test('a link moves with a contact that becomes part of another', async () => {
    await crowd()
    const name = await answered('IQ.1', 'yes')
    const respondent = await respondentOf(name)
    await nextRound()
    const number = world.person('964770')
    await number.begins()
    const contact = (await name.contact())?.id
    await number.send({ kind: 'text', text: 'help' }, { aliases: ['IQ.1'] })
    expect(await links()).toMatchObject([{ contact, respondent }])
  })

  test('where all but one are followed, some links are given up so that the one is not told by being left over', async () => {
    await answered('700', 'no')
    for (let at = 0; at < 8; at += 1) await answered(`80${at}`, 'yes')
    await nextRound()
    expect(await links()).toHaveLength(4)
    const { respondents } = database.tables
    expect(await database.read.select().from(respondents)).toHaveLength(9)
  })

  /** Respondents of closed rounds that lead to nobody. */
  const apart = async () => {
    const { respondents } = database.tables
    const linked = new Set((await links()).map(({ respondent }) => respondent))
    const rounds = (await readRounds(database, 'iraq', 'safety-pulse')).filter(
      ({ state }) => state === 'closed',
    )
    return (await database.read.select().from(respondents))
      .filter(({ round }) => rounds.some(({ id }) => id === round))
      .filter(({ id }) => !linked.has(id))
      .map(({ id }) => id)
  }

  test.each([
    ['takes it back', 'a no to being followed', ASKS],
    ['declines', 'a no to the whole survey', 'notice'],
  ])(
    'where everybody is followed, who %s later is not told by being the one left over: %s',
    async (_, _why, step) => {
      const people: Person[] = []
      for (let at = 0; at < 8; at += 1) people.push(await answered(`80${at}`, 'yes'))
      const [one] = people
      if (one === undefined) throw new Error('eight answered')
      const respondent = await respondentOf(one)
      await nextRound()
      expect(await apart()).toEqual([])
      world.advance(1000)
      await one.begins()
      await one.walks(step)
      await one.presses('no')
      const left = await apart()
      expect(left).toHaveLength(5)
      expect(left).toContain(respondent)
      expect(await answersOf(respondent)).toBeGreaterThan(10)

      // The next one is among others already: nobody else's link has to go.
      const held = (await links())[0]?.contact
      const contacts = await Promise.all(people.map((person) => person.contact()))
      const next = people[contacts.findIndex((contact) => contact?.id === held)]
      await next?.begins()
      await next?.walks(step)
      await next?.presses('no')
      expect(await apart()).toHaveLength(6)
    },
  )

  test('where everybody is followed, a no that came with another contact of theirs leaves nobody left over', async () => {
    const [number] = [await answered('964770', 'yes')]
    for (let at = 0; at < 7; at += 1) await answered(`80${at}`, 'yes')
    await nextRound()
    world.advance(1000)
    const name = await answered('IQ.1', 'no')
    expect(await apart()).toEqual([])
    await number.send({ kind: 'text', text: 'help' }, { aliases: ['IQ.1'] })
    expect(await apart()).toHaveLength(5)
    expect(await name.contact()).toEqual(await number.contact())
  })

  test('results still reach who asked for them, at their place, after the cut', async () => {
    const person = await answered('801', 'no')
    await nextRound()
    const [consent] = (await database.read.select().from(database.tables.consents)).filter(
      ({ purpose }) => purpose === 'results',
    )
    const place = consent?.place ?? ''
    expect(place).not.toBe('')
    const wanted = { programme: 'iraq', purpose: 'results', after: '', limit: 100 } as const
    const found = async (places: readonly string[]) =>
      (await readOptedIn(database, { ...wanted, places })).contacts.map(({ contact }) => contact)
    expect(await found(['basra', place])).toEqual([(await person.contact())?.id])
    expect(await found(['elsewhere'])).toEqual([])
  })
})

test('a restored older copy forgets what a followed person said, too', async () => {
  await open('sqlite')
  const data = mkdtempSync(join(tmpdir(), 'hearback-followed-'))
  try {
    await crowd()
    const [person] = [await answered('801', 'yes'), await answered('802', 'no')]
    const respondent = await respondentOf(person)
    await nextRound()
    await database.scrub()
    const backup = join(data, 'older.sqlite')
    copyFileSync(opened.where, backup)
    entomb(data, [(await person.contact())?.id ?? ''])
    const restored = openSqlite({ file: backup })
    expect(await eraseEntombed(restored, data)).toBe(1)
    const rows = await restored.read.select().from(restored.tables.answers)
    expect(rows.filter((row) => row.respondent === respondent)).toEqual([])
    expect(rows.length).toBeGreaterThan(10)
    await restored.close()
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
