/** The writes that cut a round: each small enough to hold the write lock for a few milliseconds only. */
import { and, asc, eq, gt, inArray, lt } from 'drizzle-orm'
import type { Database } from './database.ts'
import { keepFollowed } from './followed.ts'
import { countOutcomes } from './outcomes.ts'
import type { RoundRow } from './rounds.ts'
import type { Row } from './tables.ts'

/** Rounds whose time to finish is over and that are not cut yet. */
export async function readRoundsToCut({ read, tables: { rounds } }: Database, closedBefore: number) {
  return await read
    .select()
    .from(rounds)
    .where(and(eq(rounds.state, 'closing'), lt(rounds.closed_at, closedBefore + 1)))
}

/** More than anybody is sent in one round. */
const NUMBERS_A_ROUND = 1000

export interface SessionCut {
  readonly removed: number
  /** Sessions kept for now, because a message of theirs is being sent this moment. */
  readonly busy: readonly string[]
}

/**
 * Removes up to `limit` sessions of a round with their messages: what links a contact to a respondent, but for those who
 * agreed to be followed. `busy` names sessions to pass over. A contact's `heard_at` that lies within the round is moved to the round's end: the minute
 * somebody last wrote would tell on which day they answered. `patient`: sessions with a message on its way are left for
 * later; without it they go too, since no message takes an hour, and a sender that is gone would hold the round for ever.
 * `remains`: the outcome under which a session without a respondent stays counted.
 */
export async function removeSessions(
  { write, tables }: Database,
  round: RoundRow,
  busy: readonly string[],
  limit: number,
  patient: boolean,
  remains: (session: Row<'sessions'>) => string,
): Promise<SessionCut> {
  const { sessions, outbox, contacts } = tables
  return await write(async (writer) => {
    const rows = await writer.queries
      .select()
      .from(sessions)
      .where(eq(sessions.round, round.id))
      .limit(limit + busy.length)
    const found = rows.filter(({ id }) => !busy.includes(id)).slice(0, limit)
    if (found.length === 0) return { removed: 0, busy: [] }
    // Locked first: a turn of the same contact in another process then comes before or after, never between.
    const people = await writer.lockContacts([...new Set(found.map(({ contact }) => contact))].sort())
    const ids = new Set<string | null>(found.map(({ id }) => id))
    // By contact, which the key begins with: an index on the session would cost every turn, and serve only here.
    const messages = (
      await writer.find(
        outbox,
        'contact',
        people.map(({ id }) => id),
      )
    ).filter(({ session }) => ids.has(session))
    const inFlight = messages.filter(({ state }) => patient && state === 'sending')
    const sending = new Set(inFlight.map(({ session }) => session))
    const gone = new Set(found.map(({ id }) => id).filter((id) => !sending.has(id)))
    await writer.remove(
      outbox,
      messages
        .filter(({ session }) => session !== null && gone.has(session))
        .map(({ contact, number }) => [contact, number]),
    )
    const going = found.filter(({ id }) => gone.has(id))
    await keepFollowed(writer, tables, round, going)
    const counts = going
      .filter(({ respondent }) => respondent === null)
      .map((session) => ({ round: round.id, outcome: remains(session), count: 1 }))
    await countOutcomes(writer, tables, counts)
    await writer.remove(
      sessions,
      going.map(({ contact, id }) => [contact, id]),
    )
    const end = round.closed_at ?? round.opened_at
    await writer.upsert(
      contacts,
      people.map((person) => ({
        ...person,
        session: person.session !== null && gone.has(person.session) ? null : person.session,
        heard_at: Math.max(person.heard_at, end),
        // How many messages it took tells which questions were asked: the count goes on from a round number.
        next_number: (Math.floor(person.next_number / NUMBERS_A_ROUND) + 1) * NUMBERS_A_ROUND,
      })),
    )
    return { removed: gone.size, busy: [...sending].filter((id) => id !== null) }
  })
}

/**
 * Writes the next `limit` respondents after the id `after`, with their answers, anew and in id order, so that neither
 * row numbers nor places on disk or within a page tell who came first; every answer's time becomes `day`. Returns the
 * last id, or null at the end. New rows go behind all older ones, so pages follow each other in id order, too; answers on
 * SQLite lie in that order from the start.
 */
export async function rewriteRespondents(
  { write, tables }: Database,
  round: string,
  after: string,
  day: number,
  limit: number,
): Promise<string | null> {
  const { respondents, answers } = tables
  return await write(async ({ queries, insert }) => {
    const people = await queries
      .select()
      .from(respondents)
      .where(and(eq(respondents.round, round), gt(respondents.id, after)))
      .orderBy(asc(respondents.id))
      .limit(limit)
    const ids = people.map(({ id }) => id)
    if (ids.length === 0) return null
    const given = await queries
      .select()
      .from(answers)
      .where(inArray(answers.respondent, ids))
      .orderBy(asc(answers.respondent), asc(answers.question))
    await queries.delete(answers).where(inArray(answers.respondent, ids))
    await queries.delete(respondents).where(inArray(respondents.id, ids))
    await insert(respondents, people)
    await insert(
      answers,
      given.map((answer) => ({ ...answer, at: day })),
    )
    return ids.at(-1) ?? null
  })
}
