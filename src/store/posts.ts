/** A message to a group chat, on its way through the outbox like every other one. */
import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { OutboxKey } from './outbox.ts'
import type { OutboxState, Row } from './tables.ts'

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
  const { contacts, addresses, outbox } = tables
  const { channel, account, lookup, sealed, body, now } = post
  return await write(async (writer) => {
    const [known] = await writer.get(addresses, [[lookup]])
    const id = known?.contact ?? post.contact
    if (known === undefined) {
      await writer.insert(addresses, [{ lookup, contact: id, channel, account, sealed }])
      await writer.insert(contacts, [{ id, state: 'active', next_number: 1, heard_at: 0 }])
    }
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
  })
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
