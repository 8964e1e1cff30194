/** What staff did that somebody may ask about later. Never anything about a contact. */
import { asc, eq } from 'drizzle-orm'
import { orderedId } from '../ids.ts'
import type { Database, Writer } from './database.ts'
import type { Row, Tables } from './tables.ts'

export interface Deed {
  /** Epoch milliseconds. */
  readonly at: number
  /** A staff name; `schedule` for what came about by a date that staff had set. */
  readonly actor: string
  /** Thing and verb, such as `round.open`. */
  readonly action: string
  /** Id of what it was done to. */
  readonly subject: string
  readonly detail?: unknown
}

/** In the commit that does it: there is no deed without its record. */
export async function recordDeed(writer: Writer, { audit }: Tables, deed: Deed): Promise<void> {
  await writer.insert(audit, [{ ...deed, id: orderedId(deed.at), detail: deed.detail ?? null }])
}

/** What was done to one thing, the oldest first. */
export async function readDeeds(
  { read, tables: { audit } }: Database,
  subject: string,
): Promise<Row<'audit'>[]> {
  return await read
    .select()
    .from(audit)
    .where(eq(audit.subject, subject))
    .orderBy(asc(audit.at), asc(audit.id))
}
