/** What stands between one address and one flow now: for a channel whose page is read anew, as the web chat's is. */
import { and, asc, desc, eq, gte, ne } from 'drizzle-orm'
import type { Message, Outgoing } from '../engine/message.ts'
import type { Database } from './database.ts'

export interface Conversation {
  /** The messages of the latest turn and what came since, in order. */
  readonly messages: readonly Message[]
  readonly open: boolean
}

/** Undefined: this address never spoke in this flow, or was forgotten. */
export async function readConversation(
  { read, tables }: Database,
  lookup: string,
  programme: string,
  flow: string,
): Promise<Conversation | undefined> {
  const { addresses, sessions, outbox } = tables
  // Ids begin with their time: the newest session is the one that counts.
  const [session] = await read
    .select({ contact: sessions.contact, id: sessions.id, open: sessions.open, from: sessions.shown_from })
    .from(sessions)
    .innerJoin(addresses, eq(addresses.contact, sessions.contact))
    .where(and(eq(addresses.lookup, lookup), eq(sessions.programme, programme), eq(sessions.flow, flow)))
    .orderBy(desc(sessions.id))
    .limit(1)
  if (session === undefined) return undefined
  const rows = await read
    .select({ body: outbox.body })
    .from(outbox)
    .where(
      and(
        eq(outbox.contact, session.contact),
        gte(outbox.number, session.from),
        eq(outbox.session, session.id),
        ne(outbox.state, 'cancelled'),
      ),
    )
    .orderBy(asc(outbox.number))
  const outgoing = rows.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body) as Outgoing)
  return {
    messages: outgoing.filter(({ kind }) => kind === 'send').map(({ message }) => message),
    open: session.open,
  }
}
