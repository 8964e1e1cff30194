/** `hearback round list|open|close`: the waves of a survey. */
import { parseArgs } from 'node:util'
import { CLOSING_TIME } from '../limits.ts'
import { type Charge, readCharges } from '../store/charges.ts'
import type { Database } from '../store/database.ts'
import { type RoundRow, readAllRounds } from '../store/rounds.ts'
import { readCurrentProgram } from '../store/survey.ts'
import { closeRound, openRound } from '../survey/rounds.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { type OpenStore, openStore, withStore } from './survey-store.ts'

const help = `Usage: hearback round list
       hearback round open  --programme <name> --flow <name> [--name <words>]
       hearback round close --programme <name> --flow <name>

list    every round with its state, and how many of its messages a platform charges for
open    opens the flow's next round; one at a time. A flow's first round opens by itself when the server starts
close   closes the open round. People who began may finish for 24 hours; then the running server cuts the link between
        people and their answers, and nobody can tell any more whose answers are whose

Exit code: 0 done, 1 it could not be done, 2 called wrongly.
`

export const command: Command = roundCommand(openStore, Date.now)

/** With the store and the clock that a test hands in. */
export function roundCommand(open: OpenStore, clock: () => number): Command {
  return {
    name: 'round',
    summary: 'list, open and close the rounds of a survey',
    help,
    async run(args, io) {
      const wanted = readArgs(args, io)
      if (wanted === undefined) return 2
      return withStore(open, io, (database) => run(database, wanted, io, clock()))
    },
  }
}

type Wanted =
  | { readonly what: 'list' }
  | {
      readonly what: 'open' | 'close'
      readonly programme: string
      readonly flow: string
      readonly name?: string
    }

async function run(database: Database, wanted: Wanted, io: Io, now: number): Promise<ExitCode> {
  if (wanted.what === 'list') return list(database, io)
  const { programme, flow, name } = wanted
  if (wanted.what === 'close') {
    const closing = await closeRound(database, programme, flow, now)
    if (closing === undefined) {
      io.err(`The flow ${programme}/${flow} has no open round. See: hearback round list\n`)
      return 1
    }
    io.out(`Closing: ${described(closing)}. The link is cut after ${day(now + CLOSING_TIME)}.\n`)
    return 0
  }
  const program = await readCurrentProgram(database, programme, flow)
  if (program === undefined) {
    io.err(
      `No program of ${programme}/${flow} is published in this store. Start the server once: hearback serve\n`,
    )
    return 1
  }
  const opened = await openRound(
    database,
    { programme, flow, program, ...(name === undefined ? {} : { name }) },
    now,
  )
  if (opened.kind === 'already_open') {
    io.err(`Already open: ${described(opened.round)}. Close it first: hearback round close\n`)
    return 1
  }
  io.out(`Opened: ${described(opened.round)}.\n`)
  return 0
}

async function list(database: Database, io: Io): Promise<ExitCode> {
  const rounds = await readAllRounds(database)
  const charges = await readCharges(database)
  if (rounds.length === 0) io.out('There is no round yet. A first one opens when the server starts.\n')
  for (const round of rounds) {
    const closed = round.closed_at === null ? '' : `, closed ${day(round.closed_at)}`
    io.out(
      `${described(round)}: ${round.state}, opened ${day(round.opened_at)}${closed}${round.made_up ? ', made up' : ''}${charged(charges, round.id)}\n`,
    )
  }
  return 0
}

/** What a platform charges for is counted as it is delivered. */
function charged(charges: readonly Charge[], id: string): string {
  const own = charges.filter(({ round }) => round === id)
  if (own.length === 0) return ''
  const parts = own.map(({ channel, category, count }) => `${count} ${category} (${channel})`)
  return `; billable messages: ${parts.join(', ')}`
}

const described = ({ programme, flow, number, name }: RoundRow): string =>
  `${programme}/${flow} round ${number} (${name})`

const day = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback round --help\n`)
    return undefined
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { programme: { type: 'string' }, flow: { type: 'string' }, name: { type: 'string' } },
    })
    const [what, ...more] = positionals
    if (more.length > 0 || (what !== 'list' && what !== 'open' && what !== 'close'))
      return wrong(`What to do is list, open or close; given: ${positionals.join(' ') || 'nothing'}.`)
    if (what === 'list') return { what }
    const { programme, flow, name } = values
    if (programme === undefined || flow === undefined) return wrong('--programme and --flow are needed.')
    return { what, programme, flow, ...(name === undefined ? {} : { name }) }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}
