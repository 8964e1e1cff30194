/**
 * What a platform tells of messages after they were sent: late, repeated, out of order, and of messages that are gone.
 * One commit for a whole set.
 *
 *   sent, delivered, read   a row only moves forward, and by its last part. One that waits to be settled is settled by any
 *                           of them. One that is being sent right now only remembers how much of it arrived: its own
 *                           answer settles it
 *   failed                  told once: what the row would have become had the refusal come at once, from the part that
 *                           failed. Of an attempt that was followed by another it says nothing. Of one that is being sent
 *                           right now nothing can be said yet: the whole set is refused, to be told again
 */
import { and, eq, sql } from 'drizzle-orm'
import { type Database, Unavailable, type Writer } from './database.ts'
import { isUnsettled, wasMaybeTwice } from './marks.ts'
import type { Account, Claimed, OutboxKey, Problem, Result } from './outbox.ts'
import type { Claimer } from './outbox-claim.ts'
import { matchesKeys, type Shape, tableOf } from './outbox-set.ts'
import type { Settle } from './outbox-settle.ts'
import type { OutboxState, Row } from './tables.ts'

/** A status of one native message of a row. */
export interface Told extends OutboxKey {
  /** Counted from 0, of `parts`. */
  readonly part: number
  readonly parts: number
  /** Of which attempt, from 1; left out where the platform does not say. */
  readonly attempt?: number
  readonly state: 'sent' | 'delivered' | 'read' | 'failed'
  /** Tells this native message from every other one, and says nothing about it; what is to be done once goes by it. */
  readonly external: string
  /** The platform charges for it, under this name. */
  readonly category?: string
}

export interface Learned {
  /** What failures made of their rows. */
  readonly results: readonly Result[]
  /** Failures that could no longer be mended. */
  readonly problems: readonly Problem[]
  /** Rows that are no longer in the way of later ones. */
  readonly settled: number
}

interface Tools {
  readonly settle: Settle
  readonly claimedBefore: Claimer['claimedBefore']
}

/** What a late failure, the `index`-th of those told, means. */
export interface Late {
  /** For its row; null: nothing. */
  decide(row: Claimed, index: number): Result | null
  /** For the operator, where it can no longer be mended: later parts arrived, or were tried anew. */
  report(index: number): Problem
}

export type Learn = (account: Account, told: readonly Told[], now: number, late: Late) => Promise<Learned>

/** A late failure may find its row in these. */
const FAILS_FROM: readonly OutboxState[] = ['sent', 'unknown', 'queued']

export function learner(database: Database, { settle, claimedBefore }: Tools): Learn {
  const { outbox, problems } = database.tables

  return (account, told, now, late) =>
    database.write(async (writer) => {
      const rows = await rowsOf(writer, account, told)
      const failures = told.flatMap((one, index) => {
        const row = rowFor(rows, one)
        if (one.state !== 'failed' || row === undefined) return []
        const verdict = verdictOn(row, one)
        return verdict === 'nothing' ? [] : [{ row, verdict, index, part: one.part }]
      })
      const fresh = new Set(
        await unseen(
          writer,
          account,
          'failed',
          told,
          failures.map(({ index }) => index),
          now,
        ),
      )
      const results = new Map<string, Result>()
      const reported: Problem[] = []
      // Of several parts the first that failed: the others follow it.
      for (const { row, verdict, index, part } of failures.sort((a, b) => a.part - b.part)) {
        const key = `${row.contact} ${row.number}`
        if (!fresh.has(index) || results.has(key)) continue
        if (verdict === 'report') {
          reported.push(late.report(index))
          continue
        }
        const result = late.decide(claimedBefore(row), index)
        if (result !== null) results.set(key, { ...result, part })
      }
      if (reported.length > 0)
        await writer.insertNew(
          problems,
          reported.map((problem) => ({ ...problem, sealed: null })),
        )
      const steps = forward(rows, told, now)
      if (steps.length > 0) await advance(writer, steps)
      if (results.size > 0) await settle(writer, account, [...results.values()], FAILS_FROM)
      const charged = told.map(({ category }, index) => (category === undefined ? -1 : index))
      const due = await unseen(
        writer,
        account,
        'charged',
        told,
        charged.filter((at) => at >= 0),
        now,
      )
      // What was told of long ago is no longer known as seen, but its row says that it was.
      const first = due.filter(
        (index) => !(told[index]?.parts === 1 && wasDelivered(rowFor(rows, told[index]))),
      )
      if (first.length > 0) await charge(writer, account, rows, told, first)
      return {
        results: [...results.values()],
        problems: reported,
        settled: steps.filter(({ was, state, due }) => was === 'queued' && (state !== was || due !== null))
          .length,
      }
    })

  async function rowsOf(writer: Writer, { channel, account }: Account, told: readonly Told[]) {
    const keys = new Map(
      told.map(({ contact, number }) => [`${contact} ${number}`, [contact, number] as const]),
    )
    const found = await writer.get(outbox, [...keys.values()])
    return new Map(
      found
        .filter((row) => row !== undefined)
        .filter((row) => row.channel === channel && row.account === account)
        .map((row) => [`${row.contact} ${row.number}`, row]),
    )
  }

  async function advance(writer: Writer, steps: readonly Step[]): Promise<void> {
    await writer.queries
      .update(outbox)
      .set({
        state: sql`these.state`,
        part: sql`these.part`,
        reason: sql`these.reason`,
        sent_at: sql`coalesce(${outbox.sent_at}, these.at)`,
        due_at: sql`coalesce(these.due, ${outbox.due_at})`,
      })
      .from(tableOf(database.dialect, STEP, steps))
      .where(and(matchesKeys(outbox), eq(sql`${outbox.state} || ''`, sql`these.was`)))
  }

  /** Of these, those that were not told before; on PostgreSQL in key order, so that two processes never wait in a circle. */
  async function unseen(
    writer: Writer,
    { channel, account }: Account,
    what: string,
    told: readonly Told[],
    indexes: readonly number[],
    now: number,
  ): Promise<number[]> {
    if (indexes.length === 0) return []
    const external = (index: number) => told[index]?.external ?? ''
    const sorted = [...indexes].sort((a, b) => (external(a) < external(b) ? -1 : 1))
    const made = await writer.insertNew(
      database.tables.seen,
      sorted.map((index) => ({
        account: `${channel}:${account} ${what}`,
        external: external(index),
        at: now,
      })),
    )
    return sorted.filter((_, position) => made[position])
  }

  async function charge(
    writer: Writer,
    { channel }: Account,
    rows: ReadonlyMap<string, Row<'outbox'>>,
    told: readonly Told[],
    indexes: readonly number[],
  ): Promise<void> {
    const { sessions, charges } = database.tables
    const counts = new Map<string, { round: string; category: string; count: number }>()
    for (const index of indexes) {
      const row = rowFor(rows, told[index])
      const [session] = row?.session == null ? [] : await writer.get(sessions, [[row.contact, row.session]])
      const round = session?.round ?? ''
      const category = told[index]?.category ?? ''
      const key = `${round} ${category}`
      const count = (counts.get(key)?.count ?? 0) + 1
      counts.set(key, { round, category, count })
    }
    for (const { round, category, count } of [...counts.values()].sort((a, b) =>
      a.round < b.round ? -1 : 1,
    )) {
      await writer.queries
        .insert(charges)
        .values({ round, channel, category, count })
        .onConflictDoUpdate({
          target: [charges.round, charges.channel, charges.category],
          set: { count: sql`${charges.count} + ${count}` },
        })
    }
  }
}

const rowFor = (rows: ReadonlyMap<string, Row<'outbox'>>, told: Told | undefined) =>
  told === undefined ? undefined : rows.get(`${told.contact} ${told.number}`)

/** What one failure can still change: its row is sent again from that part, or nothing but the operator's knowledge. */
function verdictOn(row: Row<'outbox'>, told: Told): 'again' | 'report' | 'nothing' {
  if (row.state === 'sending') throw new Unavailable('a message failed before its sending was written down')
  const part = row.part ?? 0
  const taken = part > told.part
  const inDoubt = part === told.part && isDoubtful(row.reason)
  // A row that is queued between two parts has not counted the attempt that goes on.
  const latest = told.attempt === undefined || told.attempt >= row.attempts
  if (FAILS_FROM.includes(row.state) && latest && (taken || inDoubt)) return 'again'
  const lost = taken && told.part + 1 < told.parts && row.state !== 'cancelled' && row.state !== 'failed'
  return lost ? 'report' : 'nothing'
}

const isDoubtful = (reason: string | null): boolean => isUnsettled(reason) || wasMaybeTwice(reason)

const wasDelivered = (row: Row<'outbox'> | undefined): boolean =>
  row?.state === 'delivered' || row?.state === 'read'

interface Step extends OutboxKey {
  readonly was: OutboxState
  readonly state: OutboxState
  readonly part: number
  readonly reason: string | null
  readonly at: number
  /** Its next part may go from now on; null: no change. */
  readonly due: number | null
}

const STEP = {
  contact: 'text',
  number: 'int',
  was: 'text',
  state: 'text',
  part: 'int',
  reason: 'text',
  at: 'int',
  due: 'int',
} as const satisfies Shape

/** Where each row gets to by all that was told of it. */
function forward(rows: ReadonlyMap<string, Row<'outbox'>>, told: readonly Told[], now: number): Step[] {
  const steps = new Map<string, Step>()
  for (const one of told) {
    const row = rowFor(rows, one)
    if (row === undefined || one.state === 'failed') continue
    const key = `${row.contact} ${row.number}`
    const before = steps.get(key) ?? stepOf(row, now)
    const part = Math.max(before.part, one.part + 1)
    const isLast = one.part + 1 >= one.parts
    const state = isLast ? moved(before.state, one.state, row.reason) : before.state
    const goesOn = state === 'queued' && part > before.part && isDoubtful(row.reason)
    // A mark stays; what merely waited to be settled is settled.
    const settled = (state !== before.state || goesOn) && !wasMaybeTwice(row.reason)
    steps.set(key, {
      ...before,
      ...{ part, state },
      reason: settled ? null : before.reason,
      due: goesOn ? now : before.due,
    })
  }
  return [...steps.values()].filter((step) => {
    const row = rows.get(`${step.contact} ${step.number}`)
    return row !== undefined && (step.state !== row.state || step.part !== (row.part ?? 0))
  })
}

const stepOf = ({ contact, number, state, part, reason }: Row<'outbox'>, now: number): Step => ({
  contact,
  number,
  was: state,
  state,
  part: part ?? 0,
  reason,
  at: now,
  due: null,
})

const RANK: Partial<Record<OutboxState, number>> = { queued: 0, unknown: 0, sent: 1, delivered: 2, read: 3 }

function moved(from: OutboxState, to: 'sent' | 'delivered' | 'read', reason: string | null): OutboxState {
  const rank = RANK[from]
  if (rank === undefined || rank >= (RANK[to] ?? 0)) return from
  return from !== 'queued' || isDoubtful(reason) ? to : from
}
