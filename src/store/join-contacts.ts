/**
 * A person has a set of addresses. When a platform names two together, both are one contact's from then on; where each
 * had a contact of its own, the younger contact becomes part of the older: addresses, consents, sessions, messages,
 * files and the links of who agreed to be followed move over, and its id is remembered, so that forgetting the person forgets it in older backups too.
 */
import { and, eq, inArray } from 'drizzle-orm'
import type { Writer } from './database.ts'
import { dropUnfollowed } from './followed.ts'
import type { Arrival } from './load-turns.ts'
import type { Row, Tables } from './tables.ts'

/** `found` maps each arrival's address to its contact, and is kept up to date. */
export async function joinAliases(
  writer: Writer,
  tables: Tables,
  arrivals: readonly Arrival[],
  found: Map<string, string>,
): Promise<void> {
  for (const arrival of arrivals) {
    const lookups = [arrival.lookup, ...arrival.aliases.map(({ lookup }) => lookup)]
    const rows = await writer.find(tables.addresses, 'lookup', lookups)
    const contacts = [...new Set(rows.map(({ contact }) => contact))].sort()
    // Ids begin with their time: the first is the oldest.
    const [contact, ...others] = contacts
    if (contact === undefined) continue
    for (const other of others) {
      await mergeContacts(writer, tables, contact, other)
      for (const [lookup, known] of found) if (known === other) found.set(lookup, contact)
    }
    await link(writer, tables, arrival, contact, rows)
  }
}

/** Adds what is not known yet, and notes which address was used last where there are several. */
async function link(
  writer: Writer,
  tables: Tables,
  { lookup, aliases, channel, account, at }: Arrival,
  contact: string,
  rows: readonly Row<'addresses'>[],
): Promise<void> {
  const known = new Set(rows.map((row) => row.lookup))
  const missing = aliases.filter((alias) => !known.has(alias.lookup))
  if (missing.length > 0) {
    const sorted = [...missing].sort((a, b) => (a.lookup < b.lookup ? -1 : 1))
    await writer.insertNew(
      tables.addresses,
      sorted.map((alias) => ({ lookup: alias.lookup, contact, channel, account, sealed: alias.seal() })),
    )
  }
  const used = rows.find((row) => row.lookup === lookup)?.used_at ?? 0
  const newer = rows.some((row) => row.lookup !== lookup && (row.used_at ?? 0) >= used)
  if (!newer) return
  const { addresses } = tables
  await writer.queries.update(addresses).set({ used_at: at }).where(eq(addresses.lookup, lookup))
}

async function mergeContacts(writer: Writer, tables: Tables, into: string, from: string): Promise<void> {
  const locked = await writer.lockContacts([into, from].sort())
  const kept = locked.find(({ id }) => id === into)
  const gone = locked.find(({ id }) => id === from)
  if (kept === undefined || gone === undefined) return
  const { queries } = writer
  const { addresses, consents, media } = tables
  await queries.update(addresses).set({ contact: into }).where(eq(addresses.contact, from))
  await queries.update(consents).set({ contact: into }).where(eq(consents.contact, from))
  await queries.update(media).set({ contact: into }).where(eq(media.contact, from))
  await moveShares(writer, tables, into, from)
  await moveFollowed(writer, tables, into, from)
  const numbers = await moveMessages(writer, tables, kept, from)
  const sessions = await moveSessions(writer, tables, into, from, numbers)
  const later = gone.heard_at > kept.heard_at ? gone : kept
  const current = [later.session, kept.session, gone.session].find((id) => id !== null && sessions.has(id))
  const stopped = kept.state === 'stopped' || gone.state === 'stopped'
  if (stopped && current != null) await stop(writer, tables, into, current)
  // What was to go to the one who had not said so. A stop is confirmed at once, so nothing else is among them.
  if (stopped) await silence(writer, tables, into)
  await writer.upsert(tables.contacts, [
    {
      ...kept,
      language: later.language ?? kept.language ?? gone.language,
      // Who said stop anywhere is not written to.
      state: stopped ? 'stopped' : later.state,
      session: current ?? null,
      next_number: kept.next_number + numbers.size,
      heard_at: later.heard_at,
      waiting: kept.waiting === true || gone.waiting === true ? true : null,
      merged: [kept.merged, gone.merged, from].filter((ids) => ids !== null).join(' '),
    },
  ])
  await writer.remove(tables.contacts, [[from]])
}

/** The session that goes on may be the other contact's, which knows nothing of the stop. */
async function stop(writer: Writer, { sessions }: Tables, contact: string, id: string): Promise<void> {
  const [session] = await writer.get(sessions, [[contact, id]])
  if (session === undefined) return
  const state = JSON.stringify({ ...(JSON.parse(session.state) as object), stopped: true })
  await writer.update(sessions, [{ ...session, state }], ['state'])
}

async function silence({ queries }: Writer, { outbox }: Tables, contact: string): Promise<void> {
  await queries
    .update(outbox)
    .set({ state: 'cancelled', reason: 'stopped' })
    .where(and(eq(outbox.contact, contact), inArray(outbox.state, ['queued', 'waiting'])))
}

/** Behind the older contact's own, in their order. Returns the new number of each old one. */
async function moveMessages(
  writer: Writer,
  { outbox }: Tables,
  into: Row<'contacts'>,
  from: string,
): Promise<ReadonlyMap<number, number>> {
  const rows = (await writer.find(outbox, 'contact', [from])).sort((a, b) => a.number - b.number)
  const numbers = new Map(rows.map((row, index) => [row.number, into.next_number + index]))
  await writer.insert(
    outbox,
    rows.map((row) => ({
      ...row,
      contact: into.id,
      number: numbers.get(row.number) ?? row.number,
      // Whoever sends it right now will report to a row that is gone.
      ...(row.state === 'sending' ? interrupted(row) : {}),
    })),
  )
  await writer.remove(
    outbox,
    rows.map(({ number }) => [from, number]),
  )
  return numbers
}

const interrupted = ({ reason }: Row<'outbox'>) =>
  reason === 'stopped'
    ? { state: 'cancelled' as const }
    : { state: 'queued' as const, reason: 'maybe sent twice: two contacts were joined meanwhile' }

/** One session a contact and round: of two, a finished one stays, else the later. Returns the ids of all that stay. */
async function moveSessions(
  writer: Writer,
  tables: Tables,
  into: string,
  from: string,
  numbers: ReadonlyMap<number, number>,
): Promise<ReadonlySet<string>> {
  const own = await writer.find(tables.sessions, 'contact', [into])
  const others = (await writer.find(tables.sessions, 'contact', [from])).map((row) => ({
    ...row,
    contact: into,
    asked: row.asked === null ? null : (numbers.get(row.asked) ?? null),
    shown_from: numbers.get(row.shown_from) ?? row.shown_from,
  }))
  const dropped = new Set<string>()
  for (const other of others) {
    const twin = own.find(({ round }) => round !== null && round === other.round)
    if (twin === undefined) continue
    const loser = twin.open !== other.open ? (twin.open ? twin : other) : twin.id < other.id ? twin : other
    dropped.add(loser.id)
    await dropRespondent(writer, tables, loser.respondent)
    if (loser === twin) await writer.remove(tables.sessions, [[into, twin.id]])
  }
  await writer.remove(
    tables.sessions,
    others.map(({ id }) => [from, id]),
  )
  await writer.insert(
    tables.sessions,
    others.filter(({ id }) => !dropped.has(id)),
  )
  return new Set([...own, ...others].map(({ id }) => id).filter((id) => !dropped.has(id)))
}

/** Of a closed round that both answered, the older contact's answers stay. A no of either may be the newest word. */
async function moveFollowed(writer: Writer, tables: Tables, into: string, from: string): Promise<void> {
  const { followed } = tables
  const known = new Set((await writer.find(followed, 'contact', [into])).map(({ round }) => round))
  const others = await writer.find(followed, 'contact', [from])
  for (const { round, respondent } of others)
    if (known.has(round)) await dropRespondent(writer, tables, respondent)
  await writer.remove(
    followed,
    others.map(({ round }) => [from, round]),
  )
  await writer.insert(
    followed,
    others.filter(({ round }) => !known.has(round)).map((row) => ({ ...row, contact: into })),
  )
  await dropUnfollowed(writer, tables, into)
}

/** One person is counted once. */
async function dropRespondent(
  { queries }: Writer,
  { answers, respondents }: Tables,
  respondent: string | null,
): Promise<void> {
  if (respondent === null) return
  await queries.delete(answers).where(eq(answers.respondent, respondent))
  await queries.delete(respondents).where(eq(respondents.id, respondent))
}

/** Who got a summary as either of the two has got it. */
async function moveShares(writer: Writer, { shares }: Tables, into: string, from: string): Promise<void> {
  const sent = await writer.find(shares, 'contact', [from])
  if (sent.length === 0) return
  await writer.insertNew(
    shares,
    sent.map((row) => ({ ...row, contact: into })),
  )
  await writer.remove(
    shares,
    sent.map(({ summary }) => [summary, from]),
  )
}
