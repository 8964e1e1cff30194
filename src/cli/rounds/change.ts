/** `hearback round plan|open|pause|resume|close|remove` */
import { CLOSING_TIME } from '../../limits.ts'
import type { Database } from '../../store/database.ts'
import { readProgram } from '../../store/programs.ts'
import { type RoundRow, readRounds } from '../../store/rounds.ts'
import { readCurrentProgram } from '../../store/survey.ts'
import { checkDates, checkPlan } from '../../survey/plan.ts'
import { faultsOf } from '../../survey/round-dates.ts'
import {
  closeOneRound,
  type OpenedRound,
  openPlannedRound,
  openRound,
  type PlannedRound,
  pauseRound,
  planRound,
  removePlannedRound,
  resumeRound,
} from '../../survey/rounds.ts'
import { parseTargets } from '../../survey/targets.ts'
import type { ExitCode, Io } from '../command.ts'
import { readMoment } from './moments.ts'
import type { WantedChange } from './wanted.ts'
import { described, moment } from './words.ts'

type Change = (change: Context) => Promise<ExitCode>

interface Context {
  readonly database: Database
  readonly wanted: WantedChange
  readonly io: Io
  readonly now: number
  /** Of the flow, the first one first. */
  readonly rounds: readonly RoundRow[]
}

export async function changeRound(
  database: Database,
  wanted: WantedChange,
  io: Io,
  now: number,
): Promise<ExitCode> {
  const rounds = await readRounds(database, wanted.programme, wanted.flow)
  return await CHANGES[wanted.what]({ database, wanted, io, now, rounds })
}

const CHANGES: Readonly<Record<WantedChange['what'], Change>> = {
  async plan(context) {
    const { database, io, now } = context
    const plan = await newRound(context)
    if (plan === undefined) return 1
    const round = await planRound(database, plan, now)
    const opens = round.opens_at === null ? 'It opens by hand' : `It opens ${moment(round.opens_at)}`
    const closes = round.closes_at === null ? '' : `, and closes ${moment(round.closes_at)}`
    io.out(`Planned: ${described(round)}. ${opens}${closes}.\n`)
    return 0
  },

  async open(context) {
    const { database, wanted, io, now, rounds } = context
    const planned = rounds.filter(({ state }) => state === 'planned')
    const bare = wanted.name === undefined && wanted.places === undefined && wanted.targets.length === 0
    if (wanted.round === undefined && !(bare && wanted.closes === undefined && planned.length > 0)) {
      const plan = await newRound(context)
      return plan === undefined ? 1 : opened(await openRound(database, plan, now), io)
    }
    const round = pick(context, 'planned', ['planned'])
    if (round === undefined) return 1
    const faults = await faultsOf(database, round, now)
    if (faults.length > 0) return refuse(io, faults)
    return opened(await openPlannedRound(database, round, now, wanted.by), io)
  },

  async pause(context) {
    const { database, wanted, io, now } = context
    const round = pick(context, 'open', ['open'])
    if (round === undefined || (await pauseRound(database, round, now, wanted.by)) === undefined) return 1
    io.out(`Paused: ${described(round)}. Nobody new may begin until: hearback round resume\n`)
    return 0
  },

  async resume(context) {
    const { database, wanted, io, now } = context
    const round = pick(context, 'paused', ['paused'])
    if (round === undefined || (await resumeRound(database, round, now, wanted.by)) === undefined) return 1
    io.out(`Open again: ${described(round)}.\n`)
    return 0
  },

  async close(context) {
    const { database, wanted, io, now } = context
    const round = pick(context, 'open', ['open', 'paused'])
    if (round === undefined || (await closeOneRound(database, round, now, wanted.by)) === undefined) return 1
    io.out(`Closing: ${described(round)}. The link is cut after ${moment(now + CLOSING_TIME)}.\n`)
    return 0
  },

  async remove(context) {
    const { database, wanted, io, now } = context
    const round = pick(context, 'planned', ['planned'])
    if (round === undefined || !(await removePlannedRound(database, round, now, wanted.by))) return 1
    io.out(`Removed: ${described(round)}.\n`)
    return 0
  },
}

function opened(result: OpenedRound | undefined, io: Io): ExitCode {
  if (result?.kind === 'opened') {
    io.out(`Opened: ${described(result.round)}.\n`)
    return 0
  }
  const what =
    result === undefined
      ? 'Somebody else opened it, or took it away, just now.'
      : `Already ${result.round.state}: ${described(result.round)}. ${result.round.state === 'paused' ? 'Let people in again (hearback round resume), or close it first' : 'Close it first'}: hearback round close`
  return refuse(io, [what])
}

/** The round named by its number, or the only one in a fitting state. Says on `err` why there is none. */
function pick(
  { rounds, wanted, io }: Context,
  adjective: string,
  states: readonly RoundRow['state'][],
): RoundRow | undefined {
  const { programme, flow, round: number } = wanted
  if (number !== undefined) {
    const named = rounds.find((round) => round.number === number)
    if (named === undefined) {
      const there = rounds.map((round) => round.number).join(', ')
      refuse(io, [`The flow ${programme}/${flow} has no round ${number}. It has: ${there || 'none'}.`])
      return undefined
    }
    if (states.includes(named.state)) return named
    refuse(io, [`${described(named)} is ${named.state}, not ${adjective}.${instead(named, wanted.what)}`])
    return undefined
  }
  // A round about a summary is asked for by its number.
  const fitting = rounds.filter((round) => states.includes(round.state) && round.summary === null)
  const [only, ...more] = fitting
  if (only === undefined)
    refuse(io, [`The flow ${programme}/${flow} has no ${adjective} round. See: hearback round list`])
  if (more.length === 0) return only
  const numbers = fitting.map((round) => round.number).join(', ')
  refuse(io, [`Several rounds are ${adjective}: ${numbers}. Say which one with --round.`])
  return undefined
}

function instead({ state }: RoundRow, what: WantedChange['what']): string {
  if (what !== 'open') return ''
  if (state === 'paused') return ' To let people in again: hearback round resume'
  if (state === 'open') return ''
  return ' A round that was closed never opens again: its people can no longer be told from each other. Without --round a new one opens.'
}

/** Checked against the flow as it is now. Says on `err` what is wrong. */
async function newRound({ database, wanted, io, now }: Context): Promise<PlannedRound | undefined> {
  const { programme, flow, name, places, by } = wanted
  const hash = await readCurrentProgram(database, programme, flow)
  const program = hash === undefined ? undefined : await readProgram(database, hash)
  if (program === undefined) {
    refuse(io, [
      `No program of ${programme}/${flow} is published in this store. Start the server once: hearback serve`,
    ])
    return undefined
  }
  const { targets, faults } = parseTargets(wanted.targets)
  const dates = datesOf(wanted, now)
  const wrong = [
    ...(program.type === 'survey' ? [] : [`${flow} is a ${program.type}: only a survey has rounds.`]),
    ...faults,
    ...dates.faults,
    ...checkDates(dates, now),
    ...(targets === undefined ? [] : checkPlan(program, { targets, ...(places && { places }) })),
  ]
  if (wrong.length > 0) {
    refuse(io, wrong)
    return undefined
  }
  const { opensAt, closesAt } = dates
  return {
    ...{ programme, flow, program: program.hash, by },
    ...(name === undefined ? {} : { name }),
    ...(places === undefined ? {} : { places: [...new Set(places)] }),
    ...(wanted.targets.length === 0 || targets === undefined ? {} : { targets }),
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(closesAt === undefined ? {} : { closesAt }),
  }
}

function datesOf({ what, opens, closes }: WantedChange, now: number) {
  const faults: string[] = []
  const opensAt = opens === undefined ? undefined : readMoment(opens, 'begins', now)
  if (opens !== undefined && opensAt === undefined) faults.push(unreadable('opens', opens))
  const from = what === 'open' ? now : opensAt
  const closesAt = closes === undefined ? undefined : readMoment(closes, 'ends', from)
  if (closes !== undefined && closesAt === undefined) {
    const lacks = /^\d+[mhd]$/.test(closes) && opens === undefined
    faults.push(
      lacks
        ? `--closes ${closes} counts from --opens, which is missing: give that, or a date to close on.`
        : unreadable('closes', closes),
    )
  }
  return {
    faults,
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(closesAt === undefined ? {} : { closesAt }),
  }
}

const unreadable = (option: string, given: string): string =>
  `--${option} is a date (2027-03-01), a date and time (2027-03-01T09:00, UTC) or a length of time (14d); given: ${given}.`

function refuse(io: Io, reasons: readonly string[]): 1 {
  for (const reason of reasons) io.err(`${reason}\n`)
  return 1
}
