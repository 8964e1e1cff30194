/** The store as `export` and `round` open it: from the settings, or as a test hands it in. */
import { readSettings } from '../settings.ts'
import type { Database } from '../store/database.ts'
import { openDatabase } from '../store/open-database.ts'
import { type RoundRow, readRounds } from '../store/rounds.ts'
import type { Io } from './command.ts'

export type OpenStore = (env: Io['env']) => Promise<Database>

export const openStore: OpenStore = (env) => openDatabase(readSettings(env))

/** Opens the store, does the work, and closes it whatever happens. */
export async function withStore<T>(
  open: OpenStore,
  io: Io,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await open(io.env)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

interface Sought {
  readonly programme: string
  readonly flow: string
  readonly round?: number | undefined
}

/** The rounds of a flow that have begun; with a number, that one alone. Says on `err` what is missing, and what there is. */
export async function findRounds(
  database: Database,
  sought: Sought,
  io: Io,
): Promise<RoundRow[] | undefined> {
  const rounds = await readRounds(database, sought.programme, sought.flow)
  return choose(
    rounds.filter(({ state }) => state !== 'planned'),
    sought,
    io,
  )
}

/** The same, with those that are only planned. */
export async function findAllRounds(
  database: Database,
  sought: Sought,
  io: Io,
): Promise<RoundRow[] | undefined> {
  return choose(await readRounds(database, sought.programme, sought.flow), sought, io)
}

function choose(rounds: RoundRow[], { programme, flow, round }: Sought, io: Io): RoundRow[] | undefined {
  if (rounds.length === 0) {
    io.err(`The flow ${programme}/${flow} has no round in this store. See: hearback round list\n`)
    return undefined
  }
  if (round === undefined) return rounds
  const found = rounds.filter(({ number }) => number === round)
  if (found.length > 0) return found
  const there = rounds.map(({ number }) => number).join(', ')
  io.err(`The flow ${programme}/${flow} has no round ${round}. It has: ${there}.\n`)
  return undefined
}
