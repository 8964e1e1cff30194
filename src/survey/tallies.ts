/** Tallies of a round as it stands in the store this moment. For snapshots and staff; never for a page. */
import type { Database } from '../store/database.ts'
import { countRespondents, type RoundRow } from '../store/rounds.ts'
import { type CountedRound, countHere, countJob } from './count-here.ts'
import { inThread } from './reader-thread.ts'

export type { CountedRound } from './count-here.ts'

/** Up to so many respondents are counted sooner than a thread has started. */
const SMALL = 1000

/** `without`: channels whose respondents are left out, such as `webchat`. Undefined when no program is published. */
export async function countRound(
  database: Database,
  round: RoundRow,
  without: readonly string[] = [],
): Promise<CountedRound | undefined> {
  const order = { round, without }
  const small = (await countRespondents(database, round.id)) <= SMALL
  return small ? await countHere(database, order) : await inThread(database, countJob, order)
}
