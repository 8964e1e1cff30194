/** From findings to a summary that two people stand for. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { visible } from '../../src/language/digits.ts'
import { CLOSING_TIME } from '../../src/limits.ts'
import { approveSummary } from '../../src/outreach/approve-summary.ts'
import { draftSummary } from '../../src/outreach/draft-summary.ts'
import { editSummary, refreshSummary } from '../../src/outreach/edit-summary.ts'
import { findSummary, listSummaries, nameOf } from '../../src/outreach/read-summary.ts'
import type { Refusal, Summary } from '../../src/outreach/summary.ts'
import { checksOf } from '../../src/outreach/summary-checks.ts'
import { readSummaryFile, writeSummaryFile } from '../../src/outreach/summary-file.ts'
import { summaryWords } from '../../src/outreach/summary-words.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import { readDeeds } from '../../src/store/audit.ts'
import type { Database } from '../../src/store/database.ts'
import type { RoundRow } from '../../src/store/rounds.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { readPublishedRound } from '../../src/survey/published.ts'
import { closeRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const read = (name: string) => readTexts('locales', name)
const words = summaryWords({
  programs: [pulse],
  ...{ findings: read('findings'), summary: read('summary'), picture: read('picture'), source: () => '' },
})
const PLACES = ['basra_zubayr', 'kirkuk_dibis']

const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refused'
function done<T extends object>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(value.reason)
  return value as T // no refusal, see above
}
const why = (value: object): string => (isRefusal(value) ? value.reason : 'it was not refused')

describe.each(DIALECTS)('a draft on %s', (dialect) => {
  let held: TestDatabase
  let database: Database
  let round: RoundRow
  let now: number
  beforeEach(async () => {
    held = await testDatabase(dialect)
    database = held.database
    now = T0
    round = await seedRound(database, pulse)
    await answers(80)
  })
  afterEach(() => held.remove())

  async function answers(count: number) {
    await seedRespondents(
      database,
      round,
      respondents(count, (at) => ({
        district: PLACES[at % 2] ?? '',
        safe_now: at % 5 < 3 ? 'unsafe' : 'safe',
        worries: at % 3 ? ['theft'] : ['drugs'],
        wish: 'words',
      })),
    )
    // So many are counted again after half a minute.
    now += 60_000
    await refreshSnapshots(database, now)
  }
  async function close() {
    await closeRound(database, 'iraq', 'pulse', now)
    now += CLOSING_TIME + 1
    await cutClosedRounds(database, now)
    await refreshSnapshots(database, now)
    round = { ...round, state: 'closed' }
  }
  const draft = (more: { place?: string; findings?: string[]; by?: string } = {}) => {
    const { place = null, findings = null, by = 'Amal' } = more
    return draftSummary(database, { round, place, findings, by }, () => words, now)
  }
  /** Deeds of one millisecond have no order. */
  const later = () => {
    now += 1
    return now
  }
  const published = () => readPublishedRound(database, round)
  const approve = async (summary: Summary, by: string) =>
    approveSummary(database, summary, await published(), by, words, later())
  const edit = (summary: Summary, sentence: string, by = 'Amal') =>
    editSummary(
      database,
      summary,
      { language: 'en', sentences: new Map([[0, sentence]]) },
      by,
      words,
      later(),
    )

  test('has the findings as they are published, a sentence for each in every language, and a number of its own', async () => {
    const first = done(await draft({ findings: ['safe_now', 'worries'] }))
    const second = done(await draft({ findings: ['worries'] }))
    expect([first, second].map(nameOf)).toEqual(['iraq/pulse/1/1', 'iraq/pulse/1/2'])
    const { findings } = await published()
    expect(first.body.items.map(({ finding }) => finding)).toEqual(
      ['safe_now', 'worries'].map((id) => findings.find(({ question }) => question === id)),
    )
    for (const { sentences } of first.body.items) expect(Object.keys(sentences)).toEqual(['ar', 'ckb', 'en'])
    expect(visible(first.body.items[0]?.sentences.en ?? '')).toContain('6 in 10 of the 80 people')
    expect(done(await findSummary(database, first.row.id))).toEqual(first)
    expect(await listSummaries(database, 'iraq')).toHaveLength(2)
    expect(why(await findSummary(database, 'iraq/pulse/1/9'))).toMatch(/no summary/)
  })

  test('refuses what is withheld with its reason, what is not there, and a place before the round is closed', async () => {
    expect(why(await draft({ findings: ['wish'] }))).toMatch(/wish is withheld: .*own words/)
    expect(why(await draft({ findings: ['household'] }))).toMatch(/household is withheld: too few/)
    expect(why(await draft({ findings: ['nothing'] }))).toMatch(/no finding nothing.*safe_now/)
    expect(why(await draft({ findings: ['safe_now', 'safe_now'] }))).toBe('it was not refused')
    expect(why(await draft({ place: 'basra' }))).toMatch(/only a closed round/)
    expect(why(await draft({ place: 'mosul' }))).toMatch(/no place mosul/)
    await close()
    const local = done(await draft({ place: 'basra' }))
    expect(local.body.items.map(({ finding }) => finding.of)).toContainEqual([
      { by: 'place', ids: ['basra'] },
    ])
    expect(local.body.titles.en).toContain('Basra')
  })

  test('takes better words, and none whose numbers are not its own; all of it or nothing', async () => {
    const first = done(await draft({ findings: ['safe_now', 'worries'] }))
    expect(why(await edit(first, '7 in 10 of the 80 people feel unsafe.'))).toMatch(
      /7 is not a number of this finding/,
    )
    const better = done(await edit(first, '  60% of the 80 people who answered\n are not safe. '))
    expect(better.body.items[0]?.sentences.en).toBe('60% of the 80 people who answered are not safe.')
    // Read before that change: nobody's words are written over.
    expect(why(await edit(first, '40% are safe, 60% of the 80 are not.', 'Basim'))).toMatch(/same moment/)
    expect(why(await edit(better, better.body.items[0]?.sentences.en ?? ''))).toMatch(/Nothing is changed/)
    const title = (text: string) =>
      editSummary(database, better, { language: 'en', title: text }, 'Amal', words, later())
    expect(why(await title('60% are unsafe'))).toMatch(/figures belong into the sentences/)
    expect(why(await title('bad\u0000'))).toMatch(/cannot be stored/)
    expect(why(await title('What people said in May 2026'))).toBe('it was not refused')
    const deeds = await readDeeds(database, first.row.id)
    expect(deeds.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'Amal summary.draft',
      'Amal summary.edit',
      'Amal summary.edit',
    ])
    expect(deeds[1]?.detail).toMatchObject({ language: 'en', changed: [{ what: 'safe_now' }] })
  })

  test('can be edited as a file, which says what is wrong with it', async () => {
    const first = done(await draft({ findings: ['safe_now', 'worries'] }))
    const file = writeSummaryFile(first, 'en', nameOf(first))
    const same = readSummaryFile(file, 'en')
    if ('kind' in same) throw new Error(same.reason)
    expect(why(await editSummary(database, first, same, 'Amal', words, later()))).toMatch(
      /Nothing is changed/,
    )
    const changed = readSummaryFile(
      file.replace(/\[intro\]\n.*\n/, '[intro]\r\nWe asked,\nyou told us.\n'),
      'en',
    )
    if ('kind' in changed) throw new Error(changed.reason)
    const edited = done(await editSummary(database, first, changed, 'Amal', words, later()))
    expect(edited.body.intros.en).toBe('We asked, you told us.')
    expect(edited.body.items).toEqual(first.body.items)
    expect(why(readSummaryFile('hello', 'en'))).toMatch(/Line 1/)
    expect(why(readSummaryFile('# nothing', 'en'))).toMatch(/no lines in brackets/)
    expect(why(readSummaryFile('[1]\na\n[1]\nb', 'en'))).toMatch(/stands there twice/)
  })

  test('is approved by another person than who drafted it or changed it last, and by nobody twice', async () => {
    const first = done(await draft({ findings: ['safe_now'] }))
    expect(why(await approve(first, ' AMAL '))).toMatch(/somebody else/)
    const edited = done(await edit(first, '60% of the 80 people who answered are not safe.', 'Basim'))
    expect(why(await approve(edited, 'basim'))).toMatch(/somebody else/)
    expect(why(await approve(edited, 'Amal'))).toMatch(/somebody else/)
    const approved = done(await approve(edited, 'Zaynab'))
    expect(approved.row).toMatchObject({ state: 'approved', approved_by: 'Zaynab' })
    expect(why(await approve(approved, 'Dalal'))).toMatch(/is approved/)
    // An edit takes it back.
    const again = done(await edit(approved, 'Of the 80 people who answered, 60% are not safe.'))
    expect(again.row).toMatchObject({ state: 'draft', approved_by: null })
    const [, , third] = await readDeeds(database, first.row.id)
    expect(third).toMatchObject({
      actor: 'Zaynab',
      action: 'summary.approve',
      detail: { snapshot: 1, programs: [pulse.hash] },
    })
  })

  test('is not approved once a figure has moved, until it was refreshed; edited sentences of others stay', async () => {
    const first = done(await draft({ findings: ['safe_now', 'district'] }))
    const own = '60% of the 80 people who answered are not safe.'
    const edited = done(await edit(first, own))
    expect(why(await refreshSummary(database, edited, await published(), 'Amal', words, later()))).toMatch(
      /nothing to refresh/,
    )
    await answers(40)
    const { faults } = checksOf(edited, await published(), words)
    expect(faults).toContainEqual(
      expect.stringMatching(/safe_now has moved: .*of 80\) when it was picked, .*of 120\) now/),
    )
    expect(why(await approve(edited, 'Zaynab'))).toMatch(/has moved/)
    const { summary, moved } = done(
      await refreshSummary(database, edited, await published(), 'Basim', words, later()),
    )
    expect(moved).toEqual(['safe_now', 'district'])
    expect(summary.body.items[0]?.sentences.en).toContain('120')
    expect(why(await approve(summary, 'Basim'))).toMatch(/somebody else/)
    expect(done(await approve(summary, 'Zaynab')).row.state).toBe('approved')
  })
})
