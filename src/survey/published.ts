/**
 * What is told of a round: the one door that pages, pictures, summaries, the chat, public files and the API read
 * findings through. Everything here has passed disclosure control; nothing else may be shown to the public.
 */
import type { Weighting } from '../findings/finding.ts'
import type { Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { type RoundRow, readRounds } from '../store/rounds.ts'
import { readLastSnapshot, readProgramBodies } from '../store/survey.ts'
import { type DatedFinding, snapshotOf } from './snapshots.ts'

export interface PublishedRound {
  readonly round: RoundRow
  /** Null: nothing can be told, because too few have answered so far. */
  readonly snapshot: PublishedSnapshot | null
  /** Question by question in the flow's order, everybody's first; those by group only of a closed round. */
  readonly findings: readonly DatedFinding[]
  /** What names its questions and options: the round's own first, then older ones that its answers were given to. */
  readonly programs: readonly Program[]
}

export interface PublishedSnapshot {
  readonly number: number
  /** Epoch milliseconds. */
  readonly at: number
  /** People with at least one answer. */
  readonly respondents: number
  /** People among them who are in no figure, because they did not say where they live; null: none, or too few to tell. */
  readonly leftOut: number | null
  readonly weighting: Weighting
}

/** One round as it is told this moment. */
export async function readPublishedRound(database: Database, round: RoundRow): Promise<PublishedRound> {
  const last = await readLastSnapshot(database, round.id)
  const body = last === undefined ? undefined : snapshotOf(last.body)
  const bodies = await readProgramBodies(database, round.programme, round.flow)
  const hashes = [...new Set([round.program, ...(body?.programs ?? [])])]
  const programs = hashes
    .flatMap((hash) => bodies.filter((one) => one.hash === hash))
    .map((one) => JSON.parse(one.body) as Program)
  if (last === undefined || body === undefined) return { round, snapshot: null, findings: [], programs }
  return {
    round,
    snapshot: {
      number: last.number,
      at: last.at,
      respondents: body.respondents,
      leftOut: body.leftOut,
      weighting: body.weighting,
    },
    findings: body.findings.filter(({ of }) => round.state === 'closed' || of.length === 0),
    programs,
  }
}

/** All rounds of a flow, the first one first. */
export async function readPublishedRounds(
  database: Database,
  programme: string,
  flow: string,
): Promise<PublishedRound[]> {
  const rounds = await readRounds(database, programme, flow)
  return await Promise.all(rounds.map((round) => readPublishedRound(database, round)))
}
