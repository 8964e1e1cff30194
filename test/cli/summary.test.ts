/** What staff type, and what they are told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Command } from '../../src/cli/command.ts'
import { groupCommand } from '../../src/cli/group.ts'
import { summaryCommand } from '../../src/cli/summary.ts'
import { keepGroups } from '../../src/outreach/groups.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { readSettings } from '../../src/settings.ts'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

let held: TestDatabase
let database: Database
let env: Record<string, string>
beforeEach(async () => {
  held = sqliteDatabase()
  database = held.database
  env = { DATA_DIR: held.where.replace(/\/[^/]+$/, '') }
  const round = await seedRound(database, pulse)
  await seedRespondents(
    database,
    round,
    respondents(60, (at) => ({ safe_now: at % 5 < 3 ? 'unsafe' : 'safe' })),
  )
  await refreshSnapshots(database, T0 + 1)
})
afterEach(() => held.remove())

async function run(
  make: (open: () => Promise<Database>, clock: () => number) => Command,
  args: readonly string[],
) {
  const [out, err]: [string[], string[]] = [[], []]
  const io = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), env }
  const code = await make(
    async () => openSqlite({ file: held.where }),
    () => T0 + 2,
  ).run(args, io)
  return { code, out: out.join(''), err: err.join('') }
}
const summary = (...args: string[]) => run(summaryCommand, args)
const group = (...args: string[]) => run(groupCommand, args)
const NAME = 'iraq/pulse/1/1'
const draft = () => summary('draft', '--programme', 'iraq', '--flow', 'pulse', '--round', '1', '--by', 'Amal')

describe('summary', () => {
  it.each<[string[], RegExp]>([
    [[], /list, draft, show.*given: nothing/],
    [['publish', NAME], /given: publish/],
    [['show'], /Which summary\?/],
    [['list', NAME], /takes no name/],
    [['draft', '--programme', 'iraq', '--flow', 'pulse'], /--by is needed/],
    [['draft', '--programme', 'iraq', '--flow', 'pulse', '--by', ' '], /--by is needed/],
    [['approve', NAME, '--by', 'Zaynab', '--place', 'basra'], /approve has no --place/],
    [['show', NAME, '--speed', '9'], /speed/],
  ])('%j is called wrongly, and says how it is meant', async (args, reason) => {
    expect(await summary(...args)).toEqual({ code: 2, out: '', err: expect.stringMatching(reason) })
  })

  it.each<[string[], RegExp]>([
    [['show', NAME], /no summary iraq\/pulse\/1\/1.*summary list/],
    [
      ['draft', '--programme', 'iraq', '--flow', 'pulse', '--by', 'Amal'],
      /No round of this flow is closed yet.*--round/,
    ],
    [['draft', '--programme', 'iraq', '--flow', 'nothing', '--by', 'Amal'], /has no round/],
    [['share', NAME, '--by', 'Zaynab'], /no summary/],
  ])('%j cannot be done, and says what to do', async (args, reason) => {
    expect(await summary(...args)).toEqual({ code: 1, out: '', err: expect.stringMatching(reason) })
  })

  it('is shown as people will get it, and to a program with all that stands behind it', async () => {
    expect((await summary('list')).out).toMatch(/no summary yet/)
    expect(await draft()).toMatchObject({ code: 0, out: expect.stringMatching(/Drafted iraq\/pulse\/1\/1/) })
    const shown = await summary('show', NAME, '--language', 'en')
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/draft · everybody · safe_now · drafted by Amal/)
    expect(shown.out).toMatch(/✓ Every number is one that its finding yields/)
    expect(shown.out).not.toContain('── ar ──')
    const json = JSON.parse((await summary('show', NAME, '--json')).out)
    expect(json).toMatchObject({ state: 'draft', made_by: 'Amal', faults: [], body: { snapshot: 1 } })
    expect(json.texts.map(({ language }: { language: string }) => language)).toEqual(['ar', 'ckb', 'en'])
    expect((await summary('show', NAME, '--language', 'fr')).err).toMatch(/ar, ckb, en; given: fr/)
  })

  it('says who it is for before anything is sent, and refuses what is no audience', async () => {
    await draft()
    await summary('approve', NAME, '--by', 'Zaynab')
    expect(await summary('share', NAME, '--by', 'Zaynab', '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Nobody who asked.*\n.*Nothing was sent/),
    })
    expect(await summary('share', NAME, '--by', 'Zaynab', '--to', 'everyone')).toMatchObject({ code: 2 })
    expect(await summary('share', NAME, '--by', 'Zaynab', '--to', 'group:x')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/There is no group/),
    })
    expect((await summary('list')).out).toMatch(/approved/)
  })
})

describe('group', () => {
  it.each<[string[], RegExp]>([
    [[], /list, accept or refuse; given: nothing/],
    [['accept'], /Name one group/],
    [['accept', '-1001'], /--by is needed/],
    [['list', 'Youth'], /list, accept or refuse/],
  ])('%j is called wrongly, and says how it is meant', async (args, reason) => {
    expect(await group(...args)).toEqual({ code: 2, out: '', err: expect.stringMatching(reason) })
  })

  it('is accepted by its id or its name, and of two of one name by its id alone', async () => {
    expect((await group('list')).out).toMatch(/in a group yet/)
    const vault = await openVault(database, readSettings(env))
    const youth = { id: '-1001', name: 'Youth', people: null, canPost: true }
    const account = { channel: 'telegram', account: '77' }
    await keepGroups(database, vault, account, [
      youth,
      { ...youth, id: '-1002' },
      { ...youth, id: '-1003', name: 'River' },
    ])
    expect((await group('accept', 'Youth', '--by', 'Zaynab')).err).toMatch(/Several groups/)
    expect(await group('accept', '-1002', '--by', 'Zaynab')).toMatchObject({ code: 0 })
    expect(await group('accept', 'River', '--by', 'Zaynab')).toMatchObject({ code: 0 })
    expect((await group('list')).out).toMatch(/-1001 {2}Youth \(telegram\): not accepted\n/)
    expect((await group('list')).out).toMatch(/-1002 {2}Youth \(telegram\): accepted by Zaynab\n/)
    expect(await group('refuse', 'River', '--by', 'Amal')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Refused/),
    })
    const { groups } = JSON.parse((await group('list', '--json')).out)
    expect(groups).toContainEqual({
      ...youth,
      id: '-1003',
      name: 'River',
      channel: 'telegram',
      accepted: null,
    })
  })
})
