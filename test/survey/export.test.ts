import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportCommand } from '../../src/cli/export.ts'
import type { Program } from '../../src/flow/program.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { exportAnswers } from '../../src/survey/export-answers.ts'
import { staffTallies } from '../../src/survey/export-tallies.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'

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

async function written(round: Awaited<ReturnType<typeof seedRound>>, without: string[] = []) {
  let text = ''
  for await (const piece of exportAnswers(database, { rounds: [round], language: 'en', without }))
    text += piece
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
      sex: '#affected+sex',
      worries: '#indicator+worries',
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

describe('tallies for staff', () => {
  it('break down by place, sex and everybody, from five people', async () => {
    const round = await seedRound(database, pulse)
    const people = respondents(44, (at) => ({
      district: at < 40 ? 'basra_faw' : 'kirkuk_dibis',
      safe_now: at % 2 ? 'safe' : 'unsafe',
      sex: at % 4 < 2 ? 'female' : 'male',
    }))
    await seedRespondents(database, round, people)
    const tallies = await staffTallies(database, round, [], plainAnalysis)
    expect(tallies?.notice).toMatch(/^RESTRICTED/)
    const groups = new Set(
      tallies?.findings.map(({ of }) => of.map(({ by, ids }) => `${by} ${ids}`).join(' ')),
    )
    expect([...groups]).toEqual(['', 'sex female', 'sex male'])
    const safe = tallies?.findings.find(
      ({ question, of }) => question === 'safe_now' && of[0]?.ids[0] === 'male',
    )
    expect(safe).toMatchObject({ base: 22, cells: [{ count: 11 }, { count: 11 }] })
  })
})

describe('hearback export', () => {
  const run = async (...args: string[]) => {
    const said = { out: '', err: '' }
    const io = {
      env: {},
      out: (text: string) => {
        said.out += text
      },
      err: (text: string) => {
        said.err += text
      },
    }
    const file = join(folder, 'test.sqlite')
    const code = await exportCommand(async () => openSqlite({ file })).run(args, io)
    return { code, ...said }
  }
  const flow = ['--programme', 'iraq', '--flow', 'pulse']

  it('writes a file that only its owner can read', async () => {
    const round = await seedRound(database, pulse)
    await seedRespondents(
      database,
      round,
      respondents(3, () => ({ safe_now: 'safe' })),
    )
    const output = join(folder, 'answers.csv')
    expect(await run('answers', ...flow, '--output', output)).toEqual({ code: 0, out: '', err: '' })
    expect(parse(readFileSync(output, 'utf8'), { bom: true })).toHaveLength(6)
    expect(statSync(output).mode & 0o777).toBe(0o600)
  })

  it.each([
    [2, []],
    [2, ['answers']],
    [2, ['answers', ...flow, '--format', 'xls']],
    [2, ['answers', ...flow, '--round', 'x']],
    [2, ['answers', ...flow, '--nonsense']],
    [1, ['answers', ...flow]],
    [1, ['answers', ...flow, '--round', '7']],
  ])('says what is wrong and exits %i: %j', async (code, args) => {
    const result = await run(...args)
    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).not.toBe('')
  })
})
