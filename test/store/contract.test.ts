/** What the rest of the house relies on in a store, held to on both dialects. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database, Writer } from '../../src/store/database.ts'
import { type Arrival, loadTurns, type OutboxRow } from '../../src/store/load-turns.ts'
import { readMeta, settleMeta } from '../../src/store/meta.ts'
import { publishPrograms, readProgram } from '../../src/store/programs.ts'
import type { Row } from '../../src/store/tables.ts'
import { noChanges, writeChanges } from '../../src/store/write-changes.ts'
import { survey } from '../fixtures/survey.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const AT = Date.UTC(2026, 0, 1)
/** Past 32 bits, and the last moment JavaScript can name. */
const FAR = 8_640_000_000_000_000

describe.each(DIALECTS)('the store on %s', (dialect) => {
  let opened: TestDatabase
  let database: Database
  beforeAll(async () => {
    opened = await testDatabase(dialect)
    database = opened.database
  })
  afterAll(() => opened.remove())
  beforeEach(() => empty(database))

  const write = <T>(work: (writer: Writer) => Promise<T>) => database.write(work)
  const all = async <Name extends 'answers' | 'contacts' | 'outbox' | 'seen' | 'meta'>(name: Name) =>
    (await database.read.select().from(database.tables[name])) as Row<Name>[]

  describe('a set of rows', () => {
    test('is inserted whole, and null where a column was left out', async () => {
      const { contacts } = database.tables
      await write(({ insert }) =>
        insert(contacts, [
          { id: 'a', state: 'active', next_number: 1, heard_at: AT },
          { id: 'b', state: 'stopped', next_number: 2, heard_at: FAR, language: 'ckb', session: 's' },
        ]),
      )
      const rows = await all('contacts')
      expect(rows.sort(byId)).toEqual([
        contactRow('a'),
        contactRow('b', { state: 'stopped', next_number: 2, heard_at: FAR, language: 'ckb', session: 's' }),
      ])
    })

    test('may be of no rows at all, in every verb', async () => {
      const { seen, contacts } = database.tables
      await write(async (writer) => {
        await writer.insert(seen, [])
        await writer.upsert(seen, [])
        await writer.remove(seen, [])
        expect(await writer.insertNew(seen, [])).toEqual([])
        expect(await writer.find(contacts, 'id', [])).toEqual([])
        expect(await writer.get(contacts, [])).toEqual([])
        expect(await writer.lockContacts([])).toEqual([])
      })
      expect(await all('seen')).toEqual([])
    })

    test('may be larger than one statement can carry', async () => {
      const many = Array.from({ length: 5000 }, (_, at) => seenRow(String(at)))
      const made = await write((writer) => writer.insertNew(database.tables.seen, many))
      expect(made.every(Boolean)).toBe(true)
      await write((writer) =>
        writer.remove(
          database.tables.seen,
          many.slice(1).map(({ account, external }) => [account, external]),
        ),
      )
      expect(await all('seen')).toEqual([seenRow('0')])
    })

    test('that stands there already is an error, never a second row', async () => {
      const { answers } = database.tables
      await write(({ insert }) => insert(answers, [answerRow('r', 'q', '1')]))
      await expect(write(({ insert }) => insert(answers, [answerRow('r', 'q', '2')]))).rejects.toThrow()
      expect((await all('answers')).map(({ value }) => value)).toEqual(['1'])
    })
  })

  describe('inserting what is new', () => {
    test('says so once, of repeats inside one call and across calls', async () => {
      const { seen } = database.tables
      const given = ['b', 'a', 'b', 'c', 'a'].map(seenRow)
      expect(await write(({ insertNew }) => insertNew(seen, given))).toEqual([true, true, false, true, false])
      const again = ['c', 'd', 'd'].map(seenRow)
      expect(await write(({ insertNew }) => insertNew(seen, again))).toEqual([false, true, false])
      expect((await all('seen')).map(({ external }) => external).sort()).toEqual(['a', 'b', 'c', 'd'])
    })

    test('leaves the row that was first', async () => {
      const { seen } = database.tables
      await write(({ insertNew }) => insertNew(seen, [seenRow('x', AT)]))
      await write(({ insertNew }) => insertNew(seen, [seenRow('x', AT + 1)]))
      expect((await all('seen')).map(({ at }) => at)).toEqual([AT])
    })

    test('tells the same id of two accounts apart', async () => {
      const { seen } = database.tables
      const rows = ['telegram:1', 'telegram:2'].map((account) => ({ account, external: '7', at: AT }))
      expect(await write(({ insertNew }) => insertNew(seen, rows))).toEqual([true, true])
    })
  })

  test('an upsert replaces the whole row with the same key, and no other', async () => {
    const { answers } = database.tables
    const put = (...rows: Row<'answers'>[]) => write(({ upsert }) => upsert(answers, rows))
    await put(answerRow('r', 'q', '1'), answerRow('r', 'p', '1'))
    await put({ ...answerRow('r', 'q', '2'), program: 'other', at: AT + 5 })
    const rows = await all('answers')
    expect(rows.find(({ question }) => question === 'q')).toEqual({
      respondent: 'r',
      question: 'q',
      value: '2',
      program: 'other',
      at: AT + 5,
    })
    expect(rows.find(({ question }) => question === 'p')?.value).toBe('1')
  })

  test('an upsert writes null where a value was', async () => {
    const { contacts } = database.tables
    const row: Row<'contacts'> = contactRow('a', { language: 'ar', session: 's' })
    await write(({ upsert }) => upsert(contacts, [row]))
    await write(({ upsert }) => upsert(contacts, [{ ...row, language: null, session: null }]))
    expect(await all('contacts')).toEqual([{ ...row, language: null, session: null }])
  })

  test('find gives every row of each value, get one row or nothing in the order asked, remove only what is named', async () => {
    const { answers } = database.tables
    const rows = [answerRow('r', 'p', '1'), answerRow('r', 'q', '2'), answerRow('s', 'q', '3')]
    await write(({ insert }) => insert(answers, rows))
    await write(async ({ find, get, remove }) => {
      expect((await find(answers, 'respondent', ['r', 'nobody'])).map(({ value }) => value).sort()).toEqual([
        '1',
        '2',
      ])
      const got = await get(answers, [
        ['s', 'q'],
        ['s', 'p'],
        ['r', 'p'],
      ])
      expect(got.map((row) => row?.value)).toEqual(['3', undefined, '1'])
      await remove(answers, [
        ['r', 'q'],
        ['s', 'p'],
      ])
    })
    expect((await all('answers')).map(({ value }) => value).sort()).toEqual(['1', '3'])
  })

  test('keys may be numbers', async () => {
    const { outbox } = database.tables
    await write(({ insert }) => insert(outbox, [outboxRow('c', 1), outboxRow('c', 20), outboxRow('c', 3)]))
    const rows = await write(({ get }) =>
      get(outbox, [
        ['c', 20],
        ['c', 2],
        ['c', 3],
      ]),
    )
    expect(rows.map((row) => row?.number)).toEqual([20, undefined, 3])
  })

  test('locked contacts are those that exist', async () => {
    const { contacts } = database.tables
    await write(({ insert }) =>
      insert(
        contacts,
        ['a', 'b', 'c'].map((id) => contactRow(id)),
      ),
    )
    const ids = await write(async ({ lockContacts }) =>
      (await lockContacts(['a', 'c', 'nobody'])).map(({ id }) => id),
    )
    expect(ids.sort()).toEqual(['a', 'c'])
  })

  describe('a transaction', () => {
    test('that ends in an error leaves nothing, and the next one works', async () => {
      const { seen, contacts } = database.tables
      const broken = write(async ({ insertNew, insert }) => {
        await insertNew(seen, [seenRow('x')])
        await insert(contacts, [contactRow('a')])
        throw new Error('halfway')
      })
      await expect(broken).rejects.toThrow('halfway')
      expect(await all('seen')).toEqual([])
      expect(await all('contacts')).toEqual([])
      await write(({ insertNew }) => insertNew(seen, [seenRow('x')]))
      expect(await all('seen')).toHaveLength(1)
    })

    test('is not seen by readers before its commit', async () => {
      let during: unknown[] | undefined
      await write(async ({ insert }) => {
        await insert(database.tables.seen, [seenRow('x')])
        during = await all('seen')
      })
      expect(during).toEqual([])
      expect(await all('seen')).toHaveLength(1)
    })

    test('started while another runs comes to its end too', async () => {
      const { seen } = database.tables
      const writes = Array.from({ length: 20 }, (_, at) =>
        write(({ insertNew }) => insertNew(seen, [seenRow(String(at % 5))])),
      )
      const made = (await Promise.all(writes)).flat()
      expect(made.filter(Boolean)).toHaveLength(5)
      expect(await all('seen')).toHaveLength(5)
    })
  })

  describe('what is written comes back the same', () => {
    const texts = {
      words: 'سلام — بەڕێز "quoted" \\ back\nline\ttab',
      emoji: '👩🏽‍🌾🇮🇶',
      'direction marks': '\u202eabc\u2066def\u2069',
      'private use and the last code point': '\ue000\u{10ffff}',
      nothing: '',
      spaces: '  \u00a0 ',
    }
    test.each(Object.entries(texts))('text: %s', async (_, text) => {
      await write(({ insert }) => insert(database.tables.answers, [answerRow('r', 'q', text)]))
      expect((await all('answers'))[0]?.value).toBe(text)
    })

    test('JSON, with its keys in the order given', async () => {
      const body = { z: 1, a: { y: [true, null, 'ا'], b: 0.1 }, '10': 'x', '9': { '': {} } }
      const { snapshots } = database.tables
      await write(({ insert }) =>
        insert(snapshots, [{ round: 'r', number: 1, at: FAR, respondents: 12, body }]),
      )
      const [row] = await database.read.select().from(snapshots)
      expect(row?.at).toBe(FAR)
      expect(JSON.stringify(row?.body)).toBe(JSON.stringify(body))
    })

    test('booleans and instants, as values and in conditions', async () => {
      const { respondents } = database.tables
      const row = { round: 'r', channel: 'telegram', language: 'ar' }
      await write(({ insert }) =>
        insert(respondents, [
          { ...row, id: 'a', finished: true },
          { ...row, id: 'b', finished: false },
        ]),
      )
      const finished = await database.read.select().from(respondents).where(eq(respondents.finished, true))
      expect(finished).toEqual([{ ...row, id: 'a', finished: true }])
    })

    test('facts about the database', async () => {
      expect(await readMeta(database, 'colour')).toBeUndefined()
      expect(await settleMeta(database, 'colour', 'blue')).toBe('blue')
      expect(await settleMeta(database, 'colour', 'green')).toBe('blue')
      expect(await readMeta(database, 'colour')).toBe('blue')
    })

    test('programs, to the letter; the newest is current and the older one stays', async () => {
      const newer = { ...survey, hash: 'testprogram2', expires: 1 }
      await publishPrograms(database, [survey], AT)
      await publishPrograms(database, [newer], AT + 1)
      await publishPrograms(database, [newer], AT + 2)
      expect(JSON.stringify(await readProgram(database, survey.hash))).toBe(JSON.stringify(survey))
      expect(await readProgram(database, newer.hash)).toEqual(newer)
      expect(await readProgram(database, 'unknown')).toBeUndefined()
      const current = await database.read.select().from(database.tables.flows)
      expect(current.map(({ program }) => program)).toEqual([newer.hash])
    })
  })

  test('NUL never comes back as another text: it is kept exactly, or refused', async () => {
    const text = 'a\0b'
    const kept = await write(({ insert }) =>
      insert(database.tables.answers, [answerRow('r', 'q', text)]),
    ).then(
      () => true,
      () => false,
    )
    expect((await all('answers')).map(({ value }) => value)).toEqual(kept ? [text] : [])
    await database.ping()
  })

  test('tells how large it is, and takes a trivial write', async () => {
    await database.ping()
    expect(await database.size()).toBeGreaterThan(10_000)
    await database.scrub()
  })

  describe('a batch of turns', () => {
    test('finds a redelivery, makes a contact once, and gives everyone their sessions', async () => {
      const { tables } = database
      const first = await write((writer) =>
        loadTurns(writer, tables, [
          arrival('1', 'ann'),
          arrival('2', 'bob'),
          arrival('1', 'ann'),
          arrival('3', 'ann'),
        ]),
      )
      const [ann, bob, repeated, annAgain] = first.contactOf
      expect(repeated).toBeUndefined()
      expect(annAgain).toBe(ann)
      expect(bob).not.toBe(ann)
      expect((await all('contacts')).map(({ id }) => id).sort()).toEqual([ann, bob].sort())

      const session = sessionRow(ann ?? '', 'current', { asked: 4, respondent: 'r' })
      const changes = noChanges()
      changes.contacts.set(ann ?? '', contactRow(ann ?? '', { session: 'current', next_number: 5 }))
      changes.sessions.set('current', session)
      changes.begun.add('current')
      changes.outbox.push(outboxRow(ann ?? '', 4, { position: 9, state: 'sent' }))
      changes.answers.set('r q', answerRow('r', 'q', '1'))
      changes.answers.set('r p', answerRow('r', 'p', '1'))
      await write((writer) => writeChanges(writer, tables, changes))

      const later = noChanges()
      later.answers.set('r p', ['r', 'p'])
      later.outcomes.set('round declined', { round: 'round', outcome: 'declined', count: 2 })
      const second = await write(async (writer) => {
        const loaded = await loadTurns(writer, tables, [arrival('3', 'ann'), arrival('4', 'ann', true)])
        await writeChanges(writer, tables, later)
        await writeChanges(writer, tables, { ...noChanges(), outcomes: later.outcomes })
        return loaded
      })
      expect(second.contactOf).toEqual([undefined, ann])
      expect(second.sessions.get(ann ?? '')).toEqual([session])
      expect(second.standing.get(ann ?? '')).toMatchObject({ number: 4, position: 9, state: 'sent' })
      expect((await all('answers')).map(({ question }) => question)).toEqual(['q'])
      const outcomes = await database.read.select().from(tables.outcomes)
      expect(outcomes).toEqual([{ round: 'round', outcome: 'declined', count: 4 }])
    })

    test('after stop cancels what is queued, not what went out or is being sent', async () => {
      const { tables } = database
      const states = ['queued', 'sent', 'sending', 'queued'] as const
      await write(({ insert }) =>
        insert(
          tables.outbox,
          states.map((state, at) => outboxRow('c', at + 1, { state })),
        ),
      )
      const changes = noChanges()
      changes.silenced.set('c', 4)
      await write((writer) => writeChanges(writer, tables, changes))
      const rows = (await all('outbox')).sort((a, b) => a.number - b.number)
      expect(rows.map(({ state }) => state)).toEqual(['cancelled', 'sent', 'sending', 'queued'])
    })
  })
})

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

const seenRow = (external: string, at: unknown = AT): Row<'seen'> => ({
  account: 'telegram:1',
  external,
  at: typeof at === 'number' && at >= AT ? at : AT,
})

const answerRow = (respondent: string, question: string, value: string): Row<'answers'> => ({
  respondent,
  question,
  value,
  program: 'p',
  at: AT,
})

const contactRow = (id: string, more: Partial<Row<'contacts'>> = {}): Row<'contacts'> => ({
  id,
  language: null,
  state: 'active',
  session: null,
  next_number: 1,
  heard_at: AT,
  waiting: null,
  merged: null,
  ...more,
})

const sessionRow = (contact: string, id: string, more: Partial<Row<'sessions'>>): Row<'sessions'> => ({
  contact,
  id,
  programme: 'p',
  flow: 'f',
  program: 'h',
  round: null,
  respondent: null,
  state: '{}',
  open: true,
  asked: null,
  shown_from: 1,
  expires_at: null,
  ...more,
})

const outboxRow = (contact: string, number: number, more: Partial<OutboxRow> = {}): OutboxRow => ({
  contact,
  number,
  channel: 'telegram',
  account: '1',
  state: 'queued',
  priority: 0,
  due_at: AT,
  attempts: 0,
  body: '{}',
  session: null,
  sealed: null,
  position: null,
  sent_at: null,
  reason: null,
  part: null,
  ...more,
})

const arrival = (external: string, who: string, typed = false): Arrival => ({
  channel: 'telegram',
  account: '1',
  external,
  lookup: `lookup of ${who}`,
  seal: () => `sealed ${who}`,
  aliases: [],
  at: AT,
  heardAt: AT,
  typed,
  makes: true,
  contact: () => `contact ${who} by ${external}`,
})

const empty = ({ write, tables }: Database) =>
  write(async ({ queries }) => {
    for (const table of Object.values(tables)) await queries.delete(table)
  })
