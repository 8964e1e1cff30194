/** Files that people send: nobody's phone may cost the others their answers, and no trouble of ours costs a photo. */
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Channel, SendError } from '../../src/channels/channel.ts'
import { orderedId } from '../../src/ids.ts'
import {
  type ReceivedFiles,
  startReceivedFiles,
  sweepReceivedFiles,
} from '../../src/intake/received-files.ts'
import { RECEIVED_FILES_A_DAY } from '../../src/limits.ts'
import { createVault } from '../../src/privacy/vault.ts'
import { type ManualClock, manualClock } from '../delivery/manual-clock.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

const START = 1_767_225_600_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

let mine: TestDatabase
let folder: string
let clock: ManualClock
let files: ReceivedFiles | undefined
let fetched: number
let free: number
let answer: () => Uint8Array
const vault = createVault(Buffer.alloc(32, 7))

beforeEach(() => {
  mine = sqliteDatabase()
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  clock = manualClock(START)
  fetched = 0
  free = Number.POSITIVE_INFINITY
  answer = () => Buffer.from('a photo')
})
afterEach(async () => {
  await files?.stop()
  files = undefined
  await mine.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function sends(contact: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, () => ({
    ...{ contact, id: orderedId(clock.now()), channel: 'whatsapp-cloud', account: '1', kind: 'photo' },
    ...{ type: 'image/jpeg', handle: vault.seal('1'), state: 'wanted' as const, size: null, attempts: 0 },
    ...{ due_at: clock.now(), at: clock.now(), reason: null },
  }))
  await mine.database.write(({ insert }) => insert(mine.database.tables.media, rows))
  if (files === undefined) start()
  else files.wake()
  await settled()
}

function start(): void {
  const channel = {
    ...{ name: 'whatsapp-cloud', account: '1' },
    fetch: async () => {
      fetched += 1
      return answer()
    },
  } as unknown as Channel
  files = startReceivedFiles({
    ...{ database: mine.database, vault, channels: [channel], dataDir: folder, clock },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined },
    free: async () => free,
  })
}

/** Until nothing is due: files are written to a real disk, which takes its own time. */
const settled = () =>
  expect
    .poll(async () =>
      (await rows()).filter(({ state, due_at }) => state === 'wanted' && due_at <= clock.now()),
    )
    .toEqual([])

const rows = () => mine.database.read.select().from(mine.database.tables.media)
const states = async () => (await rows()).map(({ state }) => state)

async function later(milliseconds: number): Promise<void> {
  await clock.advance(milliseconds)
  files?.wake()
  await settled()
}

test('of one person so many a day are fetched, and everybody else’s all the same', async () => {
  await sends('ann', RECEIVED_FILES_A_DAY + 3)
  await sends('bob', 1)
  expect(fetched).toBe(RECEIVED_FILES_A_DAY + 1)
  const lost = (await rows()).filter(({ state }) => state === 'lost')
  expect(lost.map(({ contact, reason }) => [contact, reason])).toEqual(
    Array(3).fill(['ann', 'more than 40 files of one person within a day']),
  )
  await later(DAY)
  await sends('ann', 1)
  expect(fetched).toBe(RECEIVED_FILES_A_DAY + 2)
})

test('a disk that is nearly full fetches none, and all of them once there is room', async () => {
  free = 1024
  await sends('ann', 2)
  expect([fetched, await states()]).toEqual([0, ['wanted', 'wanted']])
  await later(2 * DAY)
  free = Number.POSITIVE_INFINITY
  await later(HOUR)
  expect(await states()).toEqual(['kept', 'kept'])
})

test('a token that expired costs no file: they come when it is good again', async () => {
  answer = () => {
    throw new SendError('config', 'the token expired')
  }
  await sends('ann', 1)
  for (let hour = 0; hour < 72; hour += 1) await later(HOUR)
  expect(await states()).toEqual(['wanted'])
  answer = () => Buffer.from('a photo')
  await later(HOUR)
  expect(await states()).toEqual(['kept'])
})

test('what a kill or a full disk left half written goes, and what is being written stays', async () => {
  await sends('ann', 1)
  const received = join(folder, 'media', 'received')
  for (const name of ['old.part', 'young.part']) writeFileSync(join(received, name), 'half')
  utimesSync(join(received, 'old.part'), 0, 0)
  await sweepReceivedFiles(mine.database, folder)
  const left = readdirSync(received)
  expect(left).toContain('young.part')
  expect(left).not.toContain('old.part')
  expect(left).toHaveLength(2)
})

test('one that is gone at the platform is lost at once, and one that never comes in the end', async () => {
  answer = () => {
    throw new SendError('rejected', 'gone')
  }
  await sends('ann', 1)
  answer = () => {
    throw new SendError('retry', 'no connection')
  }
  await sends('bob', 1)
  for (let day = 0; day < 5; day += 1) for (let hour = 0; hour < 24; hour += 1) await later(HOUR)
  expect((await rows()).map(({ state, reason }) => [state, reason])).toEqual([
    ['lost', 'gone'],
    ['lost', 'no connection'],
  ])
  expect(existsSync(join(folder, 'media', 'received'))).toBe(false)
})
