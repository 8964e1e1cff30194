/** `hearback export answers|tallies`: a survey's answers, or its tallies, as files for staff. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { plainAnalysis } from '../flow/programme.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { exportAnswers } from '../survey/export-answers.ts'
import { staffTallies, talliesAsCsv } from '../survey/export-tallies.ts'
import type { Command, ExitCode, Io } from './command.ts'
import { findRounds, type OpenStore, openStore, withStore } from './survey-store.ts'

const help = `Usage: hearback export answers --programme <name> --flow <name> [options]
       hearback export tallies --programme <name> --flow <name> [options]

answers   one respondent a row, in an order that tells nothing; RESTRICTED: free text stands in it as it was written
tallies   counts for everybody and by place, sex and age band, with the staff minimum of 5; RESTRICTED

  --programme <name>   such as iraq
  --flow <name>        such as safety-pulse
  --format <format>    csv (default); tallies also: json
  --round <number>     that round only; default: all rounds (answers), the newest (tallies)
  --without <channel>  leaves out answers that came over a channel, such as webchat; may be given again
  --language <tag>     language of the labels; default: en
  --output <file>      writes there, readable by you alone; default: standard output

CSV is UTF-8 with a byte order mark: question ids, then labels, then HXL tags, then the rows.
Where there is no answer: -95 left at this question, -96 skipped, -97 refused, -98 don't know, -99 not asked.

Exit code: 0 done, 1 there is no such round, 2 called wrongly.
`

interface Wanted {
  readonly what: 'answers' | 'tallies'
  readonly programme: string
  readonly flow: string
  readonly format: string
  readonly round: number | undefined
  readonly without: readonly string[]
  readonly language: string
  readonly output: string | undefined
}

export const command: Command = exportCommand(openStore)

/** With the store that a test hands in. */
export function exportCommand(open: OpenStore): Command {
  return {
    name: 'export',
    summary: 'write answers or tallies of a survey to a file',
    help,
    async run(args, io) {
      const wanted = readArgs(args, io)
      if (wanted === undefined) return 2
      return withStore(open, io, (database) => run(database, wanted, io))
    },
  }
}

async function run(database: Database, wanted: Wanted, io: Io): Promise<ExitCode> {
  const rounds = await findRounds(database, wanted, io)
  if (rounds === undefined) return 1
  const pieces =
    wanted.what === 'answers' ? answersOf(database, rounds, wanted) : talliesOf(database, rounds, wanted)
  try {
    await (wanted.output === undefined ? toStandardOutput(pieces, io) : toFile(pieces, wanted.output))
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    io.err(`${wanted.output} cannot be written: ${error.message}\n`)
    return 1
  }
  return 0
}

const answersOf = (database: Database, rounds: readonly RoundRow[], { language, without }: Wanted) =>
  exportAnswers(database, { rounds, language, without })

async function* talliesOf(database: Database, rounds: readonly RoundRow[], { format, without }: Wanted) {
  const newest = rounds.at(-1)
  const tallies =
    newest === undefined ? undefined : await staffTallies(database, newest, without, plainAnalysis)
  if (tallies === undefined) return
  if (format === 'json') yield `${JSON.stringify(tallies, null, 2)}\n`
  else yield* talliesAsCsv(tallies)
}

async function toStandardOutput(pieces: AsyncIterable<string>, io: Io): Promise<void> {
  for await (const piece of pieces) io.out(piece)
}

/** Waits when the disk is slower than the database, so that memory does not fill. */
async function toFile(pieces: AsyncIterable<string>, path: string): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600 })
  await once(file, 'open')
  for await (const piece of pieces) if (!file.write(piece)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback export --help\n`)
    return undefined
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        programme: { type: 'string' },
        flow: { type: 'string' },
        format: { type: 'string', default: 'csv' },
        round: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
        language: { type: 'string', default: 'en' },
        output: { type: 'string' },
      },
    })
    const { programme, flow, format, round, ...rest } = values
    const [what, ...more] = positionals
    if ((what !== 'answers' && what !== 'tallies') || more.length > 0)
      return wrong(`What to export is answers or tallies; given: ${positionals.join(' ') || 'nothing'}.`)
    if (programme === undefined || flow === undefined) return wrong('--programme and --flow are needed.')
    const formats = what === 'answers' ? ['csv'] : ['csv', 'json']
    if (!formats.includes(format))
      return wrong(`--format ${format} is not allowed for ${what}; allowed: ${formats.join(', ')}.`)
    if (round !== undefined && !/^[1-9][0-9]{0,8}$/.test(round))
      return wrong(`--round ${round} is not a round's number, such as 1.`)
    return {
      what,
      programme,
      flow,
      format,
      round: round === undefined ? undefined : Number(round),
      without: rest.without,
      language: rest.language,
      output: rest.output,
    }
  } catch (error) {
    // parseArgs throws for an option that it does not know, or that lacks its value.
    return wrong(error instanceof Error ? error.message : String(error))
  }
}
