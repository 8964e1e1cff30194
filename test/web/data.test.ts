import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as schemas from '../../src/web/api/schemas.ts'
import { dataRoutes } from '../../src/web/data/data-routes.ts'
import { dataPorts, seedData } from '../fixtures/made-data.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'
import { readXlsx } from '../support/read-xlsx.ts'

let test: TestDatabase
let app: ReturnType<typeof dataRoutes>
beforeAll(async () => {
  test = sqliteDatabase()
  await seedData(test.database)
  app = dataRoutes(dataPorts(test.database))
})
afterAll(() => test.remove())

const get = (file: string, headers: Record<string, string> = {}) =>
  app.request(`/p/iraq/pulse/data/${file}`, { headers })
const rowsOf = (text: string): Record<string, string>[] => {
  const [ids = [], , , ...rows] = parse(text, { bom: true }) as string[][]
  return rows.map((row) => Object.fromEntries(ids.map((id, at) => [id, row[at] ?? ''])))
}

describe('a round’s figures as a file', () => {
  it('are a table for a spreadsheet and for HXL, with a name that says what it is', async () => {
    const response = await get('1.csv?lang=en')
    expect(response.headers.get('Content-Type')).toMatch(/^text\/csv/)
    expect(response.headers.get('Content-Disposition')).toBe(
      'attachment; filename="MADE-UP-iraq-pulse-findings-round-1-en.csv"',
    )
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = bytes.toString('utf8')
    const rows = rowsOf(text)
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{
          question: 'safe_now',
          governorate: '',
          group: '',
          answer: 'unsafe_part',
          percent: '50',
          base: '400',
        },
      }),
    )
    expect(rows.some(({ governorate }) => governorate === 'basra')).toBe(true)
    expect(rows.some(({ group }) => group === 'female')).toBe(true)
    expect(text).not.toContain('my own words')
    expect(text.split('\r\n')[0]).not.toContain('count,')
  })

  it('are a workbook from right to left in Arabic, the flow’s first language', async () => {
    const response = await get('1.xlsx')
    const [readme, findings] = readXlsx(Buffer.from(await response.arrayBuffer()))
    expect(findings).toMatchObject({ name: 'findings', rightToLeft: true, frozen: 3 })
    expect(readme?.rows[0]?.[0]?.value).toMatch(/مصطنعة/)
    const types = findings?.rows.flat().flatMap((cell) => cell?.type ?? [])
    expect(new Set(types)).toEqual(new Set(['text', 'number']))
  })

  it('are as JSON what the API tells', async () => {
    const body = schemas.findings.parse(await (await get('2.json')).json())
    expect(body).toMatchObject({ programme: 'iraq', flow: 'pulse', round: { number: 2, respondents: 400 } })
    expect(body.findings.length).toBeGreaterThan(10)
  })

  it('may be kept, an hour when the round is closed, and are asked again for nothing', async () => {
    const first = await get('1.csv')
    expect(first.headers.get('Cache-Control')).toBe('public, max-age=3600')
    expect((await get('3.csv')).headers.get('Cache-Control')).toBe('public, max-age=60')
    const etag = first.headers.get('ETag') ?? ''
    expect((await get('1.csv', { 'If-None-Match': etag })).status).toBe(304)
    const other = await get('1.csv?lang=en')
    expect(other.headers.get('ETag')).not.toBe(etag)
  })

  it('are a head without rows for a round of which nothing can be told', async () => {
    expect(rowsOf(await (await get('3.csv')).text())).toEqual([])
  })
})

describe('a round’s codebook as a file', () => {
  it('is a table, a workbook or JSON, and is made up of nothing', async () => {
    const response = await get('2-codebook.csv?lang=en')
    expect(response.headers.get('Content-Disposition')).toBe(
      'attachment; filename="iraq-pulse-codebook-round-2-en.csv"',
    )
    expect(rowsOf(await response.text())).toContainEqual(
      expect.objectContaining({
        question: 'why',
        what: 'question',
        condition: 'safe_now == "unsafe"',
        change_2: 'same',
      }),
    )
    const [, codebook] = readXlsx(Buffer.from(await (await get('2-codebook.xlsx')).arrayBuffer()))
    expect(codebook).toMatchObject({ name: 'codebook', rightToLeft: true })
    expect(
      schemas.codebook.parse(await (await get('2-codebook.json')).json()).questions.length,
    ).toBeGreaterThan(5)
  })
})

it.each(['9.csv', '1.pdf', '0.csv', 'x.csv', '1-answers.csv', '1.csv.gz'])(
  'there is no file %s',
  async (file) => {
    expect((await get(file)).status).toBe(404)
  },
)

it('there is no file of a flow that is no survey here', async () => {
  expect((await app.request('/p/iraq/other/data/1.csv')).status).toBe(404)
})
