/**
 * The verbs of the outbox for the one process that sends for a channel account. They write sets: one statement reads
 * what is due, one marks it, one settles what became of it.
 */
import { and, eq, gt, inArray, isNotNull, lt, lte, min, or, sql } from 'drizzle-orm'
import type { Database, Lease } from './database.ts'
import { claimer, columnsOf } from './outbox-claim.ts'
import { type Learn, learner } from './outbox-learn.ts'
import { ofAccount } from './outbox-set.ts'
import { settler } from './outbox-settle.ts'

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
  /** When it was claimed, or taken by the platform: words of the person after that know better than its failure. */
  readonly since: number
}

/** For the operator to see. Holds no address and no text. */
export interface Problem {
  readonly id: string
  readonly code: string
  readonly detail: string
  readonly at: number
}

/** What became of one attempt. `row` is what was claimed: if it was claimed anew since, the result is dropped. */
export interface Result {
  readonly row: Claimed
  readonly state: 'sent' | 'queued' | 'waiting' | 'failed' | 'unknown' | 'cancelled'
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
  readonly problem?: Problem
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
   * What the platform tells of messages that we sent. A message only moves forward: sent, delivered, read.
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

/** A statement's worth of old confirmations; there are few. */
const FAREWELLS_AT_ONCE = 200
const RECENT = 50

export function outboxStore(database: Database, vault: OutboxVault): OutboxStore {
  const { tables, read } = database
  const { outbox } = tables
  const settle = settler(database, vault)
  const { claim, claimedBefore } = claimer(database, vault)

  const exchange: OutboxStore['exchange'] = async (account, results, wanted) => {
    const { open, ...seen } = await database.write(async (writer) => {
      if (results.length > 0) await settle(writer, account, results)
      return await claim(writer, account, wanted)
    })
    return { claimed: open(), ...seen }
  }

  return {
    shared: database.dialect === 'postgres',
    lease: (account, signal, nudged) => database.lease(leaseOf(account), signal, nudged),
    nudge: (account) => database.nudge(leaseOf(account)),
    exchange,
    interrupted: async (account) => {
      const rows = await read
        .select(columnsOf(outbox))
        .from(outbox)
        .where(and(eq(outbox.state, 'sending'), ofAccount(outbox, account)))
      return rows.map(claimedBefore)
    },
    sentSince: async (account, contact, since) => {
      const rows = await read
        .select({ body: outbox.body })
        .from(outbox)
        .where(
          and(
            eq(outbox.contact, contact),
            ofAccount(outbox, account),
            inArray(outbox.state, ['sent', 'delivered', 'read']),
            gt(outbox.sent_at, since),
          ),
        )
        .orderBy(sql`${outbox.number} desc`)
        .limit(RECENT)
      return rows.map(({ body }) => body)
    },
    learn: learner(database, { settle, claimedBefore }),
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
      const waiting = and(eq(outbox.state, 'queued'), ofAccount(outbox, account))
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
        .where(and(eq(outbox.state, 'waiting'), ofAccount(outbox, account)))
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
          .where(and(eq(outbox.state, 'waiting'), ofAccount(outbox, account), lte(outbox.due_at, now)))
          .returning({ number: outbox.number })
        return woken.length
      }),
  }
}
