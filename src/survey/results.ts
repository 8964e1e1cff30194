/** What the results page reads: a round's newest snapshot with the program that names its questions. */
import type { Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { type RoundRow, readRounds } from '../store/rounds.ts'
import { readLastSnapshot, readProgramBodies } from '../store/survey.ts'
import { type Snapshot, snapshotOf } from './snapshots.ts'

export interface Results {
  readonly round: RoundRow
  /** All rounds of the flow, the first one first. */
  readonly rounds: readonly RoundRow[]
  /** Null until enough people answered. */
  readonly snapshot: (Snapshot & { readonly at: number }) | null
  /** The round's own first, then older ones that its answers were given to. */
  readonly programs: readonly Program[]
}

/** Of the round with this number, else the newest that has something to show, else the newest. */
export async function readResults(
  database: Database,
  programme: string,
  flow: string,
  number?: number,
): Promise<Results | undefined> {
  const rounds = (await readRounds(database, programme, flow)).filter(({ state }) => state !== 'planned')
  const wanted =
    number === undefined ? rounds.toReversed() : rounds.filter((round) => round.number === number)
  const [newest] = wanted
  if (newest === undefined) return undefined
  let found = { round: newest, last: await readLastSnapshot(database, newest.id) }
  for (const round of wanted.slice(1)) {
    if (found.last !== undefined) break
    const last = await readLastSnapshot(database, round.id)
    if (last !== undefined) found = { round, last }
  }
  const { round, last } = found
  const snapshot = last === undefined ? null : { ...snapshotOf(last.body), at: last.at }
  const bodies = await readProgramBodies(database, programme, flow)
  const hashes = [...new Set([round.program, ...(snapshot?.programs ?? [])])]
  const programs = hashes
    .flatMap((hash) => bodies.filter((body) => body.hash === hash))
    .map(({ body }) => JSON.parse(body) as Program)
  return { round, rounds, snapshot, programs }
}
