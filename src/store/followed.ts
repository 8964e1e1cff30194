/**
 * Who agreed to be followed from round to round. For them alone the link from contact to respondent outlives the cut of
 * a round, and only until they take it back.
 */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { STAFF_MINIMUM } from '../limits.ts'
import type { Writer } from './database.ts'
import { newestConsents } from './opted-in.ts'
import type { Row, Tables } from './tables.ts'

type Consent = Row<'consents'>

/** Respondents of a round without a link, where there is any: fewer could be told by elimination. */
const APART = STAFF_MINIMUM

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

/** Lets go of the links that a contact no longer agrees to, and of others' where the contact would be the one left over. */
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
  for (const { round } of gone) await hideTheFew(writer, tables, round)
}

/** The links that still lead to this contact. */
export async function readFollowed(
  writer: Writer,
  { followed }: Tables,
  contact: string,
): Promise<readonly Row<'followed'>[]> {
  return await writer.find(followed, 'contact', [contact])
}

/**
 * Where a few are not followed and all others are, the few can be told by leaving out the others. Then as many others,
 * whoever they are, lose their link as it takes for `APART` to be without one. Respondents' ids are random, so which
 * ones it is tells nothing. In the same commit as whatever left somebody without a link.
 */
export async function hideTheFew({ queries }: Writer, tables: Tables, round: string): Promise<void> {
  const { followed, respondents } = tables
  const apart = await queries
    .select({ id: respondents.id })
    .from(respondents)
    .leftJoin(followed, eq(followed.respondent, respondents.id))
    .where(and(eq(respondents.round, round), isNull(followed.respondent)))
    .limit(APART)
  if (apart.length === 0 || apart.length === APART) return
  const picked = await queries
    .select({ respondent: followed.respondent })
    .from(followed)
    .where(eq(followed.round, round))
    .orderBy(asc(followed.respondent))
    .limit(APART - apart.length)
  await queries.delete(followed).where(
    inArray(
      followed.respondent,
      picked.map(({ respondent }) => respondent),
    ),
  )
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
