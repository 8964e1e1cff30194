import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLOSING_TIME } from '../../src/limits.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { answersTable } from '../../src/survey/export-answers.ts'
import { readPublishedRounds } from '../../src/survey/published.ts'
import { closeRound, openRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { exportTexts } from '../support/export-texts.ts'

describe.each(DIALECTS)('a round on %s', (dialect) => {
  let test: TestDatabase
  beforeEach(async () => {
    test = await testDatabase(dialect)
  })
  afterEach(() => test.remove())

  it('is counted, shown, closed, cut and exported', async () => {
    const { database } = test
    const { tables } = database
    const round = await seedRound(database, pulse, { name: '2026' })
    const ids = await seedRespondents(
      database,
      round,
      respondents(30, (at) => ({ safe_now: at % 2 ? 'safe' : 'unsafe' })),
    )
    await database.write(async ({ insert }) => {
      await insert(tables.contacts, [
        { id: 'c', state: 'active', session: 's', next_number: 2, heard_at: T0 },
      ])
      await insert(tables.sessions, [
        {
          contact: 'c',
          id: 's',
          programme: 'iraq',
          flow: 'pulse',
          program: pulse.hash,
          round: round.id,
          respondent: ids[0] ?? null,
          state: '{}',
          open: true,
          shown_from: 1,
        },
      ])
    })
    expect(await refreshSnapshots(database, T0 + 1)).toBe(1)
    const [told] = await readPublishedRounds(database, 'iraq', 'pulse')
    expect(told?.snapshot).toMatchObject({ respondents: 30 })
    const closing = await closeRound(database, 'iraq', 'pulse', T0 + 2)
    expect(closing).toMatchObject({ id: round.id, state: 'closing' })
    expect(await cutClosedRounds(database, T0 + 2 + CLOSING_TIME)).toHaveLength(1)
    expect(await database.read.select().from(tables.sessions)).toEqual([])
    expect(await database.read.select({ session: tables.contacts.session }).from(tables.contacts)).toEqual([
      { session: null },
    ])
    const table = await answersTable(database, {
      rounds: [round],
      language: 'ar',
      texts: exportTexts,
      without: [],
    })
    let rows = 0
    for await (const _ of table?.rows ?? []) rows += 1
    expect(rows).toBe(30)
  })

  it('is opened once when two commands open it at the same moment', async () => {
    // Two handles in one thread would only wait for each other on SQLite; there, writes queue for the one connection.
    const other = dialect === 'postgres' ? await test.again() : test.database
    const wanted = { programme: 'iraq', flow: 'pulse', program: pulse.hash }
    const opened = await Promise.all([openRound(test.database, wanted, T0), openRound(other, wanted, T0)])
    expect(opened.map(({ kind }) => kind).sort()).toEqual(['already_open', 'opened'])
    expect(new Set(opened.map(({ round }) => round.id)).size).toBe(1)
  })
})
