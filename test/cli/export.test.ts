import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportCommand } from '../../src/cli/export.ts'
import type { Database } from '../../src/store/database.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedFeedback } from '../fixtures/seed-feedback.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
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

async function filled(madeUp = false) {
  const round = await seedRound(database, pulse, { name: '2026', madeUp })
  await seedRespondents(
    database,
    round,
    respondents(30, (at) => ({ safe_now: at % 2 ? 'safe' : 'unsafe', district: 'basra_faw' })),
  )
  await refreshSnapshots(database, T0 + 1)
}

describe('hearback export', () => {
  it('writes a file that only its owner can read', async () => {
    await filled()
    const output = join(folder, 'answers.csv')
    expect(await run('answers', ...flow, '--output', output)).toEqual({ code: 0, out: '', err: '' })
    expect(parse(readFileSync(output, 'utf8'), { bom: true })).toHaveLength(33)
    expect(statSync(output).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['answers', 'xlsx', 'RESTRICTED-MADE-UP-iraq-pulse-answers-ar.xlsx'],
    ['answers', 'sav', 'RESTRICTED-MADE-UP-iraq-pulse-answers-ar.sav'],
    ['tallies', 'json', 'RESTRICTED-MADE-UP-iraq-pulse-tallies-round-1-ar.json'],
    ['findings', 'csv', 'MADE-UP-iraq-pulse-findings-ar.csv'],
    ['codebook', 'xlsx', 'iraq-pulse-codebook-round-1-ar.xlsx'],
  ])('gives %s as %s a name that says what it is: %s', async (what, format, name) => {
    await filled(true)
    const output = join(folder, 'files')
    mkdirSync(output)
    const done = await run(what, ...flow, '--format', format, '--language', 'ar', '--output', output)
    expect(done).toEqual({ code: 0, out: `${join(output, name)}\n`, err: '' })
    expect(readdirSync(output)).toEqual([name])
    expect(statSync(join(output, name)).mode & 0o077).toBe(
      what === 'answers' || what === 'tallies' ? 0 : 0o44,
    )
  })

  it.each(['tallies', 'findings', 'codebook'])('writes %s as CSV and as JSON', async (what) => {
    await filled()
    const csv = await run(what, ...flow)
    expect(csv).toMatchObject({ code: 0, err: '' })
    const [, , tags, ...rows] = parse(csv.out, { bom: true }) as string[][]
    expect(tags?.every((tag) => tag.startsWith('#'))).toBe(true)
    expect(rows.length).toBeGreaterThan(5)
    const json = JSON.parse((await run(what, ...flow, '--format', 'json')).out)
    expect(json).toMatchObject({ programme: 'iraq', flow: 'pulse' })
    expect(json.restricted).toEqual(what === 'tallies' ? expect.stringMatching(/^RESTRICTED/) : undefined)
  })

  it('writes what people wrote about summaries, of one flow or of all', async () => {
    await seedFeedback(database, [{ matches: 'no', more: 'It is worse here' }])
    const json = JSON.parse((await run('feedback', '--programme', 'iraq', '--format', 'json')).out)
    expect(json.restricted).toMatch(/^RESTRICTED/)
    expect(json.words).toMatchObject([{ verdict: 'no', words: 'It is worse here', summary_place: 'basra' }])
    const output = join(folder, 'words.xlsx')
    await run('feedback', ...flow, '--format', 'xlsx', '--output', output)
    const [readme, words] = readXlsx(readFileSync(output))
    expect(readme?.rows[0]?.[0]?.value).toMatch(/^RESTRICTED/)
    expect(words?.rows[3]?.some((cell) => cell?.value === 'It is worse here')).toBe(true)
    expect(await run('feedback', '--programme', 'iraq', '--flow', 'other')).toMatchObject({ code: 1 })
  })

  it.each([
    [2, []],
    [2, ['answers']],
    [2, ['answers', ...flow, '--format', 'xls']],
    [2, ['answers', ...flow, '--format', 'json']],
    [2, ['findings', ...flow, '--format', 'xlsx']],
    [2, ['findings', ...flow, '--format', 'sav', '--output', 'x.sav']],
    [2, ['findings', ...flow, '--without', 'webchat']],
    [2, ['feedback', '--flow', 'pulse']],
    [2, ['feedback', '--programme', 'iraq', '--round', '1']],
    [2, ['answers', ...flow, '--round', 'x']],
    [2, ['answers', ...flow, '--nonsense']],
    [1, ['answers', ...flow]],
    [1, ['answers', ...flow, '--round', '7']],
    [1, ['feedback', '--programme', 'iraq']],
  ])('says what is wrong and exits %i: %j', async (code, args) => {
    const result = await run(...args)
    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).not.toBe('')
  })

  it('knows the languages that there are labels in, and leaves no half a file behind', async () => {
    await filled()
    const wrong = await run('findings', ...flow, '--language', 'de')
    expect(wrong).toEqual({
      ...{ code: 1, out: '' },
      err: 'iraq/pulse has no labels in de; it has: ar, ckb, en.\n',
    })
    const output = join(folder, 'missing', 'findings.csv')
    expect(await run('findings', ...flow, '--output', output)).toMatchObject({ code: 1 })
  })
})
