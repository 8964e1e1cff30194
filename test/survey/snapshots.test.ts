import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { readPublishedRounds } from '../../src/survey/published.ts'
import { closeRound, ensureFirstRound, openRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { countRound } from '../../src/survey/tallies.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  database = openSqlite({ file: join(folder, 'test.sqlite') })
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const mixed = (count: number) => respondents(count, (at) => ({ safe_now: at % 2 ? 'safe' : 'unsafe' }))
/** The flow's only round, as it is told. */
const told = async () => (await readPublishedRounds(database, 'iraq', 'pulse'))[0]
const shown = async () => (await told())?.snapshot

describe('snapshots', () => {
  it('show nothing before the tenth person, and move on only after ten more', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(database, round, mixed(9))
    expect(await refreshSnapshots(database, T0 + 1)).toBe(0)
    await seedRespondents(database, round, mixed(21))
    expect(await refreshSnapshots(database, T0 + 2)).toBe(1)
    await seedRespondents(database, round, mixed(9))
    expect(await refreshSnapshots(database, T0 + 3)).toBe(0)
    expect(await shown()).toMatchObject({ respondents: 30, at: T0 + 2 })
    await seedRespondents(database, round, mixed(1))
    expect(await refreshSnapshots(database, T0 + 4)).toBe(1)
    expect(await shown()).toMatchObject({ respondents: 40, at: T0 + 4 })
  })

  it('of hundreds of people come less often, so that counting does not keep a thread busy; the last one at once', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(database, round, mixed(180))
    expect(await refreshSnapshots(database, T0 + 1)).toBe(1)
    await seedRespondents(database, round, mixed(20))
    expect(await refreshSnapshots(database, T0 + 59_000)).toBe(0)
    expect(await refreshSnapshots(database, T0 + 61_000)).toBe(1)
    await seedRespondents(database, round, mixed(20))
    expect(await refreshSnapshots(database, T0 + 62_000)).toBe(0)
    await closeRound(database, 'iraq', 'pulse', T0 + 62_000)
    expect(await refreshSnapshots(database, T0 + 63_000)).toBe(1)
    expect(await shown()).toMatchObject({ respondents: 220 })
  })

  it('keep a question as it was while those who joined all said the same', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(database, round, mixed(40))
    await refreshSnapshots(database, T0 + 1)
    await seedRespondents(
      database,
      round,
      respondents(12, () => ({ safe_now: 'unsafe' })),
    )
    await refreshSnapshots(database, T0 + 2)
    const question = (await told())?.findings.find((one) => one.question === 'safe_now')
    expect(question).toMatchObject({ base: 40, at: T0 + 1 })
  })
})

describe('tallies', () => {
  it('can leave the web chat out', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(database, round, mixed(50))
    expect((await countRound(database, round))?.tallies.respondents).toBe(50)
    expect((await countRound(database, round, ['webchat']))?.tallies.respondents).toBe(40)
  })
})

describe('rounds', () => {
  it('open one at a time', async () => {
    const round = await seedRound(database, pulse)
    const again = await openRound(database, { programme: 'iraq', flow: 'pulse', program: pulse.hash }, T0)
    expect(again).toEqual({ kind: 'already_open', round })
  })

  it('open by themselves only for a flow that never had one', async () => {
    await ensureFirstRound(database, 'iraq', 'pulse', pulse.hash, T0)
    expect(await closeRound(database, 'iraq', 'pulse', T0 + 1)).toMatchObject({ number: 1, state: 'closing' })
    await ensureFirstRound(database, 'iraq', 'pulse', pulse.hash, T0 + 2)
    expect(await readPublishedRounds(database, 'iraq', 'pulse')).toHaveLength(1)
  })
})
