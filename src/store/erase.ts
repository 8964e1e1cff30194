/** Taking people out again, and all that they brought. */
import { inArray, sql } from 'drizzle-orm'
import type { Writer } from './database.ts'
import type { Tables } from './tables.ts'

/** Takes out one session of a contact who stays, with all it brought. */
export async function leaveSession(
  writer: Writer,
  tables: Tables,
  session: string,
  contact: string,
  respondent: string | null,
): Promise<void> {
  const { outbox } = tables
  await writer.remove(tables.sessions, [[contact, session]])
  await writer.queries
    .delete(outbox)
    .where(sql`${outbox.contact} = ${contact} and ${outbox.session} = ${session}`)
  if (respondent !== null) await removeRespondents(writer, tables, [respondent])
}

async function removeRespondents(
  writer: Writer,
  tables: Tables,
  respondents: readonly string[],
): Promise<void> {
  await writer.queries.delete(tables.answers).where(inArray(tables.answers.respondent, [...respondents]))
  await writer.queries.delete(tables.respondents).where(inArray(tables.respondents.id, [...respondents]))
}

/** Removes every row that names the contact, and the given respondents with their answers. */
export async function eraseContact(
  writer: Writer,
  tables: Tables,
  contact: string,
  respondents: readonly string[],
): Promise<void> {
  const { queries } = writer
  const own = [
    ...[tables.addresses, tables.sessions, tables.consents, tables.outbox, tables.media],
    ...[tables.followed, tables.shares],
  ] as const
  for (const table of own) {
    await queries.delete(table).where(sql`${table.contact} = ${contact}`)
  }
  await queries.delete(tables.contacts).where(sql`${tables.contacts.id} = ${contact}`)
  if (respondents.length > 0) await removeRespondents(writer, tables, respondents)
}
