/** Reading a round's answers page by page, and its snapshots. */
import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Row } from './tables.ts'

export interface RespondentPage {
  readonly people: readonly Row<'respondents'>[]
  /** In the order of respondent, then question. */
  readonly answers: readonly Row<'answers'>[]
}

/** The next `limit` respondents of a round after the id `after` (at first ''), in id order, which tells nothing of time. */
export async function readRespondentPage(
  { read, tables: { respondents, answers } }: Database,
  round: string,
  after: string,
  limit: number,
): Promise<RespondentPage> {
  const people = await read
    .select()
    .from(respondents)
    .where(and(eq(respondents.round, round), gt(respondents.id, after)))
    .orderBy(asc(respondents.id))
    .limit(limit)
  if (people.length === 0) return { people, answers: [] }
  const given = await read
    .select()
    .from(answers)
    .where(
      inArray(
        answers.respondent,
        people.map(({ id }) => id),
      ),
    )
    .orderBy(asc(answers.respondent), asc(answers.question))
  return { people, answers: given }
}

/** Hashes of the programs that the next `limit` respondents answered, and the last respondent, or null at the end. */
export async function readUsedPrograms(
  { read, tables: { respondents, answers } }: Database,
  round: string,
  after: string,
  limit: number,
): Promise<{ hashes: readonly string[]; last: string | null }> {
  const people = await read
    .select({ id: respondents.id })
    .from(respondents)
    .where(and(eq(respondents.round, round), gt(respondents.id, after)))
    .orderBy(asc(respondents.id))
    .limit(limit)
  const ids = people.map(({ id }) => id)
  if (ids.length === 0) return { hashes: [], last: null }
  const rows = await read
    .selectDistinct({ program: answers.program })
    .from(answers)
    .where(inArray(answers.respondent, ids))
  return { hashes: rows.map(({ program }) => program), last: ids.at(-1) ?? null }
}

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
  { read, tables: { programs } }: Database,
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
