import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { type PublishedCache, publishedCache } from '../../src/survey/published-cache.ts'
import { closeRound, openRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const SECOND = 1000

describe.each(DIALECTS)('published rounds kept in memory, on %s', (dialect) => {
  let test: TestDatabase
  let database: Database
  let now = T0
  let cache: PublishedCache
  beforeEach(async () => {
    test = await testDatabase(dialect)
    database = test.database
    now = T0
    cache = publishedCache(database, () => now)
  })
  afterEach(() => test.remove())

  const answer = (at: number) => ({ safe_now: at % 2 ? 'safe' : 'unsafe' })
  const edition = async () => await cache.edition('iraq', 'pulse')
  const round = async () => {
    const newest = (await edition()).rounds.at(-1)
    if (newest === undefined) throw new Error('no round')
    return await cache.round(newest)
  }

  it('are told at most a second late, and read once while they stay as they are', async () => {
    const row = await seedRound(database, pulse, { name: '2026' })
    await seedRespondents(database, row, respondents(30, answer))
    expect((await round()).snapshot).toBeNull()
    await refreshSnapshots(database, now)
    expect((await round()).snapshot).toBeNull()
    now += SECOND
    const first = await round()
    expect(first.snapshot).toMatchObject({ number: 1, respondents: 30 })
    expect(first.finding({ question: 'safe_now', of: [] })).toMatchObject({ state: 'shown', base: 30 })
    expect(first.about('safe_now').length).toBeGreaterThan(0)
    expect(first.finding({ question: 'nothing', of: [] })).toBeUndefined()
    now += SECOND
    expect(await round()).toBe(first)
  })

  it('are read anew with a new snapshot, and with another state', async () => {
    const row = await seedRound(database, pulse, { name: '2026' })
    await seedRespondents(database, row, respondents(30, answer))
    await refreshSnapshots(database, now)
    const first = await edition()
    const before = await round()
    await closeRound(database, 'iraq', 'pulse', now)
    now += SECOND
    const second = await edition()
    expect(second.stamp).not.toBe(first.stamp)
    expect(await round()).not.toBe(before)
    expect((await round()).round.state).toBe('closing')
  })

  it('tell of rounds that have nothing to show, and of flows that have none', async () => {
    expect(await cache.edition('iraq', 'nothing')).toEqual({
      rounds: [],
      shared: [],
      stamp: expect.any(String),
    })
    await openRound(database, { programme: 'iraq', flow: 'pulse', program: pulse.hash }, now)
    expect((await edition()).rounds).toMatchObject([{ snapshot: 0, round: { number: 1 } }])
  })

  it('name summaries that are shared, and no other', async () => {
    const row = await seedRound(database, pulse, { name: '2026' })
    const summary = (number: number, state: 'draft' | 'approved' | 'shared' | 'withdrawn') => ({
      ...{ id: `s${number}`, round: row.id, number, place: null, state, body: {} },
      ...{ made_by: 'amal', made_at: now, shared_at: state === 'shared' ? now : null },
    })
    await database.write(async ({ insert }) => {
      await insert(database.tables.summaries, [
        summary(1, 'draft'),
        summary(2, 'shared'),
        summary(3, 'withdrawn'),
        summary(4, 'approved'),
      ])
    })
    expect((await edition()).shared).toEqual([
      { id: 's2', round: row.id, number: 2, place: null, sharedAt: now },
    ])
  })
})

describe('a store that cannot be read', () => {
  it('is told to who asks, and asked again by who comes next', async () => {
    const test = await testDatabase('sqlite')
    const { database } = test
    let broken = true
    const read = new Proxy(database.read, {
      get: (target, name, receiver) => {
        if (broken) throw new Error('disk')
        return Reflect.get(target, name, receiver)
      },
    })
    const cache = publishedCache({ ...database, read }, () => T0)
    await expect(cache.edition('iraq', 'pulse')).rejects.toThrow('disk')
    broken = false
    await expect(cache.edition('iraq', 'pulse')).resolves.toMatchObject({ rounds: [] })
    await test.remove()
  })
})
