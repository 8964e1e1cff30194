/** `hearback demo`: the server on made-up data, for a first look. Nothing of it touches a real programme. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createApp, StartError } from '../app.ts'
import { prepare } from '../engine/runnable.ts'
import { createLog } from '../log.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import { readTexts } from '../programmes/read-texts.ts'
import { readSettings, type Settings } from '../settings.ts'
import { sqliteFile } from '../store/open-database.ts'
import { publishPrograms } from '../store/programs.ts'
import type { RoundRow } from '../store/rounds.ts'
import { openSqlite } from '../store/sqlite.ts'
import { openRound } from '../survey/rounds.ts'
import type { SampleYear } from '../survey/simulate/opinions.ts'
import { simulateRound } from '../survey/simulate/simulate-round.ts'
import { type AnalysisOf, refreshSnapshots } from '../survey/snapshots.ts'
import type { Command, Io } from './command.ts'
import { keepRound } from './demo-rounds.ts'
import { keepSummary } from './demo-summaries.ts'
import { started } from './serve.ts'

const PROGRAMME = 'iraq'
const FLOW = 'safety-pulse'
/** Rounds and how many people begin each; about 3,600 of them become respondents. */
const ROUNDS: readonly { readonly year: SampleYear; readonly people: number }[] = [
  { year: 2017, people: 1220 },
  { year: 2018, people: 1310 },
  { year: 2019, people: 1320 },
]
/** Of the last round: whom they are for, and how many say what they think of them. */
const SUMMARIES: readonly { readonly place: string | null; readonly people: number }[] = [
  { place: null, people: 260 },
  { place: 'basra', people: 120 },
  // Shared today, so that whoever tries the chat can say something about it.
  { place: 'kirkuk', people: 0 },
]
const DAY = 24 * 3_600_000

const help = `Usage: hearback demo [--seed-only]

Fills a fresh folder (demo, in DATA_DIR) with three made-up rounds of the sample survey,
answered by simulated people through the real engine, and runs the server on it. A
Telegram token and DATABASE_URL are left alone: only the web chat is open.

  --seed-only  fill the folder and end

HOST and PORT say where it listens. Ctrl-C stops it.`

export const command: Command = {
  name: 'demo',
  summary: 'Run the server on made-up data, for a first look',
  help,
  run: async (args, io) => {
    const [option, ...more] = args
    if (more.length > 0 || (option !== undefined && option !== '--seed-only')) {
      io.err(`${help}\n`)
      return 2
    }
    const own = readSettings(io.env)
    const settings: Settings = {
      ...own,
      DATA_DIR: join(own.DATA_DIR, 'demo'),
      DATABASE_URL: undefined,
      // A demonstration writes to nobody.
      TELEGRAM_BOT_TOKEN: undefined,
      WHATSAPP_CLOUD_TOKEN: undefined,
      WHATSAPP_WEB: 'off',
      LOG_LEVEL: io.env.LOG_LEVEL === undefined ? 'warn' : own.LOG_LEVEL,
    }
    await seed(settings, io)
    if (option === undefined) await run(settings, io)
    return 0
  },
}

async function seed(settings: Settings, io: Io): Promise<void> {
  rmSync(settings.DATA_DIR, { recursive: true, force: true })
  const started = performance.now()
  const { programmes } = readProgrammes({ flowsDir: settings.FLOWS_DIR, localesDir: settings.LOCALES_DIR })
  const programs = programmes.flatMap((programme) => programme.programs)
  const program = programs.find((one) => one.programme === PROGRAMME && one.flow === FLOW)
  if (program === undefined) {
    throw new StartError(
      `The demonstration needs ${PROGRAMME}/${FLOW}, and it is not sound. npx hearback check tells why.`,
    )
  }
  const database = openSqlite({ file: sqliteFile(settings.DATA_DIR), durable: false })
  const runnable = prepare(program, readTexts(settings.LOCALES_DIR, 'common'))
  await publishPrograms(database, programs, Date.UTC(ROUNDS[0]?.year ?? 2017, 8, 1))
  const analysisOf: AnalysisOf = (name) => programmes.find((one) => one.name === name)?.analysis
  let newest: RoundRow | undefined
  let turns = 0
  for (const { year, people } of ROUNDS) {
    const opened = Date.UTC(year, 9, 1)
    io.out(`Asking ${people.toLocaleString('en')} simulated people about ${year} …\n`)
    const simulated = simulateRound(runnable, year, people, opened)
    turns += simulated.turns
    newest = await keepRound(database, { program, name: String(year), opened, simulated })
    await refreshSnapshots(database, opened + 30 * DAY, analysisOf)
  }
  const programme = programmes.find(({ name }) => name === PROGRAMME)
  const followUp = programme?.programs.find(({ flow }) => flow === programme.followUp)
  if (newest !== undefined && followUp !== undefined) {
    for (const { place, people } of SUMMARIES)
      await keepSummary(database, settings, { round: newest, place, followUp, year: 2019, people })
    await refreshSnapshots(database, Date.now(), analysisOf)
  }
  // Open for whoever tries the chat: their answers are real, so this round is not marked as made up.
  await openRound(database, { programme: PROGRAMME, flow: FLOW, program: program.hash }, Date.now())
  await database.close()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  io.out(
    `${turns.toLocaleString('en')} turns of conversation in ${seconds} s. All of these people are made up.\n\n`,
  )
}

async function run(settings: Settings, io: Io): Promise<void> {
  const app = await createApp(settings, createLog(settings.LOG_LEVEL, io.out))
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  const port = await started(app)
  const root =
    settings.PUBLIC_URL ?? `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`
  io.out(`Hearback is running, on made-up data.

  Answer the survey   ${root}/chat/${PROGRAMME}/${FLOW}
  See the results     ${root}/p/${PROGRAMME}/${FLOW}
  Everything          ${root}/

To stop: Ctrl-C. The data is in ${settings.DATA_DIR}; the next start begins afresh.
`)
  await stopped
  await app.stop()
}
