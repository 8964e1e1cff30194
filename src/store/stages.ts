/** How far the sessions of a round have come, read in small pages: a large round must not hold the event loop. */
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Row } from './tables.ts'

export interface SessionPage {
  /** Sessions of the round that are open, or have no respondent. */
  readonly sessions: readonly Pick<Row<'sessions'>, 'program' | 'respondent' | 'open' | 'state'>[]
  /** The last contact looked at; null at the end. */
  readonly last: string | null
}

/** Looks at the sessions of the next contacts, about `limit`, after the id `after` (at first ''). */
export async function readSessionPage(
  { read, tables: { sessions } }: Database,
  round: string,
  after: string,
  limit: number,
): Promise<SessionPage> {
  const { contact, program, respondent, open, state } = sessions
  const looked = await read
    .select({ contact })
    .from(sessions)
    .where(gt(contact, after))
    .orderBy(asc(contact))
    .limit(limit)
  const last = looked.at(-1)?.contact ?? null
  if (last === null) return { sessions: [], last }
  // Not `round = …`: the index on it would be taken for every page, and read the whole round each time.
  const ofRound = sql`coalesce(${sessions.round}, '') = ${round}`
  const found = await read
    .select({ program, respondent, open, state })
    .from(sessions)
    .where(and(gt(contact, after), lte(contact, last), ofRound, or(isNull(respondent), eq(open, true))))
  return { sessions: found, last }
}
