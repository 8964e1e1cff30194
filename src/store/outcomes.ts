/**
 * People of whom only a count stays. Outcomes that begin with `~` are not the flow's: `~undecided` and `~unanswered` are
 * people whose session was removed when the round was cut and who are no respondents, because they had neither agreed
 * nor declined, or had agreed and given no answer.
 */
import { eq, sql } from 'drizzle-orm'
import type { Database, Writer } from './database.ts'
import { ascending } from './load-turns.ts'
import type { Row, Tables } from './tables.ts'

/** By outcome. */
export async function readOutcomes(
  { read, tables: { outcomes } }: Database,
  round: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await read.select().from(outcomes).where(eq(outcomes.round, round))
  return new Map(rows.map(({ outcome, count }) => [outcome, count]))
}

/** Adds to the counts. */
export async function countOutcomes(
  writer: Writer,
  tables: Tables,
  counts: readonly Row<'outcomes'>[],
): Promise<void> {
  const { outcomes } = tables
  const sorted = [...counts].sort((a, b) => ascending(a.round, b.round) || ascending(a.outcome, b.outcome))
  for (const { round, outcome, count } of sorted) {
    await writer.queries
      .insert(outcomes)
      .values({ round, outcome, count })
      .onConflictDoUpdate({
        target: [outcomes.round, outcomes.outcome],
        set: { count: sql`${outcomes.count} + ${count}` },
      })
  }
}
