/** Which groups may be written to, whatever becomes of them on their platform. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  acceptGroup,
  followGroup,
  type KnownGroup,
  keepGroups,
  listGroups,
  postSummary,
  postToGroup,
  refuseGroup,
} from '../../src/outreach/groups.ts'
import { cannotPost } from '../../src/outreach/share-with-group.ts'
import { readDeeds } from '../../src/store/audit.ts'
import type { Database } from '../../src/store/database.ts'
import { type Claimed, outboxStore, type Result } from '../../src/store/outbox.ts'
import { ACCOUNT, START, vault } from '../delivery/outbox-world.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const wanted = { replies: 100, bulk: 100, resting: new Set<string>(), now: START, heard: false }
const youth = { id: '-1001', name: 'Youth of Basra', people: null, canPost: true }
const told = { text: 'What people said', language: 'en', direction: 'ltr', summary: 's1' } as const

describe.each(DIALECTS)('groups on %s', (dialect) => {
  let held: TestDatabase
  let database: Database
  beforeEach(async () => {
    held = await testDatabase(dialect)
    database = held.database
    await followGroup(database, vault, ACCOUNT, { kind: 'joined', ...youth })
  })
  afterEach(() => held.remove())

  const list = () => listGroups(database, vault, ['telegram'])
  const only = async (): Promise<KnownGroup> => {
    const [group] = await list()
    if (group === undefined) throw new Error('no group')
    return group
  }
  const accepted = async () => {
    await acceptGroup(database, await only(), 'Zaynab', START)
    return await only()
  }
  /** Claims the one message that waits, and writes what became of it. */
  async function attempt(result: (row: Claimed) => Result): Promise<Claimed> {
    const outbox = outboxStore(database, vault)
    const { claimed } = await outbox.exchange(ACCOUNT, [], wanted)
    const [row] = claimed
    if (row === undefined) throw new Error('nothing to send')
    await outbox.exchange(ACCOUNT, [result(row)], { ...wanted, replies: 0 })
    return row
  }

  test('are called by names that cannot turn a line around, or command a terminal', async () => {
    const name = '\u202Eartificial\u001B[2J\u2069 \n گه\u200Cنجان\u0000'
    await followGroup(database, vault, ACCOUNT, { kind: 'renamed', id: youth.id, name })
    expect((await only()).name).toBe('artificial [2J گه\u200Cنجان')
  })

  test('are written to only once somebody agreed, whose name is kept', async () => {
    expect(cannotPost(await only())?.reason).toMatch(/not accepted/)
    const group = await accepted()
    expect(cannotPost(group)).toBeUndefined()
    expect(group.accepted).toEqual({ by: 'Zaynab', at: START })
    expect(await refuseGroup(database, group, 'Amal', START + 1)).toBe(true)
    expect(await refuseGroup(database, group, 'Amal', START + 2)).toBe(false)
    expect(cannotPost(await only())?.reason).toMatch(/not accepted/)
    const deeds = await readDeeds(database, group.lookup)
    expect(deeds.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'Zaynab group.accept',
      'Amal group.refuse',
    ])
  })

  test('stay accepted when the channel tells its list anew, and not when we are taken out', async () => {
    await accepted()
    await keepGroups(database, vault, ACCOUNT, [{ ...youth, name: 'Youth', people: 40 }])
    expect(await list()).toMatchObject([{ name: 'Youth', people: 40, accepted: { by: 'Zaynab' } }])
    await followGroup(database, vault, ACCOUNT, { kind: 'renamed', id: youth.id, name: 'Young Basra' })
    expect(await list()).toMatchObject([{ name: 'Young Basra', accepted: { by: 'Zaynab' } }])
    await followGroup(database, vault, ACCOUNT, { kind: 'left', id: youth.id })
    expect(await list()).toEqual([])
    await followGroup(database, vault, ACCOUNT, { kind: 'joined', ...youth })
    expect(await list()).toMatchObject([{ accepted: null }])
  })

  test('get a summary once, and a post as often as it is written', async () => {
    const group = await accepted()
    expect(await postSummary(database, vault, group, told, START)).toBeDefined()
    expect(await postSummary(database, vault, group, told, START)).toBeUndefined()
    expect(await postSummary(database, vault, group, { ...told, summary: 's2' }, START)).toBeDefined()
    const row = await attempt((claimed) => ({ row: claimed, state: 'sent', reason: null, at: START }))
    expect(JSON.parse(row.body)).toMatchObject({ message: { once: true, summary: 's1' } })
    for (const text of ['one', 'two']) await postToGroup(database, vault, { group, text }, START)
    const { outbox } = database.tables
    expect(await database.read.select().from(outbox)).toHaveLength(4)
  })

  test('get again what certainly did not arrive, and never what may have', async () => {
    const group = await accepted()
    await postSummary(database, vault, group, told, START)
    await attempt((row) => ({ row, state: 'failed', reason: 'no rights' }))
    expect(await postSummary(database, vault, group, told, START)).toBeDefined()
    await attempt((row) => ({ row, state: 'unknown', reason: 'no answer' }))
    expect(await postSummary(database, vault, group, told, START)).toBeUndefined()
  })

  test.each(['by itself', 'in answer to a message'] as const)(
    'that move to another id stay accepted, and have what they have: told %s',
    async (how) => {
      const group = await accepted()
      await postSummary(database, vault, group, told, START)
      if (how === 'by itself')
        await followGroup(database, vault, ACCOUNT, { kind: 'moved', id: youth.id, to: '-2002' })
      else await attempt((row) => ({ row, state: 'queued', reason: null, due: START, moved: '-2002' }))
      const [now, ...more] = await list()
      expect(more).toEqual([])
      expect(now).toMatchObject({ id: '-2002', name: youth.name, accepted: { by: 'Zaynab' } })
      expect(await postSummary(database, vault, await only(), told, START)).toBeUndefined()
      const row = await attempt((claimed) => ({ row: claimed, state: 'sent', reason: null, at: START }))
      expect(row.address).toBe('-2002')
    },
  )

  test('that refuse us for good are marked as gone, until we are put in again', async () => {
    const group = await accepted()
    await postSummary(database, vault, group, told, START)
    await attempt((row) => ({ row, state: 'failed', reason: 'kicked', unreachable: true }))
    expect(await list()).toMatchObject([{ gone: true }])
    expect(cannotPost(await only())?.reason).toMatch(/taken out/)
    await followGroup(database, vault, ACCOUNT, { kind: 'joined', ...youth })
    expect(cannotPost(await only())).toBeUndefined()
    expect(await postSummary(database, vault, await only(), told, START)).toBeDefined()
  })
})
