/** Rounds, and what moves them from state to state. */
import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { type Deed, recordDeed } from './audit.ts'
import type { Database, Reader, Writer } from './database.ts'
import type { RoundState, Row, Tables } from './tables.ts'

export type RoundRow = Row<'rounds'>

/** A flow's rounds, the first one first. */
export async function readRounds(
  { read, tables: { rounds } }: Database,
  programme: string,
  flow: string,
): Promise<RoundRow[]> {
  return await read
    .select()
    .from(rounds)
    .where(and(eq(rounds.programme, programme), eq(rounds.flow, flow)))
    .orderBy(asc(rounds.number))
}

export async function readAllRounds({ read, tables: { rounds } }: Database): Promise<RoundRow[]> {
  return await read.select().from(rounds).orderBy(asc(rounds.programme), asc(rounds.flow), asc(rounds.number))
}

/** Rounds in these states, of every flow. */
export async function readRoundsIn(
  { read, tables: { rounds } }: Database,
  states: readonly RoundState[],
): Promise<RoundRow[]> {
  return await read
    .select()
    .from(rounds)
    .where(inArray(rounds.state, [...states]))
    .orderBy(asc(rounds.programme), asc(rounds.flow), asc(rounds.number))
}

/**
 * Adds a round. False when the flow got one with this number in the meantime, or when this one would be the second that
 * people can come into.
 */
export async function insertRound({ write, tables }: Database, round: RoundRow, deed?: Deed) {
  return await write(async (writer) => {
    if (round.state === 'open' && !(await hasRoom(writer, tables, round))) return false
    if ((await writer.insertNew(tables.rounds, [round]))[0] !== true) return false
    if (deed !== undefined) await recordDeed(writer, tables, deed)
    return true
  })
}

/** Puts a round that is in one of the states `from` into another; false when it was in none of them, or had no room. */
export async function moveRound(
  { write, tables }: Database,
  round: RoundRow,
  from: readonly RoundState[],
  to: Pick<RoundRow, 'state'> & Partial<RoundRow>,
  deed?: Deed,
): Promise<boolean> {
  const { rounds } = tables
  return await write(async (writer) => {
    if (to.state === 'open' && !(await hasRoom(writer, tables, round))) return false
    const changed = await writer.queries
      .update(rounds)
      .set(to)
      .where(and(eq(rounds.id, round.id), inArray(rounds.state, [...from])))
      .returning({ id: rounds.id })
    if (changed.length === 0) return false
    if (deed !== undefined) await recordDeed(writer, tables, deed)
    return true
  })
}

/** Takes away a round that never opened; false when it was not planned any more. */
export async function deletePlanned({ write, tables }: Database, id: string, deed?: Deed): Promise<boolean> {
  const { rounds } = tables
  return await write(async (writer) => {
    const gone = await writer.queries
      .delete(rounds)
      .where(and(eq(rounds.id, id), eq(rounds.state, 'planned')))
      .returning({ id: rounds.id })
    if (gone.length === 0) return false
    if (deed !== undefined) await recordDeed(writer, tables, deed)
    return true
  })
}

/**
 * Whether no other round of the flow is open or paused; rounds about a summary stand beside each other. The flow's row
 * is taken first, so that of two processes that open rounds at once the second sees the first one's.
 */
async function hasRoom(writer: Writer, { rounds, flows }: Tables, round: RoundRow): Promise<boolean> {
  if (round.summary !== null) return true
  const { programme, flow } = round
  await writer.queries
    .update(flows)
    .set({ program: sql`${flows.program}` })
    .where(and(eq(flows.programme, programme), eq(flows.flow, flow)))
  const others = await writer.queries
    .select({ id: rounds.id })
    .from(rounds)
    .where(
      and(
        eq(rounds.programme, programme),
        eq(rounds.flow, flow),
        inArray(rounds.state, ['open', 'paused']),
        isNull(rounds.summary),
        ne(rounds.id, round.id),
      ),
    )
  return others.length === 0
}

export async function markClosed({ write, tables: { rounds } }: Database, id: string): Promise<void> {
  await write(async ({ queries }) => {
    await queries.update(rounds).set({ state: 'closed' }).where(eq(rounds.id, id))
  })
}

/** How many respondents a round has, those without an answer included: read from the index alone. */
export async function countRespondents({ read, tables }: Reader, round: string): Promise<number> {
  const { respondents } = tables
  const [row] = await read
    .select({ count: sql<number>`cast(count(*) as integer)` })
    .from(respondents)
    .where(eq(respondents.round, round))
  return row?.count ?? 0
}
