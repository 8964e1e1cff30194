/** What a round as it stands this moment tells: counted and put through disclosure control in one go. */
import type { RoundFindings } from '../findings/finding.ts'
import { type PublishRules, publish } from '../findings/publish.ts'
import type { Program } from '../flow/program.ts'
import type { Analysis } from '../flow/programme.ts'
import type { Database, Reader } from '../store/database.ts'
import { countRespondents, type RoundRow } from '../store/rounds.ts'
import { inThread, type Job } from './reader-thread.ts'
import { countRound } from './tallies.ts'

export interface ToldRound extends RoundFindings {
  /** People with at least one answer who are in no figure, because they did not say where they live. */
  readonly leftOut: number
  /** Those its answers were given to, the round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

export interface TellOrder {
  readonly round: RoundRow
  /** Channels whose respondents are left out, such as `webchat`. */
  readonly without: readonly string[]
  readonly analysis: Analysis
  /** For the public, or for staff. */
  readonly rules: PublishRules
}

/** So few respondents are told in less time than a thread takes to start: some 20 ms. */
const SMALL = 100

/** Undefined when no program is published. */
export async function tellRound(database: Database, order: TellOrder): Promise<ToldRound | undefined> {
  const small = (await countRespondents(database, order.round.id)) <= SMALL
  return small ? await tellHere(database, order) : await inThread(database, tellJob, order)
}

async function tellHere(
  reader: Reader,
  { round, without, analysis, rules }: TellOrder,
): Promise<ToldRound | undefined> {
  const counted = await countRound(reader, round, without, analysis)
  if (counted === undefined) return undefined
  const { tallies, programs } = counted
  const { respondents, leftOut, weighting } = tallies
  return { respondents, leftOut, weighting, programs, findings: publish(tallies, programs, rules) }
}

export const tellJob: Job<TellOrder, ToldRound | undefined> = {
  module: 'dist/survey/tell-round.js',
  name: 'tellJob',
  run: tellHere,
}
