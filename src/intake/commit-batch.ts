/** One batch, one transaction: load and lock, take every turn in memory, write what they cause. */
import type { Receipt, Received } from '../channels/channel.ts'
import type { Runnable } from '../engine/runnable.ts'
import { orderedId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Vault } from '../privacy/vault.ts'
import { type Database, Unavailable, type Writer } from '../store/database.ts'
import { type Arrival, type Loaded, loadTurns, type OutboxRow } from '../store/load-turns.ts'
import { type Changes, noChanges, writeChanges } from '../store/write-changes.ts'
import type { Catalogue } from './catalogue.ts'
import { applyOutputs, type Person, type TurnContext } from './effects.ts'
import type { ToldSummaries, ToldSummary, TurnSources } from './sessions.ts'
import { isEarly, takeTurn } from './take-turn.ts'

export interface BatchPorts {
  readonly database: Database
  readonly vault: Vault
  readonly catalogue: Catalogue
  /** Writes the ids of people who are being erased where a restored backup will find them; before the commit. */
  readonly entomb: (contacts: readonly string[]) => void
  /** What delivery knows of a message before the store does: its place in the chat; null where the channel has none. */
  readonly landedAt?: (event: Received, contact: string, number: number) => number | null | undefined
  /** What a `share:` step says; without it such a step is passed over. */
  readonly shared?: TurnContext['shared']
  /** Summaries as people get them; without it none is told. */
  readonly told?: ToldSummaries
  readonly now: () => number
  readonly log: Log
}

/** What to do with each event: the ordinary turn, or an apology for one that could not be handled. */
type Take = (sources: TurnSources, turn: TurnContext) => Receipt

export async function commitBatch(
  ports: BatchPorts,
  events: readonly Received[],
  take: Take = takeTurn,
): Promise<Receipt[]> {
  const { database, vault, entomb, now } = ports
  const at = now()
  const arrivals = events.map((event) => arrivalOf(event, vault, at))
  return database.write(async (writer) => {
    const loaded = await loadTurns(writer, database.tables, arrivals)
    const sources: TurnSources = {
      catalogue: ports.catalogue,
      rounds: loaded.rounds,
      pinned: await pinnedPrograms(ports.catalogue, loaded),
      summaries: await toldSummaries(ports, writer, loaded, arrivals),
      given: loaded.given,
    }
    const changes = noChanges()
    const receipts = takeTurns(ports, { events, arrivals, loaded, sources, changes, at, take })
    if (changes.erased.size > 0) bury(entomb, buried(changes, loaded))
    await writeChanges(writer, database.tables, changes)
    return receipts
  })
}

/** Contacts that became part of one that is erased are in older backups under their own ids. */
const buried = ({ erased }: Changes, { contacts }: Loaded): string[] =>
  [...erased.keys()].flatMap((id) => [id, ...(contacts.get(id)?.merged?.split(' ') ?? [])])

/** Without the list nobody is forgotten for good: then nothing is acknowledged, and the platform asks again. */
function bury(entomb: BatchPorts['entomb'], contacts: readonly string[]): void {
  try {
    entomb(contacts)
  } catch (error) {
    throw new Unavailable('the list of forgotten people cannot be written', { cause: error })
  }
}

interface Batch {
  readonly events: readonly Received[]
  readonly arrivals: readonly Arrival[]
  readonly loaded: Loaded
  readonly sources: TurnSources
  readonly changes: Changes
  readonly at: number
  readonly take: Take
}

function takeTurns(ports: BatchPorts, batch: Batch): Receipt[] {
  const { events, arrivals, loaded, changes, at } = batch
  const receipts: Receipt[] = events.map(() => ({ status: 'repeated' }))
  const people = new Map<string, Person>()
  for (const index of inOrder(events, loaded)) {
    const id = loaded.contactOf[index]
    const event = events[index]
    const contact = id === undefined ? undefined : loaded.contacts.get(id)
    if (id === undefined || event === undefined || contact === undefined) continue
    let person = people.get(id)
    if (person === undefined) {
      person = { contact, sessions: [...(loaded.sessions.get(id) ?? [])], erased: false }
      people.set(id, person)
    }
    const standing = standingNow(ports, event, loaded.standing.get(id))
    const asked = person.sessions.find((row) => row.id === person?.contact.session)?.asked
    const askedHere = asked != null && asked >= contact.next_number
    receipts[index] = oneTurn(ports, batch, {
      changes,
      person,
      event: isEarly(event, standing, askedHere) ? { ...event, early: true } : event,
      now: at,
      orderedId: () => orderedId(at),
      seal: () => arrivals[index]?.seal() ?? '',
      sealText: ports.vault.seal,
      shared: ports.shared ?? (() => undefined),
    })
  }
  return receipts
}

/** A question that the platform has taken already, though the store has yet to hear of it, has gone out. */
function standingNow({ landedAt }: BatchPorts, event: Received, row: OutboxRow | undefined) {
  if (row?.state !== 'sending') return row
  const position = landedAt?.(event, row.contact, row.number)
  return position === undefined ? row : { state: 'sent', position }
}

/** The engine does not throw; should it all the same, that event becomes a problem and the others go on. */
function oneTurn(ports: BatchPorts, { sources, take }: Batch, turn: TurnContext): Receipt {
  try {
    return take(sources, turn)
  } catch (error) {
    if (take !== takeTurn) throw error
    return apologise(ports, error)(sources, turn)
  }
}

/** Keeps what came, sealed, for a retry, and tells the person once. */
export function apologise(ports: BatchPorts, reason: unknown): Take {
  return ({ catalogue }, turn) => {
    const { event, changes, person, now } = turn
    const detail =
      reason instanceof Error ? `${reason.name} while taking a ${event.body.kind}` : 'unknown trouble'
    ports.log.error('event set aside', {
      code: 'event_failed',
      kind: event.body.kind,
      channel: event.channel,
    })
    changes.problems.push({
      id: turn.orderedId(),
      at: now,
      code: 'event_failed',
      detail,
      sealed: ports.vault.seal(
        JSON.stringify({ event, reason: reason instanceof Error ? reason.stack : String(reason) }),
      ),
    })
    const language = person.contact.language ?? catalogue.languages[0]
    const text = catalogue.common[language]?.problem
    if (typeof text === 'string') {
      const direction = ['ar', 'ckb', 'fa', 'ur'].includes(language) ? 'rtl' : 'ltr'
      applyOutputs(turn, [{ kind: 'send', message: { text, language, direction } }])
    }
    return { status: 'problem' }
  }
}

/** Each contact's events in the channel's own order; contacts in the order their first event came. */
function inOrder(events: readonly Received[], { contactOf }: Loaded): number[] {
  const indexes = events.map((_, index) => index).filter((index) => contactOf[index] !== undefined)
  const byContact = new Map<string, number[]>()
  for (const index of indexes) {
    const id = contactOf[index] ?? ''
    const own = byContact.get(id)
    if (own === undefined) byContact.set(id, [index])
    else own.push(index)
  }
  for (const own of byContact.values()) {
    if (own.length > 1) own.sort((a, b) => before(events[a], events[b]) || a - b)
  }
  return [...byContact.values()].flat()
}

function before(a: Received | undefined, b: Received | undefined): number {
  if (a === undefined || b === undefined) return 0
  return a.channel === b.channel && a.account === b.account ? a.sequence - b.sequence : a.at - b.at
}

async function pinnedPrograms(catalogue: Catalogue, { sessions }: Loaded): Promise<Map<string, Runnable>> {
  const pinned = new Map<string, Runnable>()
  for (const rows of sessions.values()) {
    for (const { program } of rows) {
      if (pinned.has(program)) continue
      const runnable = await catalogue.pinned(program)
      if (runnable !== undefined) pinned.set(program, runnable)
    }
  }
  return pinned
}

/** Those that go out in this batch, and those that somebody may ask for by a link, if they still may. */
async function toldSummaries(
  { told }: BatchPorts,
  writer: Writer,
  { rounds }: Loaded,
  arrivals: readonly Arrival[],
): Promise<Map<string, ToldSummary>> {
  if (told === undefined) return new Map()
  const going = new Set(arrivals.flatMap(({ summary }) => summary ?? []))
  const held = await told.going(writer, [...going])
  const asked = rounds.flatMap(({ summary }) => (summary === null || going.has(summary) ? [] : [summary]))
  return new Map([...held, ...(await told.shared(writer, asked))])
}

/** Somebody who was forgotten and then blocks us, or whose session runs out that moment, must not come back by it. */
const ENDS: ReadonlySet<string> = new Set(['blocked', 'unblocked', 'expire', 'share'])

function arrivalOf(event: Received, vault: Vault, at: number): Arrival {
  const { channel, account, address } = event
  return {
    channel,
    account,
    external: event.external,
    ...addressOf(vault, channel, account, address),
    aliases: (event.aliases ?? []).map((alias) => addressOf(vault, channel, account, alias)),
    at,
    heardAt: Math.min(at, event.at),
    typed: event.body.kind === 'text',
    makes: !ENDS.has(event.body.kind),
    ...(event.body.kind === 'share' ? { summary: event.body.summary } : {}),
    contact: () => orderedId(at),
  }
}

/** Sealing costs more than looking up, and is needed for new addresses only. */
function addressOf(vault: Vault, channel: string, account: string, address: string) {
  let sealed: string | undefined
  return {
    lookup: vault.lookup(channel, account, address),
    seal: () => {
      sealed ??= vault.seal(address)
      return sealed
    },
  }
}
