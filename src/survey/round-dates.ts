/** Opens and closes rounds on the dates that were set for them. */
import type { Database } from '../store/database.ts'
import { readProgram } from '../store/programs.ts'
import { type RoundRow, readRoundsIn } from '../store/rounds.ts'
import { readCurrentProgram } from '../store/survey.ts'
import { checkDates, checkPlan } from './plan.ts'
import { closeOneRound, openPlannedRound } from './rounds.ts'
import { targetsOf } from './targets.ts'

/** Who opened and closed it, in the record. */
const SCHEDULE = 'schedule'

/**
 * Closes what is to close by now, then opens what is to open. A planned round waits while another one of its flow is
 * open or paused, and opens once that is closed; one that no longer fits its flow waits until somebody looks.
 */
export async function followDates(database: Database, now: number): Promise<void> {
  for (const round of await readRoundsIn(database, ['open', 'paused']))
    if (round.closes_at !== null && round.closes_at <= now)
      await closeOneRound(database, round, now, SCHEDULE)
  for (const round of await readRoundsIn(database, ['planned'])) {
    if (round.opens_at === null || round.opens_at > now) continue
    if ((await faultsOf(database, round, now)).length === 0)
      await openPlannedRound(database, round, now, SCHEDULE)
  }
}

/** What keeps a planned round from opening with its flow as it is now; empty when nothing does. */
export async function faultsOf(
  database: Database,
  { programme, flow, ...round }: RoundRow,
  now: number,
): Promise<readonly string[]> {
  const hash = (await readCurrentProgram(database, programme, flow)) ?? round.program
  const program = await readProgram(database, hash)
  if (program === undefined) return [`No program of ${programme}/${flow} is published.`]
  const { places, closes_at } = round
  return [
    ...checkDates(closes_at === null ? {} : { closesAt: closes_at }, now),
    ...checkPlan(program, { targets: targetsOf(round), ...(places === null ? {} : { places }) }),
  ]
}
