/**
 * The findings of a round with a million answers: counted, published and read back by the code that pages read them
 * through, while the round is open and its answers lie as they came, and again once it is cut. The answers are those
 * of people who went through the sample survey by the real engine, given again and again by others.
 */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { prepare } from '../src/engine/runnable.ts'
import type { Program } from '../src/flow/program.ts'
import { randomId } from '../src/ids.ts'
import { readProgrammes } from '../src/programmes/read-programmes.ts'
import { readTexts } from '../src/programmes/read-texts.ts'
import { rewriteRespondents } from '../src/store/cut-round.ts'
import type { Database } from '../src/store/database.ts'
import { publishPrograms } from '../src/store/programs.ts'
import { markClosed, type RoundRow, readRounds } from '../src/store/rounds.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { readPublishedRound } from '../src/survey/published.ts'
import { closeRound, openRound } from '../src/survey/rounds.ts'
import { type SimulatedRespondent, simulateRound } from '../src/survey/simulate/simulate-round.ts'
import { refreshSnapshot } from '../src/survey/snapshots.ts'
import type { Measure } from './measure.ts'
import { median, type Row, row, valueAtMost } from './row.ts'

const ANSWERS = 1_000_000
/** Seconds. */
const COLD = 1.5
/** Milliseconds. */
const CACHED = 20
const HELD = 50
const PROGRAMME = 'iraq'
const FLOW = 'safety-pulse'
const OPENED = Date.UTC(2026, 0, 1)
/** People who answer at the same time: their answers lie between each other's. */
const AT_ONCE = 2000
const DAY = 24 * 3_600_000

export const findings: Measure = {
  name: 'findings',
  summary: 'findings of a round with 1,000,000 answers, cold and cached',
  async rows({ quick, folder, tell }) {
    const answers = quick ? ANSWERS / 20 : ANSWERS
    const database = openSqlite({ file: join(folder, 'findings.sqlite'), durable: false })
    try {
      const round = await seed(database, answers)
      tell(`findings: ${answers.toLocaleString('en')} answers are written`)
      const open = await measure(database, round, 'open')
      const closed = await cut(database, round)
      tell('findings: the round is cut')
      return [...open, ...(await measure(database, closed, 'closed'))]
    } finally {
      await database.close()
    }
  },
}

async function measure(database: Database, round: RoundRow, state: string): Promise<Row[]> {
  const times: number[] = []
  const held: number[] = []
  const work: number[] = []
  for (let n = 0; n < 3; n += 1) {
    await forget(database)
    const watch = monitorEventLoopDelay({ resolution: 1 })
    watch.enable()
    const before = process.cpuUsage()
    const started = performance.now()
    if (!(await refreshSnapshot(database, round, OPENED + DAY))) throw new Error('no snapshot was made')
    times.push((performance.now() - started) / 1000)
    const { user, system } = process.cpuUsage(before)
    work.push((user + system) / 1e6)
    watch.disable()
    held.push(watch.max / 1e6)
  }
  const [first = 0] = times
  const reads: number[] = []
  let shown = 0
  for (let n = 0; n < 50; n += 1) {
    const started = performance.now()
    shown = (await readPublishedRound(database, round)).findings.length
    reads.push(performance.now() - started)
  }
  if (shown === 0) throw new Error('nothing was published')
  const spread = (numbers: readonly number[], digits: number) =>
    `${Math.min(...numbers).toFixed(digits)} to ${Math.max(...numbers).toFixed(digits)}`
  return [
    row({
      name: `findings, ${state} round, cold`,
      value: median(times),
      unit: 's',
      target: valueAtMost(COLD),
      note: `median of ${times.length}, ${spread(times, 2)} s, the first, with a thread to start, ${first.toFixed(2)} s; processor time ${median(work).toFixed(2)} s; ${shown.toLocaleString('en')} findings`,
    }),
    row({
      name: `findings, ${state} round, cached`,
      value: median(reads),
      unit: 'ms',
      target: valueAtMost(CACHED),
      note: `median of ${reads.length}, ${spread(reads, 1)} ms`,
    }),
    row({
      name: `findings, ${state} round, event loop held`,
      value: Math.max(...held),
      unit: 'ms',
      target: valueAtMost(HELD),
      note: 'the longest stretch while counting and publishing',
    }),
  ]
}

async function forget({ write, tables }: Database): Promise<void> {
  await write(async ({ queries }) => {
    await queries.delete(tables.snapshots)
  })
}

async function seed(database: Database, answers: number): Promise<RoundRow> {
  const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
  const program = programmes
    .flatMap(({ programs }) => programs)
    .find((one) => one.programme === PROGRAMME && one.flow === FLOW)
  if (program === undefined) throw new Error(`${PROGRAMME}/${FLOW} does not compile: npx hearback check`)
  await publishPrograms(database, [program], OPENED)
  const opened = await openRound(
    database,
    { programme: PROGRAMME, flow: FLOW, program: program.hash },
    OPENED,
  )
  await write(database, opened.round, program, answers)
  return opened.round
}

async function write(database: Database, round: RoundRow, program: Program, answers: number): Promise<void> {
  const runnable = prepare(program, readTexts('locales', 'common'))
  const models = simulateRound(runnable, 2019, 4000, OPENED).respondents
  let written = 0
  for (let n = 0; written < answers; n += AT_ONCE) {
    const people = Array.from({ length: AT_ONCE }, (_, at) => {
      const model = models[(n + at) % models.length] as SimulatedRespondent
      return { ...model, id: randomId() }
    })
    const given = people.flatMap(({ id, answers: own }) =>
      [...own].map(([question, value], at) => ({
        at,
        respondent: id,
        question,
        value: JSON.stringify(value),
      })),
    )
    written += given.length
    await database.write(async ({ insert }) => {
      await insert(
        database.tables.respondents,
        people.map(({ id, channel, language, finished }) => ({
          id,
          round: round.id,
          channel,
          language,
          finished,
        })),
      )
      await insert(
        database.tables.answers,
        given
          .toSorted((one, other) => one.at - other.at)
          .map(({ respondent, question, value, at }) => ({
            respondent,
            question,
            value,
            program: program.hash,
            at: OPENED + at * 60_000,
          })),
      )
    })
  }
}

/** As the schedule does it. */
async function cut(database: Database, { id }: RoundRow): Promise<RoundRow> {
  await closeRound(database, PROGRAMME, FLOW, OPENED + DAY)
  for (let after: string | null = ''; after !== null; )
    after = await rewriteRespondents(database, id, after, OPENED, 500)
  await markClosed(database, id)
  const rounds = await readRounds(database, PROGRAMME, FLOW)
  const closed = rounds.find((one) => one.id === id)
  if (closed === undefined) throw new Error('the round is gone')
  return closed
}
