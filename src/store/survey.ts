/** What a round was answered with, and its snapshots. */
import { and, asc, desc, eq, inArray, max } from 'drizzle-orm'
import type { Database, Reader } from './database.ts'
import type { Row } from './tables.ts'

/** Hash of the program that a flow's new sessions begin with. */
export async function readCurrentProgram(
  { read, tables: { flows } }: Database,
  programme: string,
  flow: string,
): Promise<string | undefined> {
  const [row] = await read
    .select()
    .from(flows)
    .where(and(eq(flows.programme, programme), eq(flows.flow, flow)))
  return row?.program
}

/** Bodies of a flow's programs, newest published first. */
export async function readProgramBodies(
  { read, tables: { programs } }: Reader,
  programme: string,
  flow: string,
): Promise<{ hash: string; body: string }[]> {
  return await read
    .select({ hash: programs.hash, body: programs.body })
    .from(programs)
    .where(and(eq(programs.programme, programme), eq(programs.flow, flow)))
    .orderBy(desc(programs.published_at), asc(programs.hash))
}

export async function readLastSnapshot(
  { read, tables: { snapshots } }: Database,
  round: string,
): Promise<Row<'snapshots'> | undefined> {
  const [row] = await read
    .select()
    .from(snapshots)
    .where(eq(snapshots.round, round))
    .orderBy(desc(snapshots.number))
    .limit(1)
  return row
}

/** False when another process made this number first. */
export async function insertSnapshot(
  { write, tables }: Database,
  snapshot: Row<'snapshots'>,
): Promise<boolean> {
  return await write(async ({ insertNew }) => (await insertNew(tables.snapshots, [snapshot]))[0] === true)
}

/** Channels over which people answered in these rounds, in alphabetical order. */
export async function channelsOf(
  { read, tables: { respondents } }: Database,
  rounds: readonly string[],
): Promise<string[]> {
  const rows = await read
    .selectDistinct({ channel: respondents.channel })
    .from(respondents)
    .where(inArray(respondents.round, [...rounds]))
    .orderBy(asc(respondents.channel))
  return rows.map(({ channel }) => channel)
}

/** The number of each of these rounds' newest snapshot; a round without one is left out. */
export async function readSnapshotNumbers(
  { read, tables: { snapshots } }: Database,
  rounds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (rounds.length === 0) return new Map()
  const rows = await read
    .select({ round: snapshots.round, number: max(snapshots.number) })
    .from(snapshots)
    .where(inArray(snapshots.round, [...rounds]))
    .groupBy(snapshots.round)
  return new Map(rows.map(({ round, number }) => [round, number ?? 0]))
}
