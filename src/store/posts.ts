/** A message to a group chat, on its way through the outbox like every other one. */
import { and, eq, inArray, like } from 'drizzle-orm'
import type { Database, Writer } from './database.ts'
import type { OutboxKey } from './outbox.ts'
import type { OutboxState, Row, Tables } from './tables.ts'

/** Goes to many, and nobody waits for it. */
const BULK = 1
const PENDING: OutboxState[] = ['queued', 'sending', 'waiting']

export interface Post {
  readonly channel: string
  readonly account: string
  /** HMAC of the group's address, and the address, sealed. */
  readonly lookup: string
  readonly sealed: string
  /** The Outgoing as JSON text. */
  readonly body: string
  /** For a group that is written to for the first time. */
  readonly contact: string
  readonly now: number
}

/**
 * Queues it behind what the group is still to get. The very same that still waits is not queued a second time: whoever
 * saw no end of it tries again. One commit.
 */
export async function insertPost({ write, tables }: Database, post: Post): Promise<OutboxKey> {
  return await write(
    async (writer) => await queue(writer, tables, post, await contactOf(writer, tables, post)),
  )
}

/** A summary goes to a group once: undefined when the group has got it, or may have. One commit. */
export async function insertSummaryPost(
  { write, tables }: Database,
  post: Post,
  summary: string,
): Promise<OutboxKey | undefined> {
  return await write(async (writer) => {
    const contact = await contactOf(writer, tables, post)
    const [fresh] = await writer.insertNew(tables.shares, [{ summary, contact, at: post.now }])
    if (fresh !== true && !(await cameToNothing(writer, tables, contact, summary))) return undefined
    return await queue(writer, tables, post, contact)
  })
}

/** Whether the group certainly got none of it. */
async function cameToNothing(
  { queries }: Writer,
  { outbox }: Tables,
  contact: string,
  summary: string,
): Promise<boolean> {
  const rows = await queries
    .select({ state: outbox.state, part: outbox.part })
    .from(outbox)
    .where(and(eq(outbox.contact, contact), like(outbox.body, `%"summary":${JSON.stringify(summary)}%`)))
  const isNothing = ({ state, part }: (typeof rows)[number]) =>
    (state === 'failed' || state === 'cancelled') && (part ?? 0) === 0
  return rows.length > 0 && rows.every(isNothing)
}

/** The group's contact, made when it is written to for the first time. */
async function contactOf(writer: Writer, { contacts, addresses }: Tables, post: Post): Promise<string> {
  const { channel, account, lookup, sealed } = post
  const [known] = await writer.get(addresses, [[lookup]])
  if (known !== undefined) return known.contact
  const { contact } = post
  await writer.insert(addresses, [{ lookup, contact, channel, account, sealed }])
  await writer.insert(contacts, [{ id: contact, state: 'active', next_number: 1, heard_at: 0 }])
  return contact
}

async function queue(
  writer: Writer,
  { contacts, outbox }: Tables,
  { channel, account, body, now }: Post,
  id: string,
): Promise<OutboxKey> {
  const [contact] = await writer.lockContacts([id])
  const [same] = await writer.queries
    .select({ number: outbox.number })
    .from(outbox)
    .where(and(eq(outbox.contact, id), eq(outbox.body, body), inArray(outbox.state, PENDING)))
  if (same !== undefined) return { contact: id, number: same.number }
  const number = contact?.next_number ?? 1
  await writer.queries
    .update(contacts)
    .set({ next_number: number + 1 })
    .where(eq(contacts.id, id))
  const row: Row<'outbox'> = {
    ...{ contact: id, number, channel, account, state: 'queued', priority: BULK, due_at: now, attempts: 0 },
    ...{ body, session: null, sealed: null, position: null, sent_at: null, reason: null, part: null },
  }
  await writer.insert(outbox, [row])
  return { contact: id, number }
}

/** What became of it; undefined when its row is gone. */
export async function readPost(
  { read, tables: { outbox } }: Database,
  { contact, number }: OutboxKey,
): Promise<{ readonly state: OutboxState; readonly reason: string | null } | undefined> {
  const [row] = await read
    .select({ state: outbox.state, reason: outbox.reason })
    .from(outbox)
    .where(and(eq(outbox.contact, contact), eq(outbox.number, number)))
  return row
}
