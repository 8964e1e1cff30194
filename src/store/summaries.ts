/** Summaries. Every change is written together with the record of who made it. */
import { and, asc, eq, inArray, max, sql } from 'drizzle-orm'
import { type Deed, recordDeed } from './audit.ts'
import type { Database, Writer } from './database.ts'
import type { Row, SummaryState, Tables } from './tables.ts'

type SummaryRow = Row<'summaries'>

/** Keeps a new one under the round's next number, which it returns. */
export async function insertSummary(
  { write, tables }: Database,
  row: Omit<SummaryRow, 'number'>,
  deed: Deed,
): Promise<number> {
  const { summaries } = tables
  for (;;) {
    const number = await write(async (writer) => {
      const [last] = await writer.queries
        .select({ number: max(summaries.number) })
        .from(summaries)
        .where(eq(summaries.round, row.round))
      const next = (last?.number ?? 0) + 1
      const [made] = await writer.insertNew(summaries, [{ ...row, number: next }])
      if (made !== true) return undefined
      await recordDeed(writer, tables, deed)
      return next
    })
    // Another process took the number at the same moment.
    if (number !== undefined) return number
  }
}

/**
 * Writes over `before`. False when it is no longer what it was when it was read: whoever changed it meanwhile is not
 * written over. `more` is done in the same commit.
 */
export async function changeSummary(
  { write, tables }: Database,
  before: SummaryRow,
  change: Partial<Omit<SummaryRow, 'id' | 'round' | 'number'>>,
  deed: Deed,
  more?: (writer: Writer, tables: Tables) => Promise<void>,
): Promise<boolean> {
  const { summaries } = tables
  return await write(async (writer) => {
    const changed = await writer.queries
      .update(summaries)
      .set(change)
      .where(
        and(
          eq(summaries.id, before.id),
          eq(summaries.state, before.state),
          // As it lies there, so that two edits at once do not undo each other.
          sql`${summaries.body} = ${JSON.stringify(before.body)}`,
        ),
      )
      .returning({ id: summaries.id })
    if (changed.length === 0) return false
    await recordDeed(writer, tables, deed)
    await more?.(writer, tables)
    return true
  })
}

export async function readSummary(
  { read, tables: { summaries } }: Database,
  id: string,
): Promise<SummaryRow | undefined> {
  const [row] = await read.select().from(summaries).where(eq(summaries.id, id))
  return row
}

/** Of these, those that are shared as this commit sees it. */
export async function findShared(
  { queries }: Writer,
  { summaries }: Tables,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await queries
    .select({ id: summaries.id })
    .from(summaries)
    .where(and(inArray(summaries.id, [...ids]), eq(summaries.state, 'shared')))
  return rows.map(({ id }) => id)
}

/**
 * The same, and none of them is withdrawn before this commit ends: whoever withdraws one waits, and then finds all that
 * this commit sends. After contacts are locked, like everywhere.
 */
export async function holdShared(
  { queries }: Writer,
  { summaries }: Tables,
  ids: readonly string[],
): Promise<string[]> {
  const held: string[] = []
  // One by one in one order: two commits never wait for each other in a circle.
  for (const id of [...ids].sort()) {
    const rows = await queries
      .update(summaries)
      .set({ state: 'shared' })
      .where(and(eq(summaries.id, id), eq(summaries.state, 'shared')))
      .returning({ id: summaries.id })
    held.push(...rows.map((row) => row.id))
  }
  return held
}

/** Of these rounds, by round and number. */
export async function readSummariesOf(
  { read, tables: { summaries } }: Database,
  rounds: readonly string[],
  states?: readonly SummaryState[],
): Promise<SummaryRow[]> {
  if (rounds.length === 0) return []
  const wanted = inArray(summaries.round, [...rounds])
  return await read
    .select()
    .from(summaries)
    .where(states === undefined ? wanted : and(wanted, inArray(summaries.state, [...states])))
    .orderBy(asc(summaries.round), asc(summaries.number))
}
