import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RespondentRow } from '../../src/findings/tally.ts'
import type { Answer, Program } from '../../src/flow/program.ts'
import { type Analysis, plainAnalysis } from '../../src/flow/programme.ts'
import { markClosed } from '../../src/store/rounds.ts'
import { publishedCache } from '../../src/survey/published-cache.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { api } from '../../src/web/api/api.ts'
import { site } from '../../src/web/site/site.tsx'
import { dataPorts, madeProgramme } from '../fixtures/made-data.ts'
import { portsOf } from '../fixtures/made-site.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

let test: TestDatabase
beforeEach(() => {
  test = sqliteDatabase()
})
afterEach(() => test.remove())

const PAGES = [
  '/p/iraq',
  '/p/iraq/pulse',
  '/p/iraq/pulse/place/basra',
  '/p/iraq/pulse/place/basra_faw',
  '/p/iraq/pulse/method',
  '/p/iraq/pulse/question/safe_now',
  '/p/iraq/pulse/question/safe_now?place=basra_faw',
  '/p/iraq/pulse/question/wish?place=basra',
]

/** A closed round of these people, counted, held back and published as any other, and read as anybody reads it. */
async function published(
  people: readonly RespondentRow[],
  { programs = [pulse], analysis = plainAnalysis }: Answered = {},
) {
  const { database } = test
  const [own = pulse, ...older] = programs
  for (const program of older)
    await database.write(({ insertNew }) =>
      insertNew(database.tables.programs, [
        {
          ...{ hash: program.hash, programme: program.programme, flow: program.flow },
          ...{ body: JSON.stringify(program), published_at: T0 - 1 },
        },
      ]),
    )
  const round = await seedRound(database, own)
  await seedRespondents(database, round, people)
  await refreshSnapshots(database, T0 + 1, () => analysis)
  await markClosed(database, round.id)
  const cache = publishedCache(database, () => T0 + 2)
  const { routes } = site({ ...portsOf({ program: own, rounds: [] }), published: cache })
  const files = api({
    ...dataPorts(database),
    programmes: () => [{ ...madeProgramme, programs: [own] }],
    published: cache,
  })
  return {
    page: async (path: string, language = 'en') => {
      const response = await routes.request(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
      return { status: response.status, html: await response.text() }
    },
    round: async () => await (await files.request('/api/v1/programmes/iraq/flows/pulse/rounds/1')).json(),
  }
}

interface Answered {
  readonly programs?: readonly Program[]
  readonly analysis?: Analysis
}

const plain = (at: number): Record<string, Answer> => ({
  district: at % 2 === 0 ? 'basra_faw' : 'kirkuk_dibis',
  safe_now: at % 3 === 0 ? 'unsafe' : at % 3 === 1 ? 'safe' : 'very_safe',
  sex: at % 4 < 2 ? 'female' : 'male',
})

describe('the pages of a round as it was answered', () => {
  it('tell nothing of a single person', async () => {
    const { page } = await published(respondents(1, plain))
    for (const path of PAGES.slice(0, 4)) {
      const { status, html } = await page(path)
      expect(status, path).toBe(200)
      expect(html, path).not.toMatch(/safe \(en\)|%/)
    }
    expect((await page('/p/iraq/pulse')).html).toContain('closed before ten people had answered')
    expect((await page('/p/iraq/pulse/question/safe_now')).html).toContain('No results yet')
  })

  it('do not tell what everybody said when all said the same', async () => {
    const { page } = await published(respondents(200, (at) => ({ ...plain(at), safe_now: 'unsafe' })))
    // The page on method lists what could be answered.
    for (const path of PAGES.filter((one) => !one.endsWith('/method'))) {
      const { status, html } = await page(path)
      expect(status, path).toBe(200)
      expect(html, path).not.toMatch(/unsafe \(en\)/)
    }
    expect((await page('/p/iraq/pulse/question/safe_now')).html).toContain(
      'could give away what somebody answered',
    )
  })

  it('say of a question that was added half-way that it was not put to all', async () => {
    const before: Program = {
      ...pulse,
      hash: 'pulse-old-00',
      questions: pulse.questions.filter(({ id }) => id !== 'worries'),
    }
    const early = respondents(150, plain).map((one) => ({
      ...one,
      answers: one.answers.map((answer) => ({ ...answer, program: before.hash })),
    }))
    const late = respondents(150, (at) => ({ ...plain(at), worries: at % 2 === 0 ? ['theft'] : ['drugs'] }))
    const { page } = await published([...early, ...late], { programs: [pulse, before] })
    const { html } = await page('/p/iraq/pulse/question/worries')
    expect(html).toContain('not asked during the whole round')
    expect((await page('/p/iraq/pulse/question/safe_now')).html).not.toContain('whole round')
  })

  it('say that figures are not weighted where the population’s shares cannot be met', async () => {
    const people = respondents(200, (at) => ({
      ...plain(at),
      sex: at % 2 === 0 ? 'female' : 'male',
    }))
    const margins = [
      { by: 'sex', shares: { female: 1, male: 1 } },
      { by: 'place', shares: { basra: 9, kirkuk: 1 } },
    ]
    const { page, round } = await published(people, { analysis: { ...plainAnalysis, margins } })
    for (const path of ['/p/iraq/pulse', '/p/iraq/pulse/method', '/p/iraq/pulse/question/safe_now'])
      expect((await page(path)).html, path).toContain('The percents are not weighted')
    expect(JSON.stringify(await round())).toContain('"weighting":{"state":"failed","reason":"not_converged"')
  })

  it('speak a language that has no plural rules', async () => {
    const program: Program = { ...pulse, languages: ['nus', 'en'] }
    const { page } = await published(respondents(200, plain), { programs: [program] })
    for (const path of PAGES) {
      const { status, html } = await page(path, 'nus')
      expect(status, path).toBe(200)
      expect(html, path).toContain('<html lang="nus" dir="ltr">')
      expect(html, path).not.toMatch(/undefined|NaN|\{\{/)
    }
  })
})
