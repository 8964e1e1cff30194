/**
 * A round is one wave of a survey.
 *
 *   open ──closeRound──► closing ──24 h later: cutClosedRounds──► closed
 *
 * open: people may begin. closing: who began may finish, and a forgotten person's answers can still be found.
 * closed: the link from contact to respondent is cut; nobody can tell any more whose answers are whose.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { orderedId } from '../ids.ts'
import { CLOSING_TIME } from '../limits.ts'
import type { Database } from '../store/database.ts'
import {
  insertRound,
  markClosed,
  type RoundRow,
  readRounds,
  readRoundsToCut,
  removeSessions,
  rewriteRespondents,
  startClosing,
} from '../store/rounds.ts'

const DAY = 24 * 3_600_000
/** A few milliseconds of the write lock each, on a slow disk too. */
const SESSIONS_A_WRITE = 15
const RESPONDENTS_A_WRITE = 15

/** Milliseconds that a cut waits for messages on their way. */
const PATIENCE = 3_600_000

export interface NewRound {
  readonly programme: string
  readonly flow: string
  /** Hash of the program that its sessions begin with. */
  readonly program: string
  /** Shown beside the number; the month it opens in unless given. */
  readonly name?: string
  /** Its answers are made up, and every page says so. */
  readonly madeUp?: boolean
}

export type OpenedRound =
  | { readonly kind: 'opened'; readonly round: RoundRow }
  /** Only one round of a flow is open at a time. */
  | { readonly kind: 'already_open'; readonly round: RoundRow }

export async function openRound(database: Database, wanted: NewRound, now: number): Promise<OpenedRound> {
  for (;;) {
    const before = await readRounds(database, wanted.programme, wanted.flow)
    const open = before.find(({ state }) => state === 'open')
    if (open !== undefined) return { kind: 'already_open', round: open }
    const round: RoundRow = {
      id: orderedId(now),
      programme: wanted.programme,
      flow: wanted.flow,
      number: (before.at(-1)?.number ?? 0) + 1,
      name: wanted.name ?? new Date(now).toISOString().slice(0, 7),
      state: 'open',
      made_up: wanted.madeUp ?? false,
      opened_at: now,
      closed_at: null,
      program: wanted.program,
      places: null,
      targets: null,
      opens_at: null,
      closes_at: null,
      summary: null,
    }
    // The number is unique: of two processes that open at once, one finds the other's round when it looks again.
    if (await insertRound(database, round)) return { kind: 'opened', round }
  }
}

/**
 * Opens a flow's first round. Only a flow that never had one gets it: after a close it is for people to decide when
 * the next round begins.
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

/** The round as it is now closing; undefined when the flow has none open. */
export async function closeRound(
  database: Database,
  programme: string,
  flow: string,
  now: number,
): Promise<RoundRow | undefined> {
  const open = (await readRounds(database, programme, flow)).find(({ state }) => state === 'open')
  if (open === undefined || !(await startClosing(database, open.id, now))) return undefined
  return { ...open, state: 'closing', closed_at: now }
}

/**
 * Cuts every round that began to close `CLOSING_TIME` ago. May be stopped at any point and called again: each write
 * leaves the round closing until all of it is done. Returns the rounds that are closed now.
 *
 * Who agreed `for: followed` keeps their link when panels come: their sessions are then to be left out of
 * `removeSessions` and their respondents' ids kept in a table of its own, under that consent.
 */
export async function cutClosedRounds(database: Database, now: number): Promise<RoundRow[]> {
  const closed: RoundRow[] = []
  for (const round of await readRoundsToCut(database, now - CLOSING_TIME)) {
    if (!(await cutSessions(database, round, now < (round.closed_at ?? 0) + CLOSING_TIME + PATIENCE)))
      continue
    // One day for the whole round, not each answer's own: consents keep the day they were given on, and place, language
    // and day together would be enough to find a person's answers again.
    const day = Math.floor(round.opened_at / DAY) * DAY
    for (let after: string | null = ''; after !== null; ) {
      after = await rewriteRespondents(database, round.id, after, day, RESPONDENTS_A_WRITE)
      await yieldToOthers()
    }
    await markClosed(database, round.id)
    closed.push({ ...round, state: 'closed' })
  }
  // What was deleted must not stay in the write-ahead log either.
  if (closed.length > 0) await database.scrub()
  return closed
}

/** False when a message was in flight: the rest of that session goes at the next call. */
async function cutSessions(database: Database, round: RoundRow, patient: boolean): Promise<boolean> {
  const busy: string[] = []
  for (;;) {
    const cut = await removeSessions(database, round, busy, SESSIONS_A_WRITE, patient)
    busy.push(...cut.busy)
    if (cut.removed === 0 && cut.busy.length === 0) return busy.length === 0
    await yieldToOthers()
  }
}
