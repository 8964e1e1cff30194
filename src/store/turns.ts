/**
 * The two halves of a batch of turns: what must be read, locked, before anything is decided, and what is then
 * written. Both are a handful of set-wise statements, whatever the batch's size.
 */
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Writer } from './database.ts'
import { joinAliases } from './join-contacts.ts'
import type { Row, Tables } from './tables.ts'

export type ContactRow = Row<'contacts'>
export type SessionRow = Row<'sessions'>
export type RoundRow = Row<'rounds'>
export type OutboxRow = Row<'outbox'>

/** One event on its way in, as far as the store needs to know it. */
export interface Arrival {
  readonly channel: string
  readonly account: string
  /** Kept for 8 days to know a redelivery by; already an HMAC where the channel's own id would tell a number. */
  readonly external: string
  /** HMAC of the address. */
  readonly lookup: string
  /** The address, sealed; asked for only when it is new. */
  seal(): string
  /** Other addresses of the same person. */
  readonly aliases: readonly { readonly lookup: string; seal(): string }[]
  readonly at: number
  /** When the person did it: what a new contact was last heard at. */
  readonly heardAt: number
  /** A typed text: whether the standing question has gone out matters. */
  readonly typed: boolean
  /** Whether it may make a contact of an unknown address; what merely ends or blocks something must not. */
  readonly makes: boolean
  /** For a new address: the contact's id. */
  contact(): string
}

export interface Loaded {
  /** Contact of each arrival; undefined for an arrival seen before. */
  readonly contactOf: readonly (string | undefined)[]
  readonly contacts: ReadonlyMap<string, ContactRow>
  readonly sessions: ReadonlyMap<string, readonly SessionRow[]>
  /** By contact: the outbox row of the question that stands, where an arrival is typed. */
  readonly standing: ReadonlyMap<string, OutboxRow>
  /** Rounds that are open or closing. */
  readonly rounds: readonly RoundRow[]
}

const ascending = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Records the arrivals as seen, finds or makes their contacts, locks these in id order, and reads what the turns need.
 * Inserts go in key order: unsorted, two processes with overlapping batches deadlock.
 */
export async function loadTurns(
  writer: Writer,
  tables: Tables,
  arrivals: readonly Arrival[],
): Promise<Loaded> {
  const fresh = await keepUnseen(writer, tables, arrivals)
  const contactByLookup = await findOrMakeContacts(
    writer,
    tables,
    arrivals.filter((_, index) => fresh[index]),
  )
  const contactOf = arrivals.map((arrival, index) =>
    fresh[index] ? contactByLookup.get(arrival.lookup) : undefined,
  )
  const ids = [...new Set(contactOf.filter((id) => id !== undefined))].sort(ascending)
  const contacts = new Map((await writer.lockContacts(ids)).map((row) => [row.id, row]))
  // A contact that another process erased between our look-up and our lock.
  if (contacts.size < ids.length) throw new LostRace()

  const sessions = new Map<string, SessionRow[]>()
  for (const row of await writer.find(tables.sessions, 'contact', ids)) {
    const own = sessions.get(row.contact)
    if (own === undefined) sessions.set(row.contact, [row])
    else own.push(row)
  }
  const asked = new Map<string, number>()
  for (const [index, id] of contactOf.entries()) {
    if (id === undefined || arrivals[index]?.typed !== true) continue
    const current = contacts.get(id)?.session
    const number = sessions.get(id)?.find((session) => session.id === current)?.asked
    if (number != null) asked.set(id, number)
  }
  const rows = await writer.get(tables.outbox, [...asked])
  return {
    contactOf,
    contacts,
    sessions,
    standing: new Map(rows.filter((row) => row !== undefined).map((row) => [row.contact, row])),
    rounds: await writer.queries.select().from(tables.rounds).where(ne(tables.rounds.state, 'closed')),
  }
}

/** PostgreSQL's own code for "try the transaction again", which `Database.write` does. */
class LostRace extends Error {
  override readonly name = 'LostRace'
  readonly code = '40001'
}

async function keepUnseen(writer: Writer, tables: Tables, arrivals: readonly Arrival[]): Promise<boolean[]> {
  const rows = arrivals
    .map((arrival, index) => ({
      account: `${arrival.channel}:${arrival.account}`,
      external: arrival.external,
      at: arrival.at,
      index,
    }))
    .sort((a, b) => ascending(a.account, b.account) || ascending(a.external, b.external) || a.index - b.index)
  const made = await writer.insertNew(
    tables.seen,
    rows.map(({ account, external, at }) => ({ account, external, at })),
  )
  const fresh: boolean[] = Array(arrivals.length).fill(false)
  for (const [position, row] of rows.entries()) fresh[row.index] = made[position] === true
  return fresh
}

async function findOrMakeContacts(
  writer: Writer,
  tables: Tables,
  arrivals: readonly Arrival[],
): Promise<Map<string, string>> {
  // Of several from one address, one that may make a contact stands for all.
  const makersLast = [...arrivals].sort((a, b) => Number(a.makes) - Number(b.makes))
  const byLookup = new Map(makersLast.map((arrival) => [arrival.lookup, arrival]))
  const found = new Map<string, string>()
  const used = new Map<string, number>()
  const look = async (lookups: readonly string[]) => {
    const rows = await writer.get(
      tables.addresses,
      lookups.map((lookup) => [lookup]),
    )
    for (const row of rows) {
      if (row === undefined) continue
      found.set(row.lookup, row.contact)
      used.set(row.lookup, row.used_at ?? 0)
    }
  }
  const aliases = arrivals.flatMap((arrival) => arrival.aliases.map(({ lookup }) => lookup))
  await look(aliases.length === 0 ? [...byLookup.keys()] : [...new Set([...byLookup.keys(), ...aliases])])
  const missing = [...byLookup.values()].filter(({ lookup, makes }) => makes && !found.has(lookup))
  if (missing.length > 0) await makeContacts(writer, tables, missing, found, look)
  const named = arrivals.filter((arrival) => found.has(arrival.lookup) && !isSettled(arrival, found, used))
  if (named.length > 0) await joinAliases(writer, tables, named, found)
  return found
}

/** Whether all that the event names is known as one contact's, and its own address as the one used last. */
function isSettled(
  { lookup, aliases }: Arrival,
  found: ReadonlyMap<string, string>,
  used: ReadonlyMap<string, number>,
): boolean {
  const contact = found.get(lookup)
  const since = used.get(lookup) ?? 0
  return aliases.every(
    (alias) => found.get(alias.lookup) === contact && (used.get(alias.lookup) ?? 0) < since,
  )
}

async function makeContacts(
  writer: Writer,
  tables: Tables,
  missing: Arrival[],
  found: Map<string, string>,
  look: (lookups: readonly string[]) => Promise<void>,
): Promise<void> {
  // Somebody known by another address: this one is theirs too.
  const known = (arrival: Arrival) =>
    arrival.aliases.map(({ lookup }) => found.get(lookup)).find((contact) => contact !== undefined)

  missing.sort((a, b) => ascending(a.lookup, b.lookup))
  const rows = missing.map((arrival) => ({
    lookup: arrival.lookup,
    contact: known(arrival) ?? arrival.contact(),
    channel: arrival.channel,
    account: arrival.account,
    sealed: arrival.seal(),
    used_at: arrival.at,
  }))
  const made = await writer.insertNew(tables.addresses, rows)
  for (const [index, { lookup, contact }] of rows.entries()) if (made[index]) found.set(lookup, contact)
  const won = missing.filter((arrival, index) => made[index] && known(arrival) === undefined)
  await writer.insert(
    tables.contacts,
    won.map(({ lookup, heardAt }) => ({
      id: found.get(lookup) ?? '',
      state: 'active' as const,
      next_number: 1,
      heard_at: heardAt,
    })),
  )
  // Another process made these at the same moment; its commit is what we waited for.
  await look(missing.filter((_, index) => !made[index]).map(({ lookup }) => lookup))
}

/** Everything that a batch's turns cause. */
export interface Changes {
  readonly contacts: Map<string, ContactRow>
  readonly sessions: Map<string, SessionRow>
  /** Those of `sessions` that did not exist before. */
  readonly begun: Set<string>
  /** Those whose `expires_at` is another than before. */
  readonly prolonged: Set<string>
  readonly respondents: Map<string, Row<'respondents'>>
  /** By `respondent question`: the row, or null to withdraw it. */
  readonly answers: Map<string, Row<'answers'> | readonly [respondent: string, question: string]>
  readonly consents: Row<'consents'>[]
  readonly outbox: OutboxRow[]
  readonly problems: Row<'problems'>[]
  /** By `round outcome`: how many more. */
  readonly outcomes: Map<string, { readonly round: string; readonly outcome: string; readonly count: number }>
  /** Contacts that said stop: what was queued for them before this number is not sent. */
  readonly silenced: Map<string, number>
  /** Contacts that wrote while messages waited for that: these may go now. */
  readonly released: Set<string>
  /** Files that came, to be fetched. */
  readonly media: Row<'media'>[]
  /** Sessions to take out with all they brought, of contacts who stay for the sake of others, by session id. */
  readonly left: Map<string, { readonly contact: string; readonly respondent: string | null }>
  /** Contacts to erase, with the respondents whose answers go too. */
  readonly erased: Map<string, readonly string[]>
}

export const noChanges = (): Changes => ({
  contacts: new Map(),
  sessions: new Map(),
  begun: new Set(),
  prolonged: new Set(),
  respondents: new Map(),
  answers: new Map(),
  consents: [],
  outbox: [],
  problems: [],
  outcomes: new Map(),
  silenced: new Map(),
  released: new Set(),
  media: [],
  left: new Map(),
  erased: new Map(),
})

export async function writeChanges(writer: Writer, tables: Tables, changes: Changes): Promise<void> {
  await writer.update(tables.contacts, [...changes.contacts.values()], CONTACT_CHANGES)
  await writeSessions(writer, tables, changes)
  await writer.upsert(tables.respondents, [...changes.respondents.values()])
  const kept: Row<'answers'>[] = []
  const withdrawn: (readonly [string, string])[] = []
  for (const change of changes.answers.values()) {
    if (isWithdrawal(change)) withdrawn.push(change)
    else kept.push(change)
  }
  await writer.upsert(tables.answers, kept)
  if (withdrawn.length > 0) await writer.remove(tables.answers, withdrawn)
  if (changes.consents.length > 0) await writer.insert(tables.consents, changes.consents)
  if (changes.silenced.size > 0) await cancelQueued(writer, tables, changes.silenced)
  for (const [session, { contact, respondent }] of changes.left) {
    await leaveSession(writer, tables, session, contact, respondent)
  }
  for (const contact of changes.released) await release(writer, tables, contact, changes.outbox)
  await writer.insert(tables.outbox, changes.outbox)
  if (changes.media.length > 0) await writer.insert(tables.media, changes.media)
  if (changes.problems.length > 0) await writer.insert(tables.problems, changes.problems)
  if (changes.outcomes.size > 0) await countOutcomes(writer, tables, [...changes.outcomes.values()])
  for (const [contact, respondents] of changes.erased)
    await eraseContact(writer, tables, contact, respondents)
}

const CONTACT_CHANGES = ['language', 'state', 'session', 'next_number', 'heard_at', 'waiting'] as const
/** No indexed column among them: an ordinary turn changes one page of the table and none of an index. */
const SESSION_CHANGES = ['respondent', 'state', 'asked', 'shown_from', 'open'] as const

async function writeSessions(writer: Writer, tables: Tables, changes: Changes): Promise<void> {
  const begun: SessionRow[] = []
  const prolonged: SessionRow[] = []
  const ordinary: SessionRow[] = []
  for (const row of changes.sessions.values()) {
    if (changes.begun.has(row.id)) begun.push(row)
    else if (changes.prolonged.has(row.id)) prolonged.push(row)
    else ordinary.push(row)
  }
  await writer.insert(tables.sessions, begun)
  await writer.update(tables.sessions, prolonged, [...SESSION_CHANGES, 'expires_at'])
  await writer.update(tables.sessions, ordinary, SESSION_CHANGES)
}

const isWithdrawal = (
  change: Row<'answers'> | readonly [string, string],
): change is readonly [string, string] => Array.isArray(change)

async function cancelQueued(
  writer: Writer,
  tables: Tables,
  silenced: ReadonlyMap<string, number>,
): Promise<void> {
  const { outbox } = tables
  for (const [contact, before] of silenced) {
    await writer.queries
      .update(outbox)
      .set({ state: 'cancelled', reason: 'stopped' })
      .where(
        sql`${outbox.contact} = ${contact} and ${outbox.number} < ${before} and ${outbox.state} in ('queued', 'waiting')`,
      )
    // What is on its way may still arrive, but is not sent a second time: see `settle` of the outbox.
    await writer.queries
      .update(outbox)
      .set({ reason: 'stopped' })
      .where(
        sql`${outbox.contact} = ${contact} and ${outbox.number} < ${before} and ${outbox.state} = 'sending'`,
      )
  }
}

/** What waited goes first, as it came first; what this turn says anew in the same words does not go twice. */
async function release(
  { queries }: Writer,
  { outbox }: Tables,
  contact: string,
  fresh: readonly OutboxRow[],
): Promise<void> {
  const own = fresh.filter((row) => row.contact === contact)
  const waits = and(eq(outbox.contact, contact), eq(outbox.state, 'waiting'))
  const bodies = own.map(({ body }) => body)
  if (bodies.length > 0) {
    await queries
      .update(outbox)
      .set({ state: 'cancelled', reason: 'said anew' })
      .where(and(waits, inArray(outbox.body, bodies)))
  }
  const [due_at] = own.map((row) => row.due_at)
  await queries
    .update(outbox)
    .set({ state: 'queued', due_at: due_at ?? 0, reason: null })
    .where(waits)
}

async function countOutcomes(
  writer: Writer,
  tables: Tables,
  counts: readonly { round: string; outcome: string; count: number }[],
): Promise<void> {
  const { outcomes } = tables
  const sorted = [...counts].sort((a, b) => ascending(a.round, b.round) || ascending(a.outcome, b.outcome))
  for (const { round, outcome, count } of sorted) {
    await writer.queries
      .insert(outcomes)
      .values({ round, outcome, count })
      .onConflictDoUpdate({
        target: [outcomes.round, outcomes.outcome],
        set: { count: sql`${outcomes.count} + ${count}` },
      })
  }
}

async function leaveSession(
  writer: Writer,
  tables: Tables,
  session: string,
  contact: string,
  respondent: string | null,
): Promise<void> {
  const { outbox } = tables
  await writer.remove(tables.sessions, [[contact, session]])
  await writer.queries
    .delete(outbox)
    .where(sql`${outbox.contact} = ${contact} and ${outbox.session} = ${session}`)
  if (respondent !== null) await removeRespondents(writer, tables, [respondent])
}

async function removeRespondents(
  writer: Writer,
  tables: Tables,
  respondents: readonly string[],
): Promise<void> {
  await writer.queries.delete(tables.answers).where(inArray(tables.answers.respondent, [...respondents]))
  await writer.queries.delete(tables.respondents).where(inArray(tables.respondents.id, [...respondents]))
}

/** Removes every row that names the contact, and the given respondents with their answers. */
export async function eraseContact(
  writer: Writer,
  tables: Tables,
  contact: string,
  respondents: readonly string[],
): Promise<void> {
  const { queries } = writer
  const own = [tables.addresses, tables.sessions, tables.consents, tables.outbox, tables.media] as const
  for (const table of own) {
    await queries.delete(table).where(sql`${table.contact} = ${contact}`)
  }
  await queries.delete(tables.contacts).where(sql`${tables.contacts.id} = ${contact}`)
  if (respondents.length > 0) await removeRespondents(writer, tables, respondents)
}
