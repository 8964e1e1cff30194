/**
 * What is due, taken to be sent.
 *
 * A contact's rows on one channel account are a line, sent in the order of their numbers. Rows end in that order, but
 * for those that are cancelled; so the newest row before a row, cancelled ones aside, tells whether it is the head of
 * its line. This asks for one row however long the conversation has been, and for no index that every turn would move.
 */
import { and, asc, eq, gt, isNull, lt, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Database, Writer } from './database.ts'
import type { Account, Claimed, Exchange, OutboxVault, Wanted } from './outbox.ts'
import { KEY, matchesKeys, ofAccount, stateOf, tableOf } from './outbox-set.ts'
import type { Row } from './tables.ts'

type OutboxRow = Pick<
  Row<'outbox'>,
  | 'contact'
  | 'number'
  | 'priority'
  | 'attempts'
  | 'body'
  | 'due_at'
  | 'reason'
  | 'sealed'
  | 'part'
  | 'sent_at'
>

export interface Claimer {
  /** Within a commit. `open` is for after it: opening what the vault sealed needs no database. */
  claim(
    writer: Writer,
    account: Account,
    wanted: Wanted,
  ): Promise<Omit<Exchange, 'claimed'> & { open(): Claimed[] }>
  /** A row whose attempt is counted already. Where it goes is not told. */
  claimedBefore(row: OutboxRow): Claimed
}

const REPLY = 0
const BULK = 1
const NOBODY: ReadonlyMap<string, number> = new Map()

export function claimer(database: Database, vault: OutboxVault): Claimer {
  const { outbox, contacts, addresses } = database.tables
  const queuedOf = (account: Account, priority: number) =>
    and(eq(outbox.state, 'queued'), ofAccount(outbox, account), eq(outbox.priority, priority))

  const claim: Claimer['claim'] = async (writer, account, wanted) => {
    const { rows, all } = await take(writer, account, wanted)
    const sealed = await sealedAddresses(writer, account, rows)
    const heard = wanted.heard ? await heardAt(writer, rows) : NOBODY
    return {
      more: !all,
      next: all ? await nextDue(writer, account, wanted.now) : null,
      open: () => rows.map((row) => opened(row, wanted.now, sealed.get(row.contact), heard.get(row.contact))),
    }
  }

  async function take(
    writer: Writer,
    account: Account,
    wanted: Wanted,
  ): Promise<{ rows: OutboxRow[]; all: boolean }> {
    const none = { rows: [], promoted: false, all: true }
    const bulkRoom = Math.min(wanted.bulk, wanted.replies)
    if (wanted.replies <= 0) return { rows: [], all: false }
    let replies = await heads(writer, account, wanted, REPLY, wanted.replies)
    // A reply waits behind a bulk message of the same contact: that one goes now, so that neither order is broken.
    if (replies.promoted) replies = await heads(writer, account, wanted, REPLY, wanted.replies)
    const room = Math.min(bulkRoom, wanted.replies - replies.rows.length)
    const bulk = room > 0 ? await heads(writer, account, wanted, BULK, room) : none
    const rows = [...replies.rows, ...bulk.rows]
    const all = replies.all && bulk.all && room > 0
    if (rows.length === 0) return { rows, all }
    const set = tableOf(database.dialect, KEY, rows)
    const taken = await writer.queries
      .update(outbox)
      .set({ state: 'sending', attempts: sql`${outbox.attempts} + 1` })
      .from(set)
      // On PostgreSQL a row may have been cancelled or erased since it was read.
      .where(and(matchesKeys(outbox), eq(stateOf(outbox), 'queued')))
      .returning({ contact: outbox.contact, number: outbox.number })
    if (taken.length === rows.length) return { rows, all }
    const ours = new Set(taken.map((key) => `${key.contact} ${key.number}`))
    return { rows: rows.filter((row) => ours.has(`${row.contact} ${row.number}`)), all }
  }

  /** Due rows of one priority that are the heads of their lines, the longest due first. */
  async function heads(writer: Writer, account: Account, wanted: Wanted, priority: number, room: number) {
    const before = alias(outbox, 'before')
    const newest = (column: SQL | typeof before.state | typeof before.priority) =>
      sql<string | null>`(${writer.queries
        .select({ value: column })
        .from(before)
        .where(
          and(
            eq(before.contact, outbox.contact),
            lt(before.number, outbox.number),
            eq(before.channel, outbox.channel),
            eq(before.account, outbox.account),
            sql`${before.state} <> 'cancelled'`,
          ),
        )
        .orderBy(sql`${before.number} desc`)
        .limit(1)})`
    // `queued 1`: behind a bulk message that waits.
    const ahead = newest(
      sql`case ${before.state} when 'queued' then 'queued ' || ${before.priority} else ${before.state} end`,
    )
    const waits = priority === REPLY ? ['queued 0', 'sending'] : ['queued 0', 'queued 1', 'sending']
    // A resting contact has at most one head.
    const limit = room + wanted.resting.size
    const found = await writer.queries
      .select({ ...columnsOf(outbox), ahead })
      .from(outbox)
      .where(
        and(
          queuedOf(account, priority),
          lte(outbox.due_at, wanted.now),
          or(isNull(ahead), notInArray(ahead, waits)),
        ),
      )
      // By time alone, as the index has it: a broadcast's rows are all due at one moment, and are not to be sorted.
      .orderBy(asc(outbox.due_at))
      .limit(limit)
    const behind = found.filter((row) => row.ahead === 'queued 1')
    for (const { contact, number } of behind) await promote(writer, account, contact, number)
    const rows = found
      .filter((row) => row.ahead !== 'queued 1' && !wanted.resting.has(row.contact))
      .slice(0, room)
    return { rows, promoted: behind.length > 0, all: found.length < limit }
  }

  const promote = async ({ queries }: Writer, account: Account, contact: string, number: number) => {
    await queries
      .update(outbox)
      .set({ priority: REPLY })
      .where(
        and(
          eq(outbox.contact, contact),
          lt(outbox.number, number),
          eq(outbox.state, 'queued'),
          ofAccount(outbox, account),
        ),
      )
  }

  async function sealedAddresses(
    writer: Writer,
    { channel, account }: Account,
    rows: readonly OutboxRow[],
  ): Promise<Map<string, string>> {
    const ids = [...new Set(rows.filter(({ sealed }) => sealed === null).map(({ contact }) => contact))]
    const found = ids.length === 0 ? [] : await writer.find(addresses, 'contact', ids)
    // The one they used last comes last, and so wins.
    const own = found
      .filter((address) => address.channel === channel && address.account === account)
      .sort((a, b) => (a.used_at ?? 0) - (b.used_at ?? 0))
    return new Map(own.map(({ contact, sealed }) => [contact, sealed]))
  }

  async function heardAt(writer: Writer, rows: readonly OutboxRow[]): Promise<ReadonlyMap<string, number>> {
    const ids = [...new Set(rows.map(({ contact }) => contact))]
    const found = ids.length === 0 ? [] : await writer.find(contacts, 'id', ids)
    return new Map(found.map(({ id, heard_at }) => [id, heard_at]))
  }

  async function nextDue({ queries }: Writer, account: Account, now: number): Promise<number | null> {
    const next: number[] = []
    for (const priority of [REPLY, BULK]) {
      const [row] = await queries
        .select({ due: outbox.due_at })
        .from(outbox)
        .where(and(queuedOf(account, priority), gt(outbox.due_at, now)))
        .orderBy(asc(outbox.due_at))
        .limit(1)
      if (row !== undefined) next.push(row.due)
    }
    return next.length === 0 ? null : Math.min(...next)
  }

  const opened = (row: OutboxRow, since: number, sealed?: string, heardAt = 0): Claimed => ({
    contact: row.contact,
    number: row.number,
    priority: row.priority,
    attempts: row.attempts + 1,
    body: row.body,
    due: row.due_at,
    reason: row.reason,
    address: open(row.sealed ?? sealed),
    farewell: row.sealed !== null,
    part: row.part ?? 0,
    heardAt,
    since,
  })

  const open = (sealed: string | undefined): string | null => {
    if (sealed === undefined) return null
    try {
      return vault.open(sealed)
    } catch {
      return null
    }
  }

  return {
    claim,
    claimedBefore: (row) => ({ ...opened(row, row.sent_at ?? row.due_at), attempts: row.attempts }),
  }
}

/** What an OutboxRow is read with. */
export const columnsOf = (outbox: Database['tables']['outbox']) => ({
  contact: outbox.contact,
  number: outbox.number,
  priority: outbox.priority,
  attempts: outbox.attempts,
  body: outbox.body,
  due_at: outbox.due_at,
  reason: outbox.reason,
  sealed: outbox.sealed,
  part: outbox.part,
  sent_at: outbox.sent_at,
})
