/** Cuts rounds whose time to finish is over: see rounds.ts for the states. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { CLOSING_TIME } from '../limits.ts'
import { readRoundsToCut, removeSessions, rewriteRespondents } from '../store/cut-round.ts'
import type { Database } from '../store/database.ts'
import { hideTheFew } from '../store/followed.ts'
import { markClosed, type RoundRow } from '../store/rounds.ts'
import { programsByHash } from './read-round.ts'
import { stageOf } from './stage.ts'

const DAY = 24 * 3_600_000
/** A few milliseconds of the write lock each, on a slow disk too. */
const SESSIONS_A_WRITE = 15
const RESPONDENTS_A_WRITE = 15

/** Milliseconds that a cut waits for messages on their way. */
const PATIENCE = 3_600_000

/**
 * Cuts every round that began to close `CLOSING_TIME` ago. May be stopped at any point and called again: each write
 * leaves the round closing until all of it is done. Returns the rounds that are closed now.
 */
export async function cutClosedRounds(database: Database, now: number): Promise<RoundRow[]> {
  const closed: RoundRow[] = []
  for (const round of await readRoundsToCut(database, now - CLOSING_TIME)) {
    if (!(await cutSessions(database, round, now < (round.closed_at ?? 0) + CLOSING_TIME + PATIENCE)))
      continue
    await database.write((writer) => hideTheFew(writer, database.tables, round.id))
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
  const programOf = await programsByHash(database, round)
  const remains = ({ program, state }: { program: string; state: string }) =>
    stageOf(programOf(program), state)
  for (;;) {
    const cut = await removeSessions(database, round, busy, SESSIONS_A_WRITE, patient, remains)
    busy.push(...cut.busy)
    if (cut.removed === 0 && cut.busy.length === 0) return busy.length === 0
    await yieldToOthers()
  }
}
