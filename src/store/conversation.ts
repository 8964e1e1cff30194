/** What stands between one address and one flow now: for a channel whose page is read anew, as the web chat's is. */
import { and, asc, desc, eq, gte, isNotNull, isNull, like, ne, or } from 'drizzle-orm'
import type { Message, Outgoing } from '../engine/message.ts'
import type { Database } from './database.ts'

export interface Conversation {
  /** The messages of the latest turn and what came since, in order. */
  readonly messages: readonly Message[]
  readonly open: boolean
}

export interface ConversationPlace {
  readonly programme: string
  readonly flow: string
  /** Of one round of the flow, by its number; of any when left out. */
  readonly round?: number
}

/**
 * Undefined: this address never spoke in this flow, or was forgotten. A summary that came since, and what is asked about
 * it, stands in the place of the flow's own conversation: the person asked for it there, and comes back there.
 */
export async function readConversation(
  { read, tables }: Database,
  lookup: string,
  { programme, flow, round }: ConversationPlace,
): Promise<Conversation | undefined> {
  const { addresses, contacts, sessions, rounds, outbox } = tables
  const [contact] = await read.select().from(addresses).where(eq(addresses.lookup, lookup))
  if (contact === undefined) return undefined
  const aboutSummary = and(eq(contacts.session, sessions.id), isNotNull(rounds.summary))
  // Ids begin with their time: the newest session is the one that counts.
  const [session] = await read
    .select({ id: sessions.id, open: sessions.open, from: sessions.shown_from })
    .from(sessions)
    .innerJoin(contacts, eq(contacts.id, sessions.contact))
    .leftJoin(rounds, eq(rounds.id, sessions.round))
    .where(
      and(
        eq(sessions.contact, contact.contact),
        eq(sessions.programme, programme),
        round === undefined
          ? or(eq(sessions.flow, flow), aboutSummary)
          : and(eq(sessions.flow, flow), eq(rounds.number, round)),
      ),
    )
    .orderBy(desc(sessions.id))
    .limit(1)
  // One that nothing is asked about hangs on no session.
  const summary = and(isNull(outbox.session), like(outbox.body, '%"summary":"%'))
  const rows = await read
    .select({ body: outbox.body })
    .from(outbox)
    .where(
      and(
        eq(outbox.contact, contact.contact),
        gte(outbox.number, session?.from ?? 0),
        session === undefined ? summary : or(eq(outbox.session, session.id), summary),
        ne(outbox.state, 'cancelled'),
      ),
    )
    .orderBy(asc(outbox.number))
  if (session === undefined && rows.length === 0) return undefined
  const outgoing = rows.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body) as Outgoing)
  return {
    messages: outgoing.filter(({ kind }) => kind === 'send').map(({ message }) => message),
    open: session?.open === true,
  }
}
