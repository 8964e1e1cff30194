import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { API_ROUTES, api } from '../../src/web/api/api.ts'
import * as schemas from '../../src/web/api/schemas.ts'
import { dataPorts, seedData } from '../fixtures/made-data.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

let test: TestDatabase
let app: ReturnType<typeof api>
beforeAll(async () => {
  test = sqliteDatabase()
  await seedData(test.database)
  app = api(dataPorts(test.database))
})
afterAll(() => test.remove())

const get = (path: string, headers: Record<string, string> = {}) => app.request(`/api/v1${path}`, { headers })
/** Held to its schema, which is strict: a field that nobody described is noticed. */
const read = async <T>(schema: z.ZodType<T>, path: string): Promise<T> =>
  schema.parse(await (await get(path)).json())
const json = async (path: string): Promise<unknown> => (await get(path)).json()
const openApi = async () => (await json('/openapi.json')) as Document

const FLOW = '/programmes/iraq/flows/pulse'

/** Every answer that there is to be seen, by the route that gives it. */
const SEEN: readonly [operation: string, path: string][] = [
  ['getIndex', ''],
  ['listProgrammes', '/programmes'],
  ['getProgramme', '/programmes/iraq'],
  ['listPlaces', '/programmes/iraq/places'],
  ['listFlows', '/programmes/iraq/flows'],
  ['listRounds', `${FLOW}/rounds`],
  ['getRound', `${FLOW}/rounds/2`],
  ['getRound', `${FLOW}/rounds/3`],
  ['getCodebook', `${FLOW}/rounds/1/codebook`],
  ['listFindings', `${FLOW}/rounds/1/findings`],
  ['listFindings', `${FLOW}/rounds/1/findings?question=safe_now&place=basra&by=sex`],
  ['listFindings', `${FLOW}/rounds/3/findings`],
  ['getTrend', `${FLOW}/questions/safe_now/trend`],
  ['getTrend', `${FLOW}/questions/safe_now/trend?place=basra`],
  ['getTrend', `${FLOW}/questions/wish/trend`],
  ['listSummaries', `${FLOW}/summaries`],
  ['listSummaries', '/programmes/iraq/flows/follow-up/summaries'],
]

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
}
interface Operation {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Record<string, { schema: { $ref: string } }> }>
  >
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and describes every route, its parameters and its errors', async () => {
    const document = await openApi()
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }], security: [] })
    expect(Object.keys(document.paths)).toEqual(API_ROUTES.map(({ path }) => path))
    const operations = Object.entries(document.paths)
    for (const [path, { get: operation }] of operations) {
      const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '304', '503']))
    }
    expect(new Set(operations.map(([, { get: one }]) => one.operationId)).size).toBe(operations.length)
  })

  it('is held to by every answer', async () => {
    const document = await openApi()
    const ajv = new Ajv2020({ strict: false, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } })
    ajv.addSchema(document, 'openapi')
    const paths = Object.values(document.paths)
    for (const [operation, path] of SEEN) {
      const described = paths.find((one) => one.get.operationId === operation)?.get
      const reference = described?.responses[200]?.content?.['application/json']?.schema.$ref
      const body = await json(path)
      const valid = ajv.validate({ $ref: `openapi${reference}` }, body)
      expect(valid, `${path}: ${ajv.errorsText()}`).toBe(true)
      API_ROUTES.find((route) => route.operation === operation)?.response.parse(body)
    }
    const problem = await json('/programmes/nowhere')
    expect(ajv.validate({ $ref: 'openapi#/components/schemas/Problem' }, problem)).toBe(true)
    expect(API_ROUTES.map(({ operation }) => operation)).toEqual([...new Set(SEEN.map(([seen]) => seen))])
  })
})

describe('the API', () => {
  it('tells what there is', async () => {
    expect(await json('/programmes')).toMatchObject({
      programmes: [
        {
          ...{ id: 'iraq', flows: ['follow-up', 'pulse'], follow_up: 'follow-up' },
          analysis: { minimum: 10, margins: [], trim: 5, design_effect: 1 },
        },
      ],
    })
    const { rounds } = await read(schemas.rounds, `${FLOW}/rounds`)
    expect(rounds).toMatchObject([
      { number: 1, state: 'closed', made_up: true, opened_on: '2026-05-04', respondents: 400 },
      { number: 2, state: 'closed', counted_on: '2027-05-04', weighting: { state: 'none' } },
      { number: 3, state: 'planned', opened_on: null, opens_on: '2028-05-03', respondents: null },
    ])
    // What a round is hoped to reach is staff's own.
    expect(JSON.stringify(rounds)).not.toContain('targets')
  })

  it('filters findings by question, place and group, and tells nobody’s own words and no counts', async () => {
    const all = await read(schemas.findings, `${FLOW}/rounds/1/findings`)
    const text = JSON.stringify(all)
    expect(text).not.toContain('my own words')
    expect(text).not.toContain('"count"')
    expect(all.findings.find(({ question }) => question === 'wish')).toMatchObject({
      ...{ state: 'withheld', reason: 'text' },
    })
    const keys = async (query: string): Promise<string[]> =>
      (await read(schemas.findings, `${FLOW}/rounds/1/findings?${query}`)).findings.map(({ key }) => key)
    expect(await keys('question=safe_now&by=none')).toEqual(['safe_now'])
    // Districts are named with the reason why they are not told.
    const places = await keys('question=safe_now&by=place')
    expect(places.slice(0, 2)).toEqual(['safe_now?place=basra', 'safe_now?place=kirkuk'])
    expect(places).toContain('safe_now?place=kirkuk_dibis')
    expect(await keys('question=safe_now&by=sex')).toContain('safe_now?sex=female')
    expect(await keys('question=safe_now&place=basra&by=none')).toEqual(['safe_now?place=basra'])
    const women = await keys('question=safe_now&place=basra&by=sex')
    for (const key of women) expect(key).toMatch(/^safe_now\?place=basra&sex=/)
  })

  it('tells a change only as a change, without the figures of its test', async () => {
    const trend = await read(schemas.trend, `${FLOW}/questions/safe_now/trend`)
    expect(trend).toMatchObject({ state: 'comparable', reasons: [], group: [] })
    expect(trend.points.map(({ round }) => round)).toEqual([1, 2])
    expect(trend.changes).toContainEqual({
      ...{ options: ['unsafe', 'unsure'], part: 'unsafe_part', from: 50, to: 20, changed: true },
    })
    expect(JSON.stringify(trend)).not.toMatch(/"[zp]":/)
    expect(await json(`${FLOW}/questions/wish/trend`)).toMatchObject({ state: 'none', changes: [] })
    const women = await json(`${FLOW}/questions/safe_now/trend?by=sex&group=female`)
    expect(women).toMatchObject({ group: [{ by: 'sex', ids: ['female'] }] })
  })

  it('tells what was shared, without the counts that stand behind it', async () => {
    const { summaries } = await read(schemas.summaries, `${FLOW}/summaries`)
    expect(summaries).toMatchObject([
      {
        ...{ id: 'summary-1', round: 1, number: 1, place: 'basra' },
        items: [{ finding: { key: 'safe_now' }, sentences: { en: 'Half feel unsafe.' } }],
      },
    ])
    expect(JSON.stringify(summaries)).not.toContain('"count"')
  })

  it('may be read by any page, kept a minute, and asked again for nothing', async () => {
    const first = await get(`${FLOW}/rounds`)
    expect(first.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(first.headers.get('Cache-Control')).toBe('public, max-age=60')
    const etag = first.headers.get('ETag') ?? ''
    const again = await get(`${FLOW}/rounds`, { 'If-None-Match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const gzipped = await get(`${FLOW}/rounds/1/findings`, { 'Accept-Encoding': 'gzip' })
    expect(gzipped.headers.get('Content-Encoding')).toBe('gzip')
    const preflight = await app.request('/api/v1/programmes', { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([204, '*'])
  })

  it.each([
    [404, '/nothing', /openapi\.json/],
    [404, '/programmes/iran', /no programme “iran”/],
    [404, '/programmes/iraq/flows/puls/rounds', /no survey “puls”/],
    [404, `${FLOW}/rounds/9`, /no round “9”/],
    [404, `${FLOW}/rounds/1e3/findings`, /no round/],
    [404, `${FLOW}/rounds/1/findings?question=safe`, /no question “safe”/],
    [404, `${FLOW}/questions/safe/trend`, /no question/],
    [400, `${FLOW}/rounds/1/findings?place=mars`, /no place “mars”/],
    [400, `${FLOW}/rounds/1/findings?by=household`, /not broken down by “household”/],
    [400, `${FLOW}/rounds/1/findings?questions=safe_now`, /no “questions” in the query/],
    [400, `${FLOW}/rounds/1/findings?question=${'x'.repeat(300)}`, /longer/],
    [400, `${FLOW}/questions/safe_now/trend?by=sex`, /belong together/],
    [400, '/programmes?page=2', /takes none/],
  ])('says with %i what to do: %s', async (status, path, detail) => {
    const response = await get(path)
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const problem = schemas.problem.parse(await response.json())
    expect(problem).toMatchObject({ type: 'about:blank', status })
    expect(problem.detail).toMatch(detail)
  })

  it('is only read', async () => {
    const response = await app.request('/api/v1/programmes', { method: 'POST', body: '{}' })
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
    expect((await app.request('/api/v1/programmes', { method: 'HEAD' })).status).toBe(200)
  })
})
