import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bandId, type ShownFinding, UNSAID } from '../../src/findings/finding.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { findingsTable } from '../../src/survey/export-findings.ts'
import { talliesTable } from '../../src/survey/export-tallies.ts'
import { datedFindingAsJson, staffFindingAsJson } from '../../src/survey/finding-json.ts'
import { readPublishedRounds } from '../../src/survey/published.ts'
import { type DatedFinding, refreshSnapshots } from '../../src/survey/snapshots.ts'
import { readStaffFindings } from '../../src/survey/staff-findings.ts'
import type { Table } from '../../src/survey/table.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { roundRow } from '../fixtures/round-row.ts'
import { scaledPulse } from '../fixtures/scaled-pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { exportTexts as texts } from '../support/export-texts.ts'

const languages = ['ar', 'en']
const options = { languages, language: 'en', texts }

/** Rows as objects, without their empty cells. */
async function rowsOf({ columns, rows }: Table) {
  const read: Record<string, unknown>[] = []
  for await (const row of rows) {
    const cells = columns.map(({ id }, at) => [id, row[at]] as const)
    read.push(Object.fromEntries(cells.filter(([, value]) => value !== null)))
  }
  return read
}

const shown = (more: Partial<ShownFinding>): DatedFinding => ({
  ...{ state: 'shown', question: 'safe_now', kind: 'choose', of: [], base: 212 },
  ...{ cells: [], hidden: [], nonanswers: null, flags: [], at: T0 },
  ...more,
})

const publicRows = (...findings: DatedFinding[]) =>
  rowsOf(
    findingsTable({
      ...options,
      rounds: [{ round: roundRow({ made_up: true }), snapshot: null, findings, programs: [scaledPulse] }],
    }),
  )

const common = { round: 1, round_name: '2026', made_up: 1, counted_on: '2026-05-04' }
const safeNow = {
  ...{ question: 'safe_now', kind: 'choose' },
  ...{ question_ar: 'How safe are you?', question_en: 'How safe are you?' },
}

describe('findings for everybody', () => {
  it('are a row a figure, with the group in words and codes, and never a count', async () => {
    const rows = await publicRows(
      shown({
        of: [
          { by: 'place', ids: ['basra_faw'] },
          { by: 'sex', ids: ['female'] },
        ],
        cells: [
          { options: ['very_safe', 'safe'], part: 'safe_part', count: 131, percent: 62 },
          { options: ['unsafe', 'unsure'], count: 81, percent: 38 },
        ],
        ...{ nonanswers: 12, flags: ['small', 'wide'], designEffect: 1.23456 },
      }),
    )
    const group = {
      ...{ governorate: 'basra', governorate_ar: 'Basra', governorate_en: 'Basra' },
      ...{ district: 'basra_faw', district_ar: 'Al-Faw', district_en: 'Al-Faw' },
      ...{ group_by: 'sex', group: 'female', group_ar: 'النساء', group_en: 'Women' },
    }
    const every = { ...common, ...safeNow, ...group, base: 212, flags: 'small wide' }
    expect(rows).toEqual([
      {
        ...{ ...every, figure: 'part', answer: 'safe_part' },
        ...{ answer_ar: 'Safe (ar)', answer_en: 'Safe (en)', options: 'very_safe safe', percent: 62 },
      },
      {
        ...{ ...every, figure: 'together', answer: 'unsafe unsure' },
        ...{
          answer_ar: 'unsafe (ar) وunsure (ar) (معاً)',
          answer_en: 'unsafe (en) and unsure (en) (together)',
        },
        ...{ options: 'unsafe unsure', percent: 38 },
      },
      { ...every, figure: 'nonanswers', value: 12 },
    ])
    expect(JSON.stringify(rows)).not.toMatch(/131|81/)
  })

  it('say why there is no figure, and what is only missing one', async () => {
    const withheld: DatedFinding = {
      ...{ state: 'withheld', question: 'wish', kind: 'text', of: [], reason: 'text', at: T0 },
    }
    const rows = await publicRows(withheld, shown({ hidden: ['unsure'] }))
    expect(rows).toMatchObject([
      { question: 'wish', figure: 'withheld', withheld: 'text' },
      { question: 'safe_now', figure: 'hidden', answer: 'unsure', base: 212 },
    ])
    expect(rows[0]).not.toHaveProperty('base')
    expect(rows[1]).not.toHaveProperty('percent')
  })

  it('tell numbers by their middle and in bands, and those who did not say where they live', async () => {
    const rows = await publicRows(
      shown({
        ...{ question: 'household', kind: 'number', of: [{ by: 'place', ids: [UNSAID] }] },
        cells: [
          { options: [bandId(null, 3)], count: 30, percent: 14 },
          { options: [bandId(3, 1200)], count: 30, percent: 14 },
          { options: [bandId(1200, null)], count: 30, percent: 14 },
        ],
        numbers: { median: 6, lowerQuartile: 4 },
      }),
    )
    expect(rows).toMatchObject([
      {
        figure: 'band',
        governorate: UNSAID,
        governorate_en: 'Did not say where they live',
        answer_en: 'Under 3',
      },
      { answer_en: 'From 3 to 1,199', answer_ar: 'من ٣ إلى ١٬١٩٩' },
      { answer_en: '1,200 or more' },
      { figure: 'lower_quartile', value: 4 },
      { figure: 'median', value: 6 },
    ])
  })

  it('are as JSON what they are as a table, without counts', () => {
    const finding = shown({
      of: [{ by: 'place', ids: ['basra'] }],
      cells: [{ options: ['safe'], count: 131, percent: 62 }],
    })
    expect(datedFindingAsJson(finding)).toEqual({
      ...{ key: 'safe_now?place=basra', question: 'safe_now', kind: 'choose', state: 'shown' },
      ...{ group: [{ by: 'place', ids: ['basra'] }], counted_on: '2026-05-04', base: 212 },
      figures: [{ options: ['safe'], part: null, percent: 62 }],
      ...{ hidden: [], nonanswers: null, numbers: null, flags: [], design_effect: null },
    })
  })
})

describe('findings from the store', () => {
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

  const people = respondents(60, (at) => ({
    district: at < 30 ? 'basra_faw' : at < 56 ? 'kirkuk_dibis' : 'kirkuk',
    safe_now: at % 2 ? 'safe' : 'unsafe',
    sex: at % 4 < 2 ? 'female' : 'male',
  }))

  it('are what was published, for everybody; with counts and an interval by group, for staff', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(database, round, people)
    await refreshSnapshots(database, T0 + 1)
    const published = await readPublishedRounds(database, 'iraq', 'pulse')
    const everybody = await rowsOf(findingsTable({ ...options, rounds: published }))
    expect(everybody).toContainEqual({
      ...{ ...common, made_up: 0, round_name: '2026-05', ...safeNow, figure: 'option', answer: 'unsafe' },
      ...{ answer_ar: 'unsafe (ar)', answer_en: 'unsafe (en)', options: 'unsafe', percent: 50, base: 60 },
    })
    // An open round is told of everybody together, and of no group.
    expect(everybody.filter((row) => 'governorate' in row || 'group' in row)).toEqual([])
    const staff = await readStaffFindings(database, round, [], plainAnalysis)
    if (staff === undefined) throw new Error('the round has a program')
    const rows = await rowsOf(talliesTable(staff, options))
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{ question: 'safe_now', group_by: 'sex', group: 'female', answer: 'unsafe' },
        ...{ count: 15, base: 30, percent: 50, low_if_random: 33.2, high_if_random: 66.8 },
      }),
    )
    expect(rows.filter(({ governorate }) => governorate === 'basra').length).toBeGreaterThan(0)
    const json = staff.findings.map((one) => staffFindingAsJson(one, staff.designEffect))
    expect(json.find(({ key }) => key === 'safe_now?sex=female')).toMatchObject({
      figures: expect.arrayContaining([
        expect.objectContaining({ count: 15, percent: 50, low_if_random: 33.2, high_if_random: 66.8 }),
      ]),
    })
  })
})
