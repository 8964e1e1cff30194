/** Which rounds ask what people think of a summary, and which summary each of them is about. */
import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Row } from './tables.ts'

export interface FollowUpRound {
  readonly round: Row<'rounds'>
  readonly summary: Pick<Row<'summaries'>, 'id' | 'number' | 'place'>
  /** The round that the summary tells of. */
  readonly about: Row<'rounds'>
}

/** Of a programme, in the order of flow and round that the summaries tell of, then of the summaries themselves. */
export async function readFollowUpRounds(
  { read, tables: { rounds, summaries } }: Database,
  programme: string,
): Promise<FollowUpRound[]> {
  const asking = await read
    .select()
    .from(rounds)
    .where(and(eq(rounds.programme, programme), isNotNull(rounds.summary)))
    .orderBy(asc(rounds.flow), asc(rounds.number))
  const ids = asking.flatMap(({ summary }) => (summary === null ? [] : [summary]))
  if (ids.length === 0) return []
  const told = await read.select().from(summaries).where(inArray(summaries.id, ids))
  const about = await read
    .select()
    .from(rounds)
    .where(
      inArray(
        rounds.id,
        told.map(({ round }) => round),
      ),
    )
  return asking
    .flatMap((round) => {
      const summary = told.find(({ id }) => id === round.summary)
      const source = about.find(({ id }) => id === summary?.round)
      return summary === undefined || source === undefined ? [] : [{ round, summary, about: source }]
    })
    .sort(
      (a, b) =>
        (a.about.flow < b.about.flow ? -1 : a.about.flow > b.about.flow ? 1 : 0) ||
        a.about.number - b.about.number ||
        a.summary.number - b.summary.number,
    )
}
