/** `hearback demo`: the server on made-up data, for a first look. Nothing of it touches a real programme. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createApp, StartError } from '../app.ts'
import { prepare } from '../engine/runnable.ts'
import type { Program } from '../flow/program.ts'
import { createLog } from '../log.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import { readTexts } from '../programmes/read-texts.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { Database } from '../store/database.ts'
import { sqliteFile } from '../store/open-database.ts'
import { publishPrograms } from '../store/programs.ts'
import { markClosed } from '../store/rounds.ts'
import { openSqlite } from '../store/sqlite.ts'
import { closeRound, openRound } from '../survey/rounds.ts'
import type { SampleYear } from '../survey/simulate/opinions.ts'
import { type SimulatedRound, simulateRound } from '../survey/simulate/simulate-round.ts'
import { refreshSnapshots } from '../survey/snapshots.ts'
import type { Command, Io } from './command.ts'
import { started } from './serve.ts'

const PROGRAMME = 'iraq'
const FLOW = 'safety-pulse'
/** Rounds and how many people begin each; about 3,600 of them become respondents. */
const ROUNDS: readonly { readonly year: SampleYear; readonly people: number }[] = [
  { year: 2017, people: 1220 },
  { year: 2018, people: 1310 },
  { year: 2019, people: 1320 },
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
  let turns = 0
  for (const { year, people } of ROUNDS) {
    const opened = Date.UTC(year, 9, 1)
    io.out(`Asking ${people.toLocaleString('en')} simulated people about ${year} …\n`)
    const simulated = simulateRound(runnable, year, people, opened)
    turns += simulated.turns
    await keepRound(database, { program, name: String(year), opened, simulated })
    await refreshSnapshots(database, opened + 30 * DAY)
  }
  // Open for whoever tries the chat: their answers are real, so this round is not marked as made up.
  await openRound(database, { programme: PROGRAMME, flow: FLOW, program: program.hash }, Date.now())
  await database.close()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  io.out(
    `${turns.toLocaleString('en')} turns of conversation in ${seconds} s. All of these people are made up.\n\n`,
  )
}

interface FinishedRound {
  readonly program: Program
  readonly name: string
  readonly opened: number
  readonly simulated: SimulatedRound
}

/** Kept as a round is after its cut: nobody's contact, times coarsened to a day, rows in the order of random ids. */
async function keepRound(
  database: Database,
  { program, name, opened, simulated }: FinishedRound,
): Promise<void> {
  const { tables } = database
  const { programme, flow, hash } = program
  const { round } = await openRound(database, { programme, flow, program: hash, name, madeUp: true }, opened)
  await database.write(async (writer) => {
    await writer.insert(
      tables.respondents,
      simulated.respondents.map(({ id, channel, language, finished }) => ({
        id,
        round: round.id,
        channel,
        language,
        finished,
      })),
    )
    await writer.insert(
      tables.answers,
      simulated.respondents.flatMap(({ id, answers }) =>
        [...answers].map(([question, value]) => ({
          respondent: id,
          question,
          value: JSON.stringify(value),
          program: hash,
          at: opened,
        })),
      ),
    )
    await writer.insert(
      tables.outcomes,
      [...simulated.outcomes].map(([outcome, count]) => ({ round: round.id, outcome, count })),
    )
  })
  await closeRound(database, programme, flow, opened + 30 * DAY)
  await markClosed(database, round.id)
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
