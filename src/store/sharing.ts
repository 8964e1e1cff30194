/**
 * A summary on its way to the people who asked for results: how far it has come, one row of `meta` a summary. Whom it has
 * reached stands in `shares`, so that a way which is gone twice, or was cut off by a crash, reaches nobody twice.
 */
import { and, eq, inArray, like, sql } from 'drizzle-orm'
import type { Database, Writer } from './database.ts'
import type { Tables } from './tables.ts'

/** How far a summary has come. */
export interface Sharing {
  /** Counts the ways from 1: who could not be written to on one is looked for on the next. */
  readonly pass: number
  /** Id of the last contact looked at; '' at first. */
  readonly after: string
  /** How many could not be written to on this way so far. */
  readonly left: number
  /** Not before this moment, and no new way after that one; epoch milliseconds. */
  readonly due: number
  readonly until: number
}

export interface WantedSharing {
  readonly summary: string
  readonly sharing: Sharing
}

const PREFIX = 'sharing '

/** From the first contact on, whatever way it was on. In the commit that wants it. */
export async function wantSharing(writer: Writer, { meta }: Tables, summary: string, sharing: Sharing) {
  await writer.upsert(meta, [{ name: PREFIX + summary, value: JSON.stringify(sharing) }])
}

/** It goes no further. In the commit that says so. */
export async function endSharing(writer: Writer, { meta }: Tables, summary: string): Promise<void> {
  await writer.remove(meta, [[PREFIX + summary]])
}

/** All that are on their way. */
export async function readSharings({ read, tables: { meta } }: Database): Promise<WantedSharing[]> {
  const rows = await read
    .select()
    .from(meta)
    .where(like(meta.name, `${PREFIX}%`))
  // Written by this file alone.
  return rows.map(({ name, value }) => ({
    summary: name.slice(PREFIX.length),
    sharing: JSON.parse(value) as Sharing,
  }))
}

/** Goes on to `next`, or ends; nothing happens when it is no longer where it was: somebody began it anew. */
export async function moveSharing(
  { write, tables: { meta } }: Database,
  { summary, sharing }: WantedSharing,
  next: Sharing | null,
): Promise<void> {
  const same = and(eq(meta.name, PREFIX + summary), eq(meta.value, JSON.stringify(sharing)))
  await write(async ({ queries }) => {
    if (next === null) await queries.delete(meta).where(same)
    else
      await queries
        .update(meta)
        .set({ value: JSON.stringify(next) })
        .where(same)
  })
}

/** Somebody who has not been sent the summary, with the address that they used last. Never logged. */
export interface Recipient {
  readonly contact: string
  readonly channel: string
  readonly account: string
  readonly sealed: string
}

/** Of these contacts; those without an address are left out. */
export async function readRecipients(
  { read, tables: { shares, addresses } }: Database,
  summary: string,
  contacts: readonly string[],
): Promise<Recipient[]> {
  if (contacts.length === 0) return []
  const sent = await read
    .select({ contact: shares.contact })
    .from(shares)
    .where(and(eq(shares.summary, summary), inArray(shares.contact, [...contacts])))
  const have = new Set(sent.map(({ contact }) => contact))
  const missing = contacts.filter((contact) => !have.has(contact))
  if (missing.length === 0) return []
  const rows = await read.select().from(addresses).where(inArray(addresses.contact, missing))
  const newest = new Map<string, (typeof rows)[number]>()
  for (const row of rows) {
    const known = newest.get(row.contact)
    if (known === undefined || (row.used_at ?? 0) > (known.used_at ?? 0)) newest.set(row.contact, row)
  }
  return missing.flatMap((contact) => {
    const row = newest.get(contact)
    return row === undefined
      ? []
      : [{ contact, channel: row.channel, account: row.account, sealed: row.sealed }]
  })
}

/** How many got it: people, and chats that staff accepted. */
export async function countShares({ read, tables: { shares } }: Database, summary: string): Promise<number> {
  const [row] = await read
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(shares)
    .where(eq(shares.summary, summary))
  return row?.count ?? 0
}

/** Contacts that got it, page by page; at first after ''. */
export async function readSharedWith(
  { read, tables: { shares } }: Database,
  summary: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await read
    .select({ contact: shares.contact })
    .from(shares)
    .where(and(eq(shares.summary, summary), sql`${shares.contact} > ${after}`))
    .orderBy(shares.contact)
    .limit(limit)
  return rows.map(({ contact }) => contact)
}

/**
 * What is still to be sent of it to these contacts goes no further, and neither does the question that comes with it:
 * their session about it goes, since they have seen nothing of it. Says how many messages told the summary itself.
 */
export async function cancelSummary(
  { write, tables: { outbox, sessions, contacts } }: Database,
  summary: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  const waits = and(inArray(outbox.contact, [...ids]), inArray(outbox.state, ['queued', 'waiting']))
  const cancel = { state: 'cancelled' as const, reason: 'withdrawn' }
  return await write(async (writer) => {
    await writer.lockContacts([...ids].sort())
    const told = await writer.queries
      .update(outbox)
      .set(cancel)
      .where(and(waits, like(outbox.body, `%"summary":${JSON.stringify(summary)}%`)))
      .returning({ contact: outbox.contact, session: outbox.session })
    const begun = told.flatMap(({ contact, session }) => (session === null ? [] : [{ contact, session }]))
    if (begun.length === 0) return told.length
    const own = begun.map(({ session }) => session)
    await writer.queries
      .update(outbox)
      .set(cancel)
      .where(and(waits, inArray(outbox.session, own)))
    await writer.remove(
      sessions,
      begun.map(({ contact, session }) => [contact, session]),
    )
    await writer.queries.update(contacts).set({ session: null }).where(inArray(contacts.session, own))
    return told.length
  })
}
