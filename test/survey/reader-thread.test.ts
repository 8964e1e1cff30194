/** The compiled thread: what runs as TypeScript here cannot be loaded by one, and runs in place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publicRules } from '../../src/findings/publish.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import type { Database } from '../../src/store/database.ts'
import type { Job } from '../../src/survey/reader-thread.ts'
import { tellRound } from '../../src/survey/tell-round.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

describe.each(DIALECTS)('a thread for reading from %s', (dialect) => {
  let test: TestDatabase
  let database: Database
  let folder: string
  beforeEach(async () => {
    test = await testDatabase(dialect)
    database = test.database
    folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  })
  afterEach(async () => {
    await test.remove()
    rmSync(folder, { recursive: true })
  })

  /** The types are those of the sources. */
  async function compiled() {
    const load = (file: string) => import(pathToFileURL(join('dist/survey', file)).href)
    const { inThread } = (await load(
      'reader-thread.js',
    )) as typeof import('../../src/survey/reader-thread.ts')
    const told = (await load('tell-round.js')) as typeof import('../../src/survey/tell-round.ts')
    return { inThread, tellRound: told.tellRound }
  }

  /** A job written in JavaScript, that can only run in the thread. */
  function job<Result>(body: string): Job<string, Result> {
    const file = join(folder, `job-${Math.random()}.mjs`)
    writeFileSync(file, `export const job = { async run(reader, order) { ${body} } }`)
    return {
      module: pathToFileURL(file).href,
      name: 'job',
      run: async () => {
        throw new Error('ran in place')
      },
    }
  }

  it('tells of a large round what the server itself would', async () => {
    const round = await seedRound(database, pulse)
    const people = respondents(400, (at) => ({
      district: at % 3 ? 'basra_faw' : 'kirkuk_dibis',
      safe_now: at % 2 ? 'safe' : 'unsafe',
      household: at % 7,
    }))
    await seedRespondents(database, round, people)
    const order = { round, without: ['webchat'], analysis: plainAnalysis, rules: publicRules(plainAnalysis) }
    const told = await (await compiled()).tellRound(database, order)
    expect(told?.respondents).toBe(320)
    expect(told?.findings.filter(({ state }) => state === 'shown').length).toBeGreaterThan(3)
    expect(told).toEqual(await tellRound(database, order))
  })

  it('runs jobs one after the other over a connection that cannot write', async () => {
    const { inThread } = await compiled()
    const echo = job<string>('return order + reader.dialect')
    expect(await Promise.all(['a ', 'b '].map((order) => inThread(database, echo, order)))).toEqual([
      `a ${dialect}`,
      `b ${dialect}`,
    ])
    const write = job("await reader.read.insert(reader.tables.meta).values({ name: 'x', value: 'y' })")
    await expect(inThread(database, write, '')).rejects.toThrow()
    expect(await database.read.select().from(database.tables.meta)).toEqual([])
  })

  it('tells what went wrong in a job, and takes the next', async () => {
    const { inThread } = await compiled()
    await expect(inThread(database, job("throw new Error('no such ' + order)"), 'page')).rejects.toThrow(
      'no such page',
    )
    expect(await inThread(database, job('return order'), 'next')).toBe('next')
  })

  it('that is lost fails what waited for it, and the next job gets a new one', async () => {
    const { inThread } = await compiled()
    const lost = inThread(database, job('process.exit(3)'), '')
    const waiting = inThread(database, job('return order'), 'waited')
    await expect(lost).rejects.toThrow('ended')
    await expect(waiting).rejects.toThrow('ended')
    expect(await inThread(database, job('return order'), 'next')).toBe('next')
  })
})
