import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { orderedId } from '../../src/ids.ts'
import { CLOSING_TIME } from '../../src/limits.ts'
import type { Database } from '../../src/store/database.ts'
import type { RoundRow } from '../../src/store/rounds.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { closeRound } from '../../src/survey/rounds.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'

const PEOPLE = 400
const HOUR = 3_600_000
const DAY = 24 * HOUR

let folder: string
let file: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  file = join(folder, 'test.sqlite')
  database = openSqlite({ file })
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** People who answered one after the other, with all that the store keeps of them. Contact and respondent by index. */
async function seedPeople(round: RoundRow, sending: readonly number[] = []) {
  const ids = await seedRespondents(
    database,
    round,
    respondents(PEOPLE, (at) => ({ safe_now: at % 2 ? 'safe' : 'unsafe', wish: `wish ${at}` })).map(
      (person) => ({
        ...person,
        channel: 'telegram',
      }),
    ),
  )
  const contacts = ids.map((_, at) => orderedId(T0 + at * 60_000))
  const sessions = ids.map((_, at) => orderedId(T0 + at * 60_000))
  const { tables } = database
  await database.write(async ({ insert }) => {
    for (const [at, respondent] of ids.entries()) {
      const contact = contacts[at] ?? ''
      const session = sessions[at] ?? ''
      const time = T0 + at * 60_000
      await insert(tables.contacts, [
        { id: contact, language: 'ar', state: 'active', session, next_number: 3, heard_at: time },
      ])
      await insert(tables.addresses, [
        { lookup: randomUUID(), contact, channel: 'telegram', account: '1', sealed: 'sealed' },
      ])
      await insert(tables.sessions, [
        {
          contact,
          id: session,
          programme: 'iraq',
          flow: 'pulse',
          program: pulse.hash,
          round: round.id,
          respondent,
          state: JSON.stringify({ answers: [`wish ${at}`] }),
          open: false,
          shown_from: 1,
        },
      ])
      await insert(tables.outbox, [
        {
          contact,
          number: 1,
          channel: 'telegram',
          account: '1',
          state: sending.includes(at) ? 'sending' : 'sent',
          priority: 0,
          due_at: time,
          attempts: 1,
          body: `said to ${contact}`,
          session,
          sent_at: time,
        },
      ])
    }
  })
  return { respondents: ids, contacts, sessions }
}

/** Each of these was asked whether they may be followed; every tenth agreed. All were sent a summary. */
const isFollowed = (at: number) => at % 10 === 0
async function askToFollow(contacts: readonly string[]) {
  const { consents, shares } = database.tables
  await database.write(async ({ insert }) => {
    await insert(
      consents,
      contacts.map((contact, at) => ({
        ...{ contact, id: orderedId(T0 + at), programme: 'iraq', purpose: 'followed', notice: 'n' },
        ...{ agreed: isFollowed(at), wording: 'w', language: 'ar', place: null, at: T0 + at },
      })),
    )
    await insert(
      shares,
      contacts.map((contact, at) => ({ summary: 's', contact, at: T0 + at })),
    )
  })
}

async function closeAndCut(now = T0 + DAY + CLOSING_TIME, on = database) {
  await closeRound(database, 'iraq', 'pulse', T0 + DAY, 'amal')
  return await cutClosedRounds(on, now)
}

/** Of these numbers from 0 to as many as there are: 1 when they rise in order, 0 when no order is in them. */
function slope(numbers: readonly number[]): number {
  const middle = (numbers.length - 1) / 2
  const rises = numbers.map((number, at) => (number - middle) * (at - middle))
  const most = numbers.map((_, at) => (at - middle) ** 2)
  return rises.reduce((sum, one) => sum + one, 0) / most.reduce((sum, one) => sum + one, 0)
}

/** Ids in the order in which a table's pages hold them: by page, and within a page by where a row begins. */
function placedOnDisk(raw: BetterSqlite.Database, table: string, ids: readonly string[]): string[] {
  const size = raw.pragma('page_size', { simple: true }) as number
  const pages = raw
    .prepare('select pageno from dbstat where name = ? order by pageno')
    .pluck()
    .all(table) as number[]
  const bytes = readFileSync(file)
  const found = new Set<string>()
  const known = new Set(ids)
  for (const page of pages)
    for (const [id] of bytes
      .subarray((page - 1) * size, page * size)
      .toString('latin1')
      .matchAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))
      if (known.has(id)) found.add(id)
  return [...found]
}

describe('a round that is cut', () => {
  it('stays whole for the time in which people may finish', async () => {
    const round = await seedRound(database, pulse)
    await seedPeople(round)
    expect(await closeAndCut(T0 + DAY + CLOSING_TIME - 1)).toEqual([])
    expect(await database.read.select().from(database.tables.sessions)).toHaveLength(PEOPLE)
  })

  it('keeps every answer, and nothing that says whose it is but for those who agreed to be followed', async () => {
    const round = await seedRound(database, pulse)
    const people = await seedPeople(round)
    await askToFollow(people.contacts)
    // A large file is not written anew: the cut itself must leave nothing.
    const large = { ...database, scrub: async () => undefined }
    expect(await closeAndCut(undefined, large)).toMatchObject([{ id: round.id, state: 'closed' }])

    const checkpoint = new BetterSqlite(file)
    checkpoint.pragma('wal_checkpoint(TRUNCATE)')
    checkpoint.close()

    // With the file in hand: every text of every row, table by table.
    const raw = new BetterSqlite(file, { readonly: true })
    const tables = raw
      .prepare("select name from sqlite_master where type = 'table'")
      .pluck()
      .all() as string[]
    const who = new Map([...people.contacts, ...people.sessions].map((id, at) => [id, at % PEOPLE]))
    const whose = new Map(people.respondents.map((id, at) => [id, at]))
    const saysWho = new Set<string>()
    const saysWhose = new Set<string>()
    for (const table of tables) {
      for (const row of raw.prepare(`select * from "${table}"`).iterate() as Iterable<
        Record<string, unknown>
      >) {
        const words = Object.values(row).flatMap((value) => String(value).match(/[0-9a-f-]{36}/g) ?? [])
        if (words.some((word) => who.has(word))) saysWho.add(table)
        if (words.some((word) => whose.has(word))) saysWhose.add(table)
      }
    }
    expect([...saysWhose].sort()).toEqual(['answers', 'followed', 'respondents'])
    expect([...saysWho].filter((table) => saysWhose.has(table))).toEqual(['followed'])
    expect([...saysWho]).toEqual(expect.arrayContaining(['consents', 'shares', 'contacts']))
    const linked = raw.prepare('select contact, respondent from followed').raw().all() as [string, string][]
    const known = new Map(linked.map(([contact, respondent]) => [who.get(contact), whose.get(respondent)]))
    expect([...known].filter(([one, other]) => one !== other)).toEqual([])
    expect([...known.keys()].sort()).toEqual([...Array(PEOPLE).keys()].filter(isFollowed).sort())

    // No time tells one respondent from another, so nothing can be matched with when somebody wrote.
    expect(raw.prepare('select distinct at from answers').pluck().all()).toEqual([Math.floor(T0 / DAY) * DAY])
    expect(
      raw
        .prepare('select count(*) from contacts where heard_at < ?')
        .pluck()
        .get(T0 + DAY),
    ).toBe(0)
    expect(raw.prepare('select count(*) from answers').pluck().get()).toBe(2 * PEOPLE)

    // Nor does any order: guessing that the n-th contact is the n-th respondent hits as often as chance, about once.
    const rows = raw.prepare('select id from respondents order by rowid').pluck().all() as string[]
    expect(rows).toEqual(people.respondents.toSorted())
    const orders = [rows, placedOnDisk(raw, 'respondents', rows), placedOnDisk(raw, 'answers', rows)]
    for (const stored of orders) {
      expect(stored).toHaveLength(PEOPLE)
      expect(Math.abs(slope(stored.map((id) => whose.get(id) ?? -1)))).toBeLessThan(0.25)
      expect(stored.filter((id, at) => whose.get(id) === at).length).toBeLessThan(8)
      // Leaving out those who are known by agreement helps no further.
      const others = stored.map((id) => whose.get(id) ?? -1).filter((at) => !isFollowed(at))
      const contacts = [...Array(PEOPLE).keys()].filter((at) => !isFollowed(at))
      expect(others.filter((one, at) => one === contacts[at]).length).toBeLessThan(8)
    }
    raw.close()
  })

  it('leaves no trace of the link in the file or beside it', async () => {
    const round = await seedRound(database, pulse)
    const people = await seedPeople(round)
    await closeAndCut()
    const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]).toString('latin1')
    expect(people.sessions.filter((id) => bytes.includes(id))).toEqual([])
    expect(bytes).not.toContain('said to ')
  })

  it('waits for a message that is being sent, and is cut at the next call', async () => {
    const round = await seedRound(database, pulse)
    const people = await seedPeople(round, [17])
    expect(await closeAndCut()).toEqual([])
    const { sessions, outbox } = database.tables
    expect(await database.read.select({ id: sessions.id }).from(sessions)).toEqual([
      { id: people.sessions[17] },
    ])
    await database.write(({ queries }) => queries.update(outbox).set({ state: 'sent' }))
    expect(await cutClosedRounds(database, T0 + DAY + CLOSING_TIME + HOUR)).toHaveLength(1)
  })

  it('waits an hour at most: a sender that is gone for good does not keep the link', async () => {
    const round = await seedRound(database, pulse)
    await seedPeople(round, [17])
    expect(await closeAndCut()).toEqual([])
    expect(await cutClosedRounds(database, T0 + DAY + CLOSING_TIME + 2 * HOUR)).toHaveLength(1)
    expect(await database.read.select().from(database.tables.sessions)).toEqual([])
  })

  it('takes a contact back to no session, and leaves the sessions of another round alone', async () => {
    const round = await seedRound(database, pulse)
    await seedPeople(round)
    await database.write(({ queries }) =>
      queries.insert(database.tables.sessions).values({
        contact: 'c',
        id: 's',
        programme: 'iraq',
        flow: 'other',
        program: pulse.hash,
        round: 'another',
        respondent: 'r',
        state: '{}',
        open: true,
        shown_from: 1,
      }),
    )
    await closeAndCut()
    const { sessions, contacts } = database.tables
    expect(await database.read.select({ id: sessions.id }).from(sessions)).toEqual([{ id: 's' }])
    const pointers = await database.read.selectDistinct({ session: contacts.session }).from(contacts)
    expect(pointers).toEqual([{ session: null }])
  })
})
