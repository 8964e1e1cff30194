/** What tells cheaply whether anything that is published of a flow has changed. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
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

/** A summary that is shared, without what it says. */
export interface SharedEdition {
  readonly id: string
  /** Id of the round that it tells of. */
  readonly round: string
  readonly number: number
  /** Code of the place that it was for; null: everybody. */
  readonly place: string | null
  /** Epoch milliseconds: when it went out last. */
  readonly sharedAt: number
}

/** Of these rounds, in the order of their numbers. */
export async function readSharedEditions(
  { read, tables: { summaries } }: Database,
  rounds: readonly string[],
): Promise<SharedEdition[]> {
  if (rounds.length === 0) return []
  const rows = await read
    .select({
      id: summaries.id,
      round: summaries.round,
      number: summaries.number,
      place: summaries.place,
      sharedAt: summaries.shared_at,
    })
    .from(summaries)
    .where(and(inArray(summaries.round, [...rounds]), eq(summaries.state, 'shared')))
    .orderBy(asc(summaries.number))
  return rows.map((row) => ({ ...row, sharedAt: row.sharedAt ?? 0 }))
}
