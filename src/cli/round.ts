/** `hearback round …`: the waves of a survey. */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import type { Command, Io } from './command.ts'
import { changeRound } from './rounds/change.ts'
import { listRounds } from './rounds/list.ts'
import { showRound } from './rounds/show.ts'
import { CHANGES, type Wanted } from './rounds/wanted.ts'
import { type OpenStore, openStore, withStore } from './survey-store.ts'

const help = `Usage: hearback round list   [--json]
       hearback round show   --programme <name> --flow <name> [--round <number>] [--json] [--language <tag>]
       hearback round plan   --programme <name> --flow <name> [--opens <when>] [details]
       hearback round open   --programme <name> --flow <name> [--round <number> | details]
       hearback round pause  --programme <name> --flow <name> [--round <number>]
       hearback round resume --programme <name> --flow <name> [--round <number>]
       hearback round close  --programme <name> --flow <name> [--round <number>]
       hearback round remove --programme <name> --flow <name> --round <number>

list    every round with its state, and how many of its messages a platform charges for
show    how far people came, where they left, and how many are still hoped for. Without --round: the one that is
        open or paused, else the newest. Counts of 1 to 4 people are shown as "under 5"
plan    a round that opens on its date, or by hand
open    opens the planned round with that number; without --round the one that is planned, if it is one, and no
        details are given; else a new one at once. One round of a flow is open at a time. A flow's first round
        opens by itself when the server starts
pause   nobody new may begin, and is told that the survey rests; who began may go on
resume  lets people in again
close   for good. People who began may finish for 24 hours; then the running server cuts the link between people and
        their answers, and nobody can tell any more whose answers are whose, but for those who agreed to be followed.
        A closed round never opens again
remove  takes a planned round away

Details of plan, and of open for a new round:
  --name <words>         shown beside the number; default: the month it opens in
  --place <code>         for people of this place alone; may be given again. Default: all places
  --target <group>=<n>   how many people are hoped for: all=1000, place.basra=200, sex.female=500,
                         age_band.age_18_30=300; may be given again
  --opens <when>         2027-03-01 (as the day begins), 2027-03-01T09:00 (UTC), 2027-03-01T09:00+03:00, or in 2d
  --closes <when>        the same (a day alone: as it ends), or 30d after it opens

  --by <name>            who does it, for the record; default: your name on this computer

Exit code: 0 done, 1 it could not be done, 2 called wrongly.
`

export const command: Command = roundCommand(openStore, Date.now)

/** With the store and the clock that a test hands in. */
export function roundCommand(open: OpenStore, clock: () => number): Command {
  return {
    name: 'round',
    summary: 'plan, open, watch and close the rounds of a survey',
    help,
    async run(args, io) {
      const wanted = readArgs(args, io)
      if (wanted === undefined) return 2
      return withStore(open, io, async (database) => {
        if (wanted.what === 'list') return listRounds(database, wanted, io)
        if (wanted.what === 'show') return showRound(database, wanted, io, clock())
        return changeRound(database, wanted, io, clock())
      })
    },
  }
}

const OPTIONS = {
  programme: { type: 'string' },
  flow: { type: 'string' },
  round: { type: 'string' },
  name: { type: 'string' },
  place: { type: 'string', multiple: true },
  target: { type: 'string', multiple: true },
  opens: { type: 'string' },
  closes: { type: 'string' },
  by: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** What each takes, beside the flow. */
const TAKES: Readonly<Record<Wanted['what'], readonly (keyof typeof OPTIONS)[]>> = {
  list: ['json'],
  show: ['round', 'json', 'language'],
  plan: ['name', 'place', 'target', 'opens', 'closes', 'by'],
  open: ['round', 'name', 'place', 'target', 'closes', 'by'],
  pause: ['round', 'by'],
  resume: ['round', 'by'],
  close: ['round', 'by'],
  remove: ['round', 'by'],
}

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback round --help\n`)
    return undefined
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
    const what = ['list', 'show', ...CHANGES].find((one) => one === positionals[0]) as
      | Wanted['what']
      | undefined
    if (what === undefined || positionals.length > 1) {
      const all = Object.keys(TAKES).join(', ')
      return wrong(`What to do is one of ${all}; given: ${positionals.join(' ') || 'nothing'}.`)
    }
    const given = Object.keys(values) as (keyof typeof OPTIONS)[]
    const flow: readonly string[] = what === 'list' ? [] : ['programme', 'flow']
    const foreign = given.find((option) => !flow.includes(option) && !TAKES[what].includes(option))
    if (foreign !== undefined) return wrong(`\`round ${what}\` takes no --${foreign}.`)
    const json = values.json === true
    if (what === 'list') return { what, json }
    const { programme, flow: name, language = 'en' } = values
    if (programme === undefined || name === undefined) return wrong('--programme and --flow are needed.')
    const round = values.round === undefined ? undefined : Number(values.round)
    if (round !== undefined && !(Number.isInteger(round) && round > 0))
      return wrong(`--round is the number of a round; given: ${values.round}.`)
    if (what === 'show') return { what, programme, flow: name, round, json, language }
    const details = { name: values.name, places: values.place, targets: values.target ?? [] }
    const dates = { opens: values.opens, closes: values.closes }
    return { what, programme, flow: name, round, ...details, ...dates, by: values.by ?? whoami(io) }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

/** Some machines run us under a number that has no name. */
function whoami({ env }: Io): string {
  try {
    return userInfo().username
  } catch {
    return env.USER ?? 'unknown'
  }
}
