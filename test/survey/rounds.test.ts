/** A round opens when it should, for whom it should, once; and what closed stays closed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDeeds } from '../../src/store/audit.ts'
import type { Database } from '../../src/store/database.ts'
import { publishPrograms } from '../../src/store/programs.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { followDates } from '../../src/survey/round-dates.ts'
import {
  closeOneRound,
  closeRound,
  ensureFirstRound,
  openPlannedRound,
  openRound,
  pauseRound,
  planRound,
  removePlannedRound,
  resumeRound,
} from '../../src/survey/rounds.ts'
import { pulse } from '../fixtures/pulse.ts'
import { T0 } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const HOUR = 3_600_000
const flow = { programme: 'iraq', flow: 'pulse', program: pulse.hash }

describe.each(DIALECTS)('rounds on %s', (dialect) => {
  let opened: TestDatabase
  let database: Database
  beforeEach(async () => {
    opened = await testDatabase(dialect)
    database = opened.database
    await publishPrograms(database, [pulse], T0)
  })
  afterEach(() => opened.remove())

  const states = async () => (await readRounds(database, 'iraq', 'pulse')).map(({ state }) => state)

  it('a planned one opens by hand with the program that is current by then, and is then like any other', async () => {
    const planned = await planRound(database, { ...flow, places: ['basra'], targets: { all: 100 } }, T0)
    expect(await states()).toEqual(['planned'])
    await publishPrograms(database, [{ ...pulse, hash: 'pulse-two-00' }], T0 + 1)
    const open = await openPlannedRound(database, planned, T0 + HOUR)
    expect(open?.round).toMatchObject({
      ...{ id: planned.id, number: 1, state: 'open', opened_at: T0 + HOUR, program: 'pulse-two-00' },
      ...{ places: ['basra'], targets: { all: 100 } },
    })
    expect((await readRounds(database, 'iraq', 'pulse'))[0]).toEqual(open?.round)
    expect(await openPlannedRound(database, planned, T0 + HOUR)).toBeUndefined()
  })

  it('a paused one goes on or closes; it never makes way for another', async () => {
    const { round } = await openRound(database, flow, T0)
    const paused = await pauseRound(database, round, T0)
    expect(paused).toMatchObject({ state: 'paused' })
    expect(await pauseRound(database, round, T0)).toBeUndefined()
    expect(await openRound(database, flow, T0)).toMatchObject({
      kind: 'already_open',
      round: { id: round.id },
    })
    expect(await resumeRound(database, round, T0)).toMatchObject({ state: 'open' })
    expect(await resumeRound(database, round, T0)).toBeUndefined()
    await pauseRound(database, round, T0)
    expect(await closeRound(database, 'iraq', 'pulse', T0 + HOUR)).toMatchObject({
      ...{ state: 'closing', closed_at: T0 + HOUR },
    })
    expect(await states()).toEqual(['closing'])
  })

  it('one that closes never opens again: the next is a new one', async () => {
    const { round } = await openRound(database, flow, T0)
    await closeOneRound(database, round, T0)
    expect(await resumeRound(database, round, T0)).toBeUndefined()
    expect(await openPlannedRound(database, round, T0)).toBeUndefined()
    expect(await closeOneRound(database, round, T0)).toBeUndefined()
    const next = await openRound(database, flow, T0)
    expect(next.round).toMatchObject({ number: 2, state: 'open' })
    expect(await states()).toEqual(['closing', 'open'])
  })

  it('only a planned one can be taken away', async () => {
    const planned = await planRound(database, flow, T0)
    expect(await removePlannedRound(database, planned, T0)).toBe(true)
    expect(await removePlannedRound(database, planned, T0)).toBe(false)
    const { round } = await openRound(database, flow, T0)
    expect(await removePlannedRound(database, round, T0)).toBe(false)
    expect(await states()).toEqual(['open'])
  })

  it('two planned ones that open at the same moment do not both open', async () => {
    const [first, second] = [await planRound(database, flow, T0), await planRound(database, flow, T0)]
    // Two handles in one thread would only wait for each other on SQLite.
    const other = dialect === 'postgres' ? await opened.again() : database
    const both = await Promise.all([
      openPlannedRound(database, first, T0),
      openPlannedRound(other, second, T0),
    ])
    expect(both.map((one) => one?.kind).sort()).toEqual(['already_open', 'opened'])
    expect((await states()).sort()).toEqual(['open', 'planned'])
  })

  it('rounds about summaries stand beside each other and beside the flow’s own', async () => {
    await openRound(database, flow, T0)
    for (const summary of ['one', 'two'])
      expect((await openRound(database, { ...flow, summary }, T0)).kind).toBe('opened')
    expect(await states()).toEqual(['open', 'open', 'open'])
    // By the flow's name its own round is closed, and no other.
    expect(await closeRound(database, 'iraq', 'pulse', T0)).toMatchObject({ summary: null, number: 1 })
    expect(await closeRound(database, 'iraq', 'pulse', T0)).toBeUndefined()
    expect((await openRound(database, flow, T0)).kind).toBe('opened')
  })

  it('a flow’s first round opens by itself, but not where one is planned', async () => {
    await planRound(database, flow, T0)
    await ensureFirstRound(database, 'iraq', 'pulse', pulse.hash, T0)
    expect(await states()).toEqual(['planned'])
    await ensureFirstRound(database, 'iraq', 'other', pulse.hash, T0)
    expect((await readRounds(database, 'iraq', 'other')).map(({ state }) => state)).toEqual(['open'])
  })

  it('a round opens and closes on its dates, and one that has to wait opens once it can', async () => {
    const first = await planRound(database, { ...flow, opensAt: T0 + HOUR, closesAt: T0 + 3 * HOUR }, T0)
    await planRound(database, { ...flow, opensAt: T0 + 2 * HOUR }, T0)
    await planRound(database, flow, T0)
    const at = async (hours: number) => {
      await followDates(database, T0 + hours * HOUR)
      return await states()
    }
    expect(await at(0.5)).toEqual(['planned', 'planned', 'planned'])
    expect(await at(1)).toEqual(['open', 'planned', 'planned'])
    expect(await at(2)).toEqual(['open', 'planned', 'planned'])
    expect(await at(3)).toEqual(['closing', 'open', 'planned'])
    const deeds = await readDeeds(database, first.id)
    expect(deeds.map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
      'schedule: round.open',
      'schedule: round.close',
    ])
  })

  it('a paused round closes on its date, too', async () => {
    const { round } = await openRound(database, { ...flow, closesAt: T0 + HOUR }, T0)
    await pauseRound(database, round, T0)
    await followDates(database, T0 + HOUR)
    expect(await states()).toEqual(['closing'])
  })

  it('a planned round whose place the flow no longer knows waits for somebody to look', async () => {
    await planRound(database, { ...flow, places: ['basra_faw'], opensAt: T0 }, T0)
    const places = pulse.places.filter(({ code }) => code !== 'basra_faw')
    await publishPrograms(database, [{ ...pulse, hash: 'pulse-two-00', places }], T0)
    await followDates(database, T0)
    expect(await states()).toEqual(['planned'])
  })

  it('who did what stays on record, and nothing of what was not done', async () => {
    const round = await planRound(database, { ...flow, by: 'amal' }, T0)
    await openPlannedRound(database, round, T0 + 1, 'amal')
    await resumeRound(database, round, T0 + 2, 'basim')
    await pauseRound(database, round, T0 + 3, 'basim')
    await closeOneRound(database, round, T0 + 4, 'basim')
    const deeds = await readDeeds(database, round.id)
    expect(deeds.map(({ at, actor, action }) => `${at - T0} ${actor} ${action}`)).toEqual([
      '0 amal round.plan',
      '1 amal round.open',
      '3 basim round.pause',
      '4 basim round.close',
    ])
    expect(deeds[0]?.detail).toEqual({ programme: 'iraq', flow: 'pulse', number: 1 })
  })
})
