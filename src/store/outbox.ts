/**
 * The verbs of the outbox for the one process that sends for a channel account. They write sets: one statement reads
 * what is due, one marks it, one settles what became of it.
 *
 * A contact's rows on one channel account are a line, sent in the order of their numbers. Rows end in that order, but
 * for those that are cancelled; so the newest row before a row, cancelled ones aside, tells whether it is the head of
 * its line. This asks for one row however long the conversation has been, and for no index that every turn would move.
 */
import {
  and,
  asc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  ne,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Database, Lease, Writer } from './database.ts'
import { type Learn, learner } from './outbox-learn.ts'
import { matchesKeys, type Shape, tableOf } from './outbox-set.ts'
import type { OutboxState, Row } from './tables.ts'

/** Both name the sender of a row. */
export interface Account {
  readonly channel: string
  readonly account: string
}

export interface OutboxKey {
  readonly contact: string
  readonly number: number
}

/** A row that is ours to send: `sending` in the database, its attempt counted. */
export interface Claimed extends OutboxKey {
  readonly priority: number
  /** This attempt's number, from 1. */
  readonly attempts: number
  /** The Outgoing as JSON text. */
  readonly body: string
  readonly due: number
  readonly reason: string | null
  /** Where to send it; null when the vault has no address, or cannot open it. Never logged. */
  readonly address: string | null
  /** The confirmation to somebody who was forgotten: the row goes when it ends. */
  readonly farewell: boolean
  /** How many of its native messages the platform has taken. */
  readonly part: number
  /** When the person last wrote; 0 where that was not asked for. */
  readonly heardAt: number
}

/** What became of one attempt. `row` is what was claimed: if it was claimed anew since, the result is dropped. */
export interface Result {
  readonly row: Claimed
  readonly state: 'sent' | 'queued' | 'waiting' | 'failed' | 'unknown'
  readonly reason: string | null
  /** For `queued`: when to try again. For `waiting`: when at the latest, `NEVER` where only the person can end it. */
  readonly due?: number
  /** How many of its native messages the platform has taken now. */
  readonly part?: number
  /** For `queued`: the attempt does not count, nothing was tried. */
  readonly uncounted?: boolean
  /** For `sent`. */
  readonly at?: number
  readonly position?: number
  /** The address their chat has now. */
  readonly moved?: string
  /** This person cannot be written to: they are marked so, and what else waits for them on this account is cancelled. */
  readonly unreachable?: boolean
  /** For the operator to see. Holds no address and no text. */
  readonly problem?: {
    readonly id: string
    readonly code: string
    readonly detail: string
    readonly at: number
  }
}

export interface Wanted {
  /** Rows to claim at most, and how many of them may be bulk. */
  readonly replies: number
  readonly bulk: number
  /** Contacts that were written to a moment ago. */
  readonly resting: ReadonlySet<string>
  readonly now: number
  /** Whether `heardAt` is to be told. */
  readonly heard: boolean
}

/** A due time that does not come. */
export const NEVER = Date.UTC(9999, 11, 31)

export interface Exchange {
  readonly claimed: Claimed[]
  /** More may be due than could be claimed. */
  readonly more: boolean
  /** When the next row that is not due yet will be; null when there is none, or when more is due already. */
  readonly next: number | null
}

export interface OutboxStore {
  /** Other processes may write rows too: then the sender knows of them by nudges. */
  readonly shared: boolean
  /**
   * Waits until this process is the account's only sender. On SQLite at once: one process has the file. Throws
   * `Unavailable` when the database is down, and the signal's reason when it aborts. `nudged` is called, while the
   * lease is held, whenever another process nudges.
   */
  lease(account: Account, signal: AbortSignal, nudged?: () => void): Promise<Lease>
  /** Tells the account's sender, in whichever process it is, that rows were committed. Throws `Unavailable`. */
  nudge(account: Account): Promise<void>
  /** Writes the results and claims what is due, in one commit. Replies come before bulk. */
  exchange(account: Account, results: readonly Result[], wanted: Wanted): Promise<Exchange>
  /** Rows left in `sending` by a process that died: whether they were sent nobody knows. */
  interrupted(account: Account): Promise<Claimed[]>
  /** Bodies sent to this contact on this account since then; at most the newest 50. */
  sentSince(account: Account, contact: string, since: number): Promise<string[]>
  /**
   * What the platform tells of messages that we sent. A message only moves forward: sent, delivered, read. `decide` says
   * what a late failure, the `index`-th of those told, means for its row; null: nothing.
   */
  readonly learn: Learn
  /** Deletes confirmations to forgotten people that waited longer than they may; says how many. */
  dropFarewells(limits: { readonly untriedSince: number; readonly triedSince: number }): Promise<number>
  /**
   * Rows queued, since when the oldest that is due has waited (epoch milliseconds), and how many wait for the person, by
   * reason.
   */
  depth(account: Account, now: number): Promise<Depth>
  /** Makes a queued row due now. */
  hasten(key: OutboxKey, now: number): Promise<void>
  /** Queues anew what waited for a day that has come; says how many. */
  requeue(account: Account, now: number): Promise<number>
}

export interface Depth {
  readonly rows: number
  readonly oldest: number | null
  readonly waiting: ReadonlyMap<string, number>
}

export interface OutboxVault {
  lookup(...parts: readonly string[]): string
  seal(text: string): string
  open(sealed: string): string
}

const leaseOf = ({ channel, account }: Account): string => `sender ${channel} ${account}`

const REPLY = 0
const BULK = 1
/** A statement's worth of old confirmations; there are few. */
const FAREWELLS_AT_ONCE = 200
const RECENT = 50
const ENDED: readonly OutboxState[] = ['sent', 'failed', 'unknown']

export function outboxStore(database: Database, vault: OutboxVault): OutboxStore {
  const { tables, read } = database
  const { outbox, contacts, addresses, problems } = tables
  const ofAccount = ({ channel, account }: Account) =>
    and(eq(outbox.channel, channel), eq(outbox.account, account))

  // As an expression no index has it: else SQLite walks all rows of a state where a batch's keys would find theirs.
  const stateOnly = sql`${outbox.state} || ''`

  const exchange: OutboxStore['exchange'] = async (account, results, wanted) => {
    const { rows, more, sealed, heard, next } = await database.write(async (writer) => {
      if (results.length > 0) await settle(writer, account, results)
      const found = await claim(writer, account, wanted)
      return {
        rows: found.rows,
        more: !found.all,
        sealed: await sealedAddresses(writer, account, found.rows),
        heard: wanted.heard ? await heardAt(writer, found.rows) : NOBODY,
        next: found.all ? await nextDue(writer, account, wanted.now) : null,
      }
    })
    const claimed = rows.map((row) => opened(row, sealed.get(row.contact), heard.get(row.contact)))
    return { claimed, more, next }
  }

  async function settle(
    writer: Writer,
    account: Account,
    results: readonly Result[],
    from: readonly OutboxState[] = ['sending'],
  ): Promise<void> {
    const gone = results.filter((result) => result.unreachable === true && !result.row.farewell)
    const moved = results.filter((result) => result.moved !== undefined && !result.row.farewell)
    const waits = results.filter(({ state }) => state === 'waiting')
    // Contacts before their outbox rows: the order in which intake locks them.
    const touched = [...gone, ...moved, ...waits].map(({ row }) => row.contact).sort()
    const known = new Set((await writer.lockContacts([...new Set(touched)])).map(({ id }) => id))
    const results_ = results.map(({ row, state, reason, due, uncounted, at, position, part }) => ({
      contact: row.contact,
      number: row.number,
      claim: row.attempts,
      state,
      attempts: uncounted === true ? row.attempts - 1 : row.attempts,
      due_at: due ?? row.due,
      reason,
      position: position ?? null,
      sent_at: at ?? null,
      part: part ?? row.part,
    }))
    const set = tableOf(database.dialect, RESULT, results_)
    await writer.queries
      .update(outbox)
      .set({
        // They said stop while it was on its way: it is not tried again.
        state: sql`case when ${outbox.reason} = 'stopped' and these.state in ('queued', 'waiting') then 'cancelled' else these.state end`,
        attempts: sql`these.attempts`,
        due_at: sql`these.due_at`,
        reason: sql`these.reason`,
        position: sql`these.position`,
        sent_at: sql`these.sent_at`,
        // A status may have told of more meanwhile.
        part: sql`case when ${stateOnly} = 'sending' and ${outbox.part} > these.part then ${outbox.part} else these.part end`,
      })
      .from(set)
      .where(and(matchesKeys(outbox), inArray(stateOnly, [...from]), eq(outbox.attempts, sql`these.claim`)))
    await writer.remove(
      outbox,
      results
        .filter(({ row, state }) => row.farewell && ENDED.includes(state))
        .map(({ row }) => [row.contact, row.number]),
    )
    await markWaiting(writer, waits, known)
    await leave(writer, account, gone, known)
    await move(writer, account, moved, known)
    const reported = results.flatMap(({ problem }) =>
      problem === undefined ? [] : [{ ...problem, sealed: null }],
    )
    // Written before, when the commit's answer was lost on its way.
    if (reported.length > 0) await writer.insertNew(problems, reported)
  }

  /** Their next turn lets go what waits for it: see `writeChanges`. */
  async function markWaiting({ queries }: Writer, waits: readonly Result[], known: ReadonlySet<string>) {
    const ids = [...new Set(waits.map(({ row }) => row.contact))].filter((id) => known.has(id))
    if (ids.length > 0) await queries.update(contacts).set({ waiting: true }).where(inArray(contacts.id, ids))
  }

  async function leave(
    { queries }: Writer,
    account: Account,
    gone: readonly Result[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    const ids = [...new Set(gone.map(({ row }) => row.contact))].filter((id) => known.has(id))
    if (ids.length === 0) return
    await queries
      .update(contacts)
      .set({ state: 'unreachable' })
      .where(and(inArray(contacts.id, ids), ne(contacts.state, 'stopped')))
    await queries
      .update(outbox)
      .set({ state: 'cancelled', reason: 'unreachable' })
      .where(
        and(inArray(outbox.contact, ids), inArray(outbox.state, ['queued', 'waiting']), ofAccount(account)),
      )
  }

  async function move(
    writer: Writer,
    { channel, account }: Account,
    moved: readonly Result[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    for (const { row, moved: address } of moved) {
      if (address === undefined || !known.has(row.contact)) continue
      const { contact } = row
      const old = and(
        eq(addresses.contact, contact),
        eq(addresses.channel, channel),
        eq(addresses.account, account),
      )
      await writer.queries.delete(addresses).where(old)
      const lookup = vault.lookup(channel, account, address)
      await writer.upsert(addresses, [
        { lookup, contact, channel, account, sealed: vault.seal(address), used_at: null },
      ])
    }
  }

  async function claim(
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
      .where(and(matchesKeys(outbox), eq(stateOnly, 'queued')))
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
      .select({ ...columns, ahead })
      .from(outbox)
      .where(
        and(
          eq(outbox.state, 'queued'),
          ofAccount(account),
          eq(outbox.priority, priority),
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
          ofAccount(account),
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
        .where(
          and(
            eq(outbox.state, 'queued'),
            ofAccount(account),
            eq(outbox.priority, priority),
            gt(outbox.due_at, now),
          ),
        )
        .orderBy(asc(outbox.due_at))
        .limit(1)
      if (row !== undefined) next.push(row.due)
    }
    return next.length === 0 ? null : Math.min(...next)
  }

  const opened = (row: OutboxRow, sealed: string | undefined, heardAt = 0): Claimed => ({
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
  })

  const open = (sealed: string | undefined): string | null => {
    if (sealed === undefined) return null
    try {
      return vault.open(sealed)
    } catch {
      return null
    }
  }

  const columns = {
    contact: outbox.contact,
    number: outbox.number,
    priority: outbox.priority,
    attempts: outbox.attempts,
    body: outbox.body,
    due_at: outbox.due_at,
    reason: outbox.reason,
    sealed: outbox.sealed,
    part: outbox.part,
  }

  return {
    shared: database.dialect === 'postgres',
    lease: (account, signal, nudged) => database.lease(leaseOf(account), signal, nudged),
    nudge: (account) => database.nudge(leaseOf(account)),
    exchange,
    interrupted: async (account) => {
      const rows = await read
        .select(columns)
        .from(outbox)
        .where(and(eq(outbox.state, 'sending'), ofAccount(account)))
      return rows.map((row) => ({ ...opened(row, undefined), attempts: row.attempts }))
    },
    sentSince: async (account, contact, since) => {
      const rows = await read
        .select({ body: outbox.body })
        .from(outbox)
        .where(
          and(
            eq(outbox.contact, contact),
            ofAccount(account),
            inArray(outbox.state, ['sent', 'delivered', 'read']),
            gt(outbox.sent_at, since),
          ),
        )
        .orderBy(sql`${outbox.number} desc`)
        .limit(RECENT)
      return rows.map(({ body }) => body)
    },
    learn: learner(database, {
      settle,
      claimed: (row) => ({ ...opened(row, undefined), attempts: row.attempts }),
    }),
    dropFarewells: async ({ untriedSince, triedSince }) => {
      const old = await read
        .select({ contact: outbox.contact, number: outbox.number })
        .from(outbox)
        .where(
          and(
            inArray(outbox.state, ['queued', 'sending']),
            lt(outbox.due_at, Math.max(untriedSince, triedSince)),
            isNotNull(outbox.sealed),
            or(
              and(eq(outbox.attempts, 0), lt(outbox.due_at, untriedSince)),
              and(gt(outbox.attempts, 0), lt(outbox.due_at, triedSince)),
            ),
          ),
        )
        .limit(FAREWELLS_AT_ONCE)
      if (old.length > 0)
        await database.write(({ remove }) =>
          remove(
            outbox,
            old.map(({ contact, number }) => [contact, number]),
          ),
        )
      return old.length
    },
    depth: async (account, now) => {
      const waiting = and(eq(outbox.state, 'queued'), ofAccount(account))
      const [all] = await read
        .select({ rows: sql<number>`count(*)`.mapWith(Number) })
        .from(outbox)
        .where(waiting)
      const [due] = await read
        .select({ oldest: min(outbox.due_at) })
        .from(outbox)
        .where(and(waiting, lte(outbox.due_at, now)))
      const held = await read
        .select({ reason: outbox.reason, rows: sql<number>`count(*)`.mapWith(Number) })
        .from(outbox)
        .where(and(eq(outbox.state, 'waiting'), ofAccount(account)))
        .groupBy(outbox.reason)
      const waits = new Map(held.map(({ reason, rows }) => [reason ?? '', rows]))
      return { rows: all?.rows ?? 0, oldest: due?.oldest ?? null, waiting: waits }
    },
    hasten: ({ contact, number }, now) =>
      database.write(async ({ queries }) => {
        await queries
          .update(outbox)
          .set({ due_at: now })
          .where(and(eq(outbox.contact, contact), eq(outbox.number, number), eq(outbox.state, 'queued')))
      }),
    requeue: (account, now) =>
      database.write(async ({ queries }) => {
        const woken = await queries
          .update(outbox)
          .set({ state: 'queued' })
          .where(and(eq(outbox.state, 'waiting'), ofAccount(account), lte(outbox.due_at, now)))
          .returning({ number: outbox.number })
        return woken.length
      }),
  }
}

type OutboxRow = Pick<
  Row<'outbox'>,
  'contact' | 'number' | 'priority' | 'attempts' | 'body' | 'due_at' | 'reason' | 'sealed' | 'part'
>

const NOBODY: ReadonlyMap<string, number> = new Map()

const KEY = { contact: 'text', number: 'int' } as const satisfies Shape
const RESULT = {
  ...KEY,
  claim: 'int',
  state: 'text',
  attempts: 'int',
  due_at: 'int',
  reason: 'text',
  position: 'int',
  sent_at: 'int',
  part: 'int',
} as const satisfies Shape
