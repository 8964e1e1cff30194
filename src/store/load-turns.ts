/** The first half of a batch of turns: what must be read, locked, before anything is decided. A handful of set-wise statements. */
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
  /** Rounds that are open, paused or closing. */
  readonly rounds: readonly RoundRow[]
}

const UNCLOSED = ['open', 'paused', 'closing'] as const

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
    rounds: await writer.find(tables.rounds, 'state', UNCLOSED),
  }
}

/** The order of keys by which rows are written and locked. */
export const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

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
