import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobs } from '../../src/app/jobs.ts'
import { readMeta, writeMeta } from '../../src/store/meta.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'
import { vault } from '../support/world.ts'

let test: TestDatabase
beforeEach(() => {
  test = sqliteDatabase()
})
afterEach(() => test.remove())

/** By the clock of the machine, as the job reads it. */
const at = (hour: number) => new Date(2026, 5, 1, hour, 20).getTime()

it('a large file that holds copies of something erased is written anew between three and four at night, and then no more', async () => {
  const { database } = test
  const job = jobs({
    ...{ database, vault, intake: { receive: async () => [] }, dataDir: '', analysisOf: () => undefined },
    ...{ delivery: () => undefined, published: async () => undefined },
    ...{ takeErased: () => false, erasedAfterAll: () => undefined },
  }).find(({ name }) => name === 'write the file anew')
  if (job === undefined) throw new Error('there is no such job')
  const isDue = async () => (await readMeta(database, 'rewrite')) !== undefined
  await writeMeta(database, 'rewrite', 'due')
  for (const hour of [0, 2, 4, 15]) await job.run(at(hour))
  expect(await isDue()).toBe(true)
  await job.run(at(3))
  expect(await isDue()).toBe(false)
  await job.run(at(3))
  expect(await isDue()).toBe(false)
})
