/** Whom a channel can write to now, and what waits. */
import { and, eq, gt, sql } from 'drizzle-orm'
import type { Database } from './database.ts'

export interface Reach {
  readonly contacts: number
  /** Those of them who wrote after that moment. */
  readonly heard: number
  /** Messages that wait for their person, by reason. */
  readonly waiting: readonly { readonly reason: string; readonly count: number }[]
}

export async function readReach({ read, tables }: Database, channel: string, since: number): Promise<Reach> {
  const { addresses, contacts, outbox } = tables
  // A contact may have several addresses on one channel.
  const people = sql<number>`count(distinct ${addresses.contact})`.mapWith(Number)
  const ofChannel = eq(addresses.channel, channel)
  const [all] = await read.select({ count: people }).from(addresses).where(ofChannel)
  const [heard] = await read
    .select({ count: people })
    .from(addresses)
    .innerJoin(contacts, eq(contacts.id, addresses.contact))
    .where(and(ofChannel, gt(contacts.heard_at, since)))
  const waiting = await read
    .select({ reason: outbox.reason, count: sql<number>`count(*)`.mapWith(Number) })
    .from(outbox)
    .where(and(eq(outbox.state, 'waiting'), eq(outbox.channel, channel)))
    .groupBy(outbox.reason)
  return {
    contacts: all?.count ?? 0,
    heard: heard?.count ?? 0,
    waiting: waiting.map(({ reason, count }) => ({ reason: reason ?? '', count })),
  }
}
