/**
 * A round is one wave of a survey.
 *
 *   planned ──openPlannedRound──► open ◄──resumeRound── paused
 *      │                           │  ──pauseRound──►     │
 *   removePlannedRound             └──────closeRound──────┴──► closing ──24 h later: cutClosedRounds──► closed
 *
 * planned: nobody can come in yet; opens by hand or on its date. open: people may begin. paused: nobody new may begin,
 * and is told so; who began goes on. closing: who began may finish, and a forgotten person's answers can still be
 * found. closed: the link from contact to respondent is cut; nobody can tell any more whose answers are whose. A round
 * that closes never opens again: the next one is a new round.
 *
 * Of one flow, one round is open or paused at a time. Rounds about a summary are apart from that: several may stand
 * open beside each other, and people come into them by what was sent to them, not by the flow's name.
 */
import { orderedId } from '../ids.ts'
import type { Deed } from '../store/audit.ts'
import type { Database } from '../store/database.ts'
import { deletePlanned, insertRound, moveRound, type RoundRow, readRounds } from '../store/rounds.ts'
import { readCurrentProgram } from '../store/survey.ts'
import type { Targets } from './targets.ts'

export interface NewRound {
  readonly programme: string
  readonly flow: string
  /** Hash of the program that its sessions begin with. */
  readonly program: string
  /** Shown beside the number; the month it opens in unless given. */
  readonly name?: string
  /** Its answers are made up, and every page says so. */
  readonly madeUp?: boolean
  /** Codes of the places it is for; all when left out. See checkPlan. */
  readonly places?: readonly string[]
  readonly targets?: Targets
  /** When it is to close by itself. */
  readonly closesAt?: number
  /** Id of the summary that it asks about. */
  readonly summary?: string
  /** Who does it, for the record; nothing is recorded when left out. */
  readonly by?: string
}

export interface PlannedRound extends NewRound {
  /** When it is to open by itself; by hand when left out. */
  readonly opensAt?: number
}

export type OpenedRound =
  | { readonly kind: 'opened'; readonly round: RoundRow }
  /** Only one round of a flow is open or paused at a time. */
  | { readonly kind: 'already_open'; readonly round: RoundRow }

/** Whether people can come into it, or could until it was paused. */
export const stands = ({ state }: Pick<RoundRow, 'state'>): boolean => state === 'open' || state === 'paused'

/** The round that people come into by the flow's name. */
const standingOf = (rounds: readonly RoundRow[]): RoundRow | undefined =>
  rounds.find((round) => stands(round) && round.summary === null)

/** The plan must have passed `checkPlan`. */
export async function planRound(database: Database, plan: PlannedRound, now: number): Promise<RoundRow> {
  for (;;) {
    const before = await readRounds(database, plan.programme, plan.flow)
    const opens = plan.opensAt ?? null
    const round = newRound(plan, before, { state: 'planned', opened_at: opens ?? now, opens_at: opens }, now)
    if (await insertRound(database, round, deed('plan', round, now, plan.by))) return round
  }
}

/** Opens a new round at once. Its places, targets and dates must have passed `checkPlan`. */
export async function openRound(database: Database, wanted: NewRound, now: number): Promise<OpenedRound> {
  for (;;) {
    const before = await readRounds(database, wanted.programme, wanted.flow)
    const open = wanted.summary === undefined ? standingOf(before) : undefined
    if (open !== undefined) return { kind: 'already_open', round: open }
    const round = newRound(wanted, before, { state: 'open', opened_at: now, opens_at: null }, now)
    // Of two processes that open at once, one finds the other's round when it looks again.
    if (await insertRound(database, round, deed('open', round, now, wanted.by)))
      return { kind: 'opened', round }
  }
}

/**
 * Opens a planned round with the flow's current program, which must still pass `checkPlan`; undefined when it is not
 * planned any more.
 */
export async function openPlannedRound(
  database: Database,
  planned: RoundRow,
  now: number,
  by?: string,
): Promise<OpenedRound | undefined> {
  const { programme, flow } = planned
  const program = (await readCurrentProgram(database, programme, flow)) ?? planned.program
  const to = { state: 'open' as const, opened_at: now, program }
  if (await moveRound(database, planned, ['planned'], to, deed('open', planned, now, by)))
    return { kind: 'opened', round: { ...planned, ...to } }
  const other = standingOf(await readRounds(database, programme, flow))
  return other === undefined || other.id === planned.id ? undefined : { kind: 'already_open', round: other }
}

/** Undefined when it was not open. */
export async function pauseRound(database: Database, round: RoundRow, now: number, by?: string) {
  return await moved(database, round, ['open'], { state: 'paused' }, deed('pause', round, now, by))
}

/** Undefined when it was not paused. */
export async function resumeRound(database: Database, round: RoundRow, now: number, by?: string) {
  return await moved(database, round, ['paused'], { state: 'open' }, deed('resume', round, now, by))
}

/** Undefined when it was neither open nor paused. */
export async function closeOneRound(database: Database, round: RoundRow, now: number, by?: string) {
  const to = { state: 'closing' as const, closed_at: now }
  return await moved(database, round, ['open', 'paused'], to, deed('close', round, now, by))
}

/** Closes the round that people come into by the flow's name; undefined when there is none. */
export async function closeRound(
  database: Database,
  programme: string,
  flow: string,
  now: number,
  by?: string,
): Promise<RoundRow | undefined> {
  const standing = standingOf(await readRounds(database, programme, flow))
  return standing === undefined ? undefined : await closeOneRound(database, standing, now, by)
}

/** False when it was not planned any more. */
export async function removePlannedRound(database: Database, round: RoundRow, now: number, by?: string) {
  return await deletePlanned(database, round.id, deed('remove', round, now, by))
}

/**
 * Opens a flow's first round. Only a flow that never had one, not even planned, gets it: after that it is for people to
 * decide when the next round begins.
 */
export async function ensureFirstRound(
  database: Database,
  programme: string,
  flow: string,
  program: string,
  now: number,
): Promise<void> {
  const before = await readRounds(database, programme, flow)
  if (before.length === 0) await openRound(database, { programme, flow, program }, now)
}

async function moved(
  database: Database,
  round: RoundRow,
  from: readonly RoundRow['state'][],
  to: Pick<RoundRow, 'state'> & Partial<RoundRow>,
  done: Deed | undefined,
): Promise<RoundRow | undefined> {
  return (await moveRound(database, round, from, to, done)) ? { ...round, ...to } : undefined
}

function newRound(
  wanted: NewRound,
  before: readonly RoundRow[],
  begins: Pick<RoundRow, 'state' | 'opened_at' | 'opens_at'>,
  now: number,
): RoundRow {
  return {
    id: orderedId(now),
    programme: wanted.programme,
    flow: wanted.flow,
    number: (before.at(-1)?.number ?? 0) + 1,
    name: wanted.name ?? new Date(begins.opened_at).toISOString().slice(0, 7),
    made_up: wanted.madeUp ?? false,
    closed_at: null,
    program: wanted.program,
    places: wanted.places ?? null,
    targets: wanted.targets ?? null,
    closes_at: wanted.closesAt ?? null,
    summary: wanted.summary ?? null,
    ...begins,
  }
}

function deed(verb: string, round: RoundRow, at: number, by: string | undefined): Deed | undefined {
  if (by === undefined) return undefined
  const { id, programme, flow, number } = round
  return { at, actor: by, action: `round.${verb}`, subject: id, detail: { programme, flow, number } }
}
