/**
 * Who agreed to be followed from round to round. For them alone the link from contact to respondent outlives the cut of
 * a round, and only until they take it back.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Database, Writer } from './database.ts'
import { newestConsents } from './opted-in.ts'
import type { Row, Tables } from './tables.ts'

type Consent = Row<'consents'>

/** Keeps the link of those whose newest word on being followed, in the round's programme, is a yes. Contacts are locked. */
export async function keepFollowed(
  writer: Writer,
  tables: Tables,
  { id: round, programme }: Pick<Row<'rounds'>, 'id' | 'programme'>,
  sessions: readonly Pick<Row<'sessions'>, 'contact' | 'respondent'>[],
): Promise<void> {
  const words = await readWords(
    writer,
    tables,
    sessions.map(({ contact }) => contact),
  )
  const agreed = newestConsents(words.filter((word) => word.programme === programme))
  const rows = sessions.flatMap(({ contact, respondent }) =>
    respondent !== null && agreed.get(contact)?.agreed === true ? [{ contact, round, respondent }] : [],
  )
  await writer.insertNew(tables.followed, rows)
}

/** Lets go of the links that a contact no longer agrees to. */
export async function dropUnfollowed(writer: Writer, tables: Tables, contact: string): Promise<void> {
  const { followed, rounds } = tables
  const links = await writer.queries
    .select({ round: followed.round, programme: rounds.programme })
    .from(followed)
    .innerJoin(rounds, eq(rounds.id, followed.round))
    .where(eq(followed.contact, contact))
  if (links.length === 0) return
  const words = await readWords(writer, tables, [contact])
  const gone = links.filter(({ programme }) => {
    const own = newestConsents(words.filter((word) => word.programme === programme))
    return own.get(contact)?.agreed !== true
  })
  await writer.remove(
    followed,
    gone.map(({ round }) => [contact, round]),
  )
}

/** Respondents of closed rounds that still lead to this contact. */
export async function readFollowed(
  writer: Writer,
  { followed }: Tables,
  contact: string,
): Promise<readonly string[]> {
  return (await writer.find(followed, 'contact', [contact])).map(({ respondent }) => respondent)
}

/**
 * Where a few are not followed and all others are, the few can be told by leaving out the others. Then as many others,
 * whoever they are, lose their link as it takes for `least` to be without one. Respondents' ids are random, so which
 * ones it is tells nothing.
 */
export async function hideTheFew({ write, tables }: Database, round: string, least: number): Promise<void> {
  const { followed, respondents } = tables
  const count = sql<number>`cast(count(*) as integer)`
  await write(async ({ queries }) => {
    const [all] = await queries.select({ count }).from(respondents).where(eq(respondents.round, round))
    const [linked] = await queries
      .select({ count })
      .from(followed)
      .innerJoin(respondents, eq(respondents.id, followed.respondent))
      .where(eq(respondents.round, round))
    const apart = (all?.count ?? 0) - (linked?.count ?? 0)
    if (apart === 0 || apart >= least) return
    const picked = await queries
      .select({ respondent: followed.respondent })
      .from(followed)
      .innerJoin(respondents, eq(respondents.id, followed.respondent))
      .where(eq(respondents.round, round))
      .orderBy(asc(followed.respondent))
      .limit(least - apart)
    await queries.delete(followed).where(
      inArray(
        followed.respondent,
        picked.map(({ respondent }) => respondent),
      ),
    )
  })
}

async function readWords(
  { queries }: Writer,
  { consents }: Tables,
  contacts: readonly string[],
): Promise<readonly Consent[]> {
  return await queries
    .select()
    .from(consents)
    .where(and(eq(consents.purpose, 'followed'), inArray(consents.contact, [...contacts])))
}
