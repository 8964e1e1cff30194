/** What tells cheaply whether anything that is published of a flow has changed. */
import { inArray, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { type RoundRow, readRounds } from './rounds.ts'

export interface RoundEdition {
  readonly round: RoundRow
  /** Number of its newest snapshot; 0: there is none. */
  readonly snapshot: number
}

/** A flow's rounds, the first one first, without the bodies of their snapshots. */
export async function readRoundEditions(
  database: Database,
  programme: string,
  flow: string,
): Promise<RoundEdition[]> {
  const rounds = await readRounds(database, programme, flow)
  if (rounds.length === 0) return []
  const { snapshots } = database.tables
  const newest = await database.read
    .select({ round: snapshots.round, number: sql<number>`cast(max(${snapshots.number}) as integer)` })
    .from(snapshots)
    .where(
      inArray(
        snapshots.round,
        rounds.map(({ id }) => id),
      ),
    )
    .groupBy(snapshots.round)
  const numbers = new Map(newest.map(({ round, number }) => [round, number]))
  return rounds.map((round) => ({ round, snapshot: numbers.get(round.id) ?? 0 }))
}
