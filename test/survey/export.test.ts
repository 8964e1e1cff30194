import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Program } from '../../src/flow/program.ts'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { answersTable } from '../../src/survey/export-answers.ts'
import { type About, csvFile, xlsxFile } from '../../src/survey/export-file.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'
import { exportTexts } from '../support/export-texts.ts'
import { readXlsx } from '../support/read-xlsx.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  database = openSqlite({ file: join(folder, 'test.sqlite') })
})
afterEach(async () => {
  await database.close().catch(() => undefined)
  rmSync(folder, { recursive: true })
})

type Round = Awaited<ReturnType<typeof seedRound>>

const about = (language: string): About => ({
  ...{ kind: 'answers', programme: 'iraq', flow: 'pulse', rounds: [1], madeUp: false },
  ...{ language, texts: exportTexts },
})

async function tableOf(round: Round, language = 'en', without: string[] = []) {
  const table = await answersTable(database, { rounds: [round], language, texts: exportTexts, without })
  return table ?? { columns: [], rows: [] }
}

async function written(round: Round, without: string[] = [], language = 'en') {
  let text = ''
  for await (const piece of csvFile(await tableOf(round, language, without), about(language))) text += piece
  expect(text.startsWith('\uFEFF')).toBe(true)
  const [ids = [], labels = [], hxl = [], ...rows] = parse(text, { bom: true }) as string[][]
  return {
    labels: Object.fromEntries(ids.map((id, at) => [id, labels[at]])),
    hxl: Object.fromEntries(ids.map((id, at) => [id, hxl[at]])),
    rows: rows.map((row) => Object.fromEntries(ids.map((id, at) => [id, row[at]]))),
    text,
  }
}

describe('answers exported', () => {
  it('tell an answer from every kind of silence', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(
      database,
      round,
      respondents(1, () => ({
        district: { nonanswer: 'no_answer' },
        safe_now: { nonanswer: 'dont_know' },
        worries: ['theft', 'drugs'],
        household: { nonanswer: 'skipped' },
      })),
    )
    const { rows, labels, hxl } = await written(round)
    expect(rows[0]).toMatchObject({
      district: '-97',
      'district/governorate': '-97',
      safe_now: '-98',
      why: '-99',
      worries: 'theft drugs',
      'worries/theft': '1',
      'worries/none': '0',
      household: '-96',
      wish: '-95',
      sex: '-99',
      round: '1',
      channel: 'webchat',
    })
    expect(labels).toMatchObject({ 'worries/theft': 'What worries you? – theft (en)' })
    expect(hxl).toMatchObject({
      'district/governorate': '#adm1+code',
      'district/district/name': '#adm2+name+i_en',
      sex: '#respondee+sex',
      worries: '#indicator+worries+list',
    })
  })

  it('come in the order of random ids, and without a time', async () => {
    const round = await seedRound(database, pulse)
    const ids = await seedRespondents(
      database,
      round,
      respondents(300, () => ({ safe_now: 'safe' })),
    )
    const { rows, text } = await written(round)
    expect(rows.map((row) => row.respondent)).toEqual(ids.toSorted())
    expect(text).not.toContain(new Date(round.opened_at).toISOString().slice(0, 10))
  })

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\r=x'])(
    'cannot make a spreadsheet run a text: %j',
    async (wish) => {
      const round = await seedRound(database, pulse)
      await seedRespondents(
        database,
        round,
        respondents(1, () => ({ wish })),
      )
      const { rows, labels } = await written(round)
      expect(rows[0]?.wish).toBe(`'${wish}`)
      expect(labels.wish).toMatch(/^RESTRICTED/)
    },
  )

  it('keep quotes, commas, line ends and Arabic as they were written', async () => {
    const wish = 'قال "لا"، ثم\nذهب, حقا'
    const round = await seedRound(database, pulse)
    await seedRespondents(
      database,
      round,
      respondents(1, () => ({ wish })),
    )
    expect((await written(round)).rows[0]?.wish).toBe(wish)
  })

  it('hold what was answered to an older program: a withdrawn option, a new question', async () => {
    const newer: Program = {
      ...pulse,
      hash: 'pulse-two-00',
      questions: pulse.questions.map((question) =>
        question.kind === 'choose_many' ? { ...question, options: ['theft', 'drugs', 'none'] } : question,
      ),
    }
    const round = await seedRound(database, pulse)
    await seedRound(database, newer)
    const old = respondents(1, () => ({ worries: ['other'] }))
    const fresh = respondents(1, () => ({ worries: ['none'] })).map((one) => ({
      ...one,
      answers: one.answers.map((answer) => ({ ...answer, program: newer.hash })),
    }))
    await seedRespondents(database, round, [...old, ...fresh])
    const { rows } = await written({ ...round, program: newer.hash })
    expect(rows.map((row) => row['worries/other']).sort()).toEqual(['0', '1'])
  })

  it('can leave the web chat out', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(
      database,
      round,
      respondents(50, () => ({ safe_now: 'safe' })),
    )
    expect((await written(round, ['webchat'])).rows).toHaveLength(40)
  })
})

describe('answers in a workbook', () => {
  const opened = async (round: Round, language: string) => {
    const pieces: Uint8Array[] = []
    for await (const piece of xlsxFile(await tableOf(round, language), about(language))) pieces.push(piece)
    return readXlsx(Buffer.concat(pieces))
  }
  const wish = '=HYPERLINK("http://example.org";"x") <b>&\u0007 _x0041_\r\nقال «لا»'

  async function filled(): Promise<Round> {
    const round = await seedRound(database, pulse)
    await seedRespondents(
      database,
      round,
      respondents(2, () => ({ wish, household: 7, worries: ['theft'], district: 'basra_faw' })),
    )
    return round
  }

  it.each([
    ['ar', true],
    ['ckb', true],
    ['en', false],
  ])('open at a sheet that says what they are; in %s right to left: %s', async (language, rightToLeft) => {
    const [readme, answers, ...more] = await opened(await filled(), language)
    expect(more).toEqual([])
    expect(readme).toMatchObject({ name: 'README', rightToLeft, frozen: 0 })
    expect(answers).toMatchObject({ name: 'answers', rightToLeft, frozen: 3 })
    expect(readme?.rows[0]?.[0]?.value).toMatch(/^RESTRICTED/)
    expect(answers?.rows[0]?.[0]?.value).toBe('RESTRICTED')
    const codes = readme?.rows.flatMap((row) => (row[1] === undefined ? [] : [row[1].value]))
    expect(codes).toEqual([-95, -96, -97, -98, -99])
  })

  it('hold numbers as numbers, and text as text that stays text', async () => {
    const [, answers] = await opened(await filled(), 'ar')
    const [ids, labels, tags, ...rows] = answers?.rows ?? []
    expect(rows).toHaveLength(2)
    const cell = (id: string) => rows[0]?.[ids?.findIndex((one) => one?.value === id) ?? -1]
    expect(cell('household')).toMatchObject({ type: 'number', value: 7 })
    expect(cell('worries/theft')).toMatchObject({ type: 'number', value: 1 })
    expect(cell('safe_now')).toMatchObject({ type: 'number', value: -95 })
    expect(cell('wish')).toMatchObject({ type: 'text', value: wish, format: 49 })
    expect(cell('district/governorate')).toMatchObject({ type: 'text', value: 'basra' })
    expect(answers?.rows.flat().filter((one) => one?.type === 'formula')).toEqual([])
    for (const row of [ids, labels, tags]) expect(row?.every((one) => one?.bold)).toBe(true)
  })
})
