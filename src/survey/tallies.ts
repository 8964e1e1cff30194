/** Tallies of a round as it stands in the store this moment. For snapshots and staff; never for a page. */
import { createTallier, type Tallies } from '../findings/tally.ts'
import type { Program } from '../flow/program.ts'
import { type Analysis, plainAnalysis } from '../flow/programme.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { programsOf, respondentsOf } from './read-round.ts'

export interface CountedRound {
  readonly tallies: Tallies
  /** Those its answers were given to, the round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

/** `without`: channels whose respondents are left out, such as `webchat`. Undefined when no program is published. */
export async function countRound(
  database: Database,
  round: RoundRow,
  without: readonly string[] = [],
  analysis: Analysis = plainAnalysis,
): Promise<CountedRound | undefined> {
  const programs = await programsOf(database, round)
  if (programs === undefined) return undefined
  const tallier = createTallier(programs, analysis)
  for await (const respondent of respondentsOf(database, round.id, without)) tallier.add(respondent)
  return { tallies: tallier.result(), programs }
}
