/** What a picture for a chat takes, from finding to file, of each kind that there is, on the demonstration's data. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { barChart } from '../src/findings/charts/bar-chart.ts'
import { captionOf } from '../src/findings/charts/caption-of.ts'
import { type Chart, IN_CHAT, type SlicedChart } from '../src/findings/charts/chart.ts'
import { type Point, type PointChart, placemat } from '../src/findings/charts/placemat.ts'
import { scaleChart } from '../src/findings/charts/scale-chart.ts'
import { trendChart } from '../src/findings/charts/trend-chart.ts'
import { compareRounds } from '../src/findings/compare-rounds.ts'
import type { Finding } from '../src/findings/finding.ts'
import { shortFinding } from '../src/findings/short-finding.ts'
import { tellerOf } from '../src/findings/teller.ts'
import { textsOf } from '../src/language/texts.ts'
import { pngOf } from '../src/pictures/png.ts'
import { readTexts } from '../src/programmes/read-texts.ts'
import { sqliteFile } from '../src/store/open-database.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { type PublishedRound, readPublishedRounds } from '../src/survey/published.ts'
import { demoData } from './load/demo-data.ts'
import type { Measure } from './measure.ts'
import { median, row, valueAtMost } from './row.ts'

const LANGUAGES = ['ar', 'ckb', 'en']
/** Milliseconds. */
const WITHIN = 50
/** Bytes. */
const WEIGHT = 100_000

export const picture: Measure = {
  name: 'picture',
  summary: 'a picture for a chat, from finding to file',
  async rows({ quick, folder }) {
    const rounds = await published(demoData(join(folder, 'picture')))
    const drawers = LANGUAGES.map((language) => chartsIn(language, rounds))
    const times = quick ? 3 : 15
    const rows = []
    for (const kind of ['bars', 'scale', 'trend', 'placemat'] as const) {
      const took: number[] = []
      let heaviest = 0
      const before = process.cpuUsage()
      for (let n = 0; n < times; n += 1)
        for (const draw of drawers) {
          const started = performance.now()
          const { slices, svg }: Chart & Partial<SlicedChart> = draw[kind]()
          const { length } = await pngOf(slices ?? svg)
          took.push(performance.now() - started)
          heaviest = Math.max(heaviest, length)
        }
      const { user, system } = process.cpuUsage(before)
      const work = (user + system) / 1000 / took.length
      if (heaviest > WEIGHT) throw new Error(`a picture of ${kind} weighs ${heaviest} bytes`)
      rows.push(
        row({
          name: `picture: ${kind}`,
          value: median(took),
          unit: 'ms',
          target: valueAtMost(WITHIN),
          note: `median of ${took.length} in ${LANGUAGES.length} languages, ${Math.min(...took).toFixed(0)} to ${Math.max(...took).toFixed(0)} ms; ${work.toFixed(0)} ms of processor time; up to ${(heaviest / 1000).toFixed(0)} kB`,
        }),
      )
    }
    return rows
  },
}

async function published(dataDir: string): Promise<PublishedRound[]> {
  const database = openSqlite({ file: sqliteFile(dataDir) })
  const rounds = await readPublishedRounds(database, 'iraq', 'safety-pulse')
  await database.close()
  return rounds.filter(({ snapshot }) => snapshot !== null)
}

function chartsIn(language: string, rounds: readonly PublishedRound[]) {
  const last = rounds.at(-1)
  if (last === undefined) throw new Error('the demonstration has no findings')
  const findingsTexts = (one: string) => JSON.parse(readFileSync(`locales/${one}/findings.json`, 'utf8'))
  const trees = Object.fromEntries(LANGUAGES.map((one) => [one, findingsTexts(one)]))
  const teller = tellerOf(textsOf(trees, ['en']), last.programs, language)
  const texts = textsOf(readTexts('locales', 'picture'), ['en'])
  const caption = captionOf(teller, texts, {
    title: teller.wording.topic('safe_now'),
    place: '',
    date: '2019',
    people: last.snapshot?.respondents ?? 0,
    source: 'hearback.example/p/iraq',
    madeUp: true,
  })
  const drawing = { teller, texts, caption, ...IN_CHAT }
  const of = (question: string): Finding => {
    const found = last.findings.find((one) => one.question === question && one.of.length === 0)
    if (found === undefined) throw new Error(`the demonstration tells nothing of ${question}`)
    return found
  }
  const trend = compareRounds(
    rounds.map(({ round, snapshot, findings, programs }) => ({
      round: round.number,
      at: round.opened_at,
      madeUp: round.made_up,
      places: round.places,
      programs,
      weighting: snapshot?.weighting ?? { state: 'none' },
      findings,
    })),
    'safe_now',
    [],
    { designEffect: 1 },
  )
  if (trend === undefined) throw new Error('the rounds of the demonstration cannot be compared')
  const point = (question: string, chart: PointChart): Point => {
    const { figure = '', words } = shortFinding(teller, of(question))
    return { topic: teller.wording.topic(question), figure, sentence: words, chart }
  }
  const scaleOf = (question: string): PointChart => ({
    kind: 'scale',
    rows: [{ label: '', finding: of(question) }],
  })
  const points = [
    point('safe_now', { kind: 'trend', trend }),
    point('change', scaleOf('change')),
    point('worries', { kind: 'bars', finding: of('worries') }),
    point('help_most', { kind: 'bars', finding: of('help_most') }),
    point('next_year', scaleOf('next_year')),
  ]
  return {
    bars: (): Chart => barChart({ ...drawing, finding: of('worries') }),
    scale: (): Chart => scaleChart({ ...drawing, rows: [{ label: '', finding: of('safe_now') }] }),
    trend: (): Chart => trendChart({ ...drawing, trend }),
    placemat: (): Chart => placemat({ teller, texts, caption, points }),
  }
}
