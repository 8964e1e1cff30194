/** The second half of a batch of turns: all that they caused, written by a handful of set-wise statements. */
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Writer } from './database.ts'
import { eraseContact, leaveSession } from './erase.ts'
import { dropUnfollowed, hideTheFew, readFollowed } from './followed.ts'
import type { ContactRow, OutboxRow, SessionRow } from './load-turns.ts'
import { countOutcomes } from './outcomes.ts'
import type { Row, Tables } from './tables.ts'

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
  /** Contacts that wrote while messages waited for that, and when: these may go now. */
  readonly released: Map<string, number>
  /** Files that came, to be fetched. */
  readonly media: Row<'media'>[]
  /** Who was sent which summary. */
  readonly shares: Row<'shares'>[]
  /** Sessions to take out with all they brought, of contacts who stay for the sake of others, by session id. */
  readonly left: Map<string, { readonly contact: string; readonly respondent: string | null }>
  /** Contacts to erase, with the respondents whose answers go too. */
  readonly erased: Map<string, readonly string[]>
  /** Those of `erased` who asked for it: what they said in closed rounds goes, too, where it can still be found. */
  readonly forgotten: Set<string>
  /** Contacts who took back that they may be followed. */
  readonly unfollowed: Set<string>
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
  released: new Map(),
  media: [],
  shares: [],
  left: new Map(),
  erased: new Map(),
  forgotten: new Set(),
  unfollowed: new Set(),
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
  for (const [contact, at] of changes.released) await release(writer, tables, contact, at, changes.outbox)
  await writer.insert(tables.outbox, changes.outbox)
  if (changes.media.length > 0) await writer.insert(tables.media, changes.media)
  if (changes.shares.length > 0) await writer.insertNew(tables.shares, changes.shares)
  if (changes.problems.length > 0) await writer.insert(tables.problems, changes.problems)
  if (changes.outcomes.size > 0) await countOutcomes(writer, tables, [...changes.outcomes.values()])
  for (const contact of changes.unfollowed) await dropUnfollowed(writer, tables, contact)
  for (const [contact, respondents] of changes.erased) {
    const followed = await readFollowed(writer, tables, contact)
    const found = changes.forgotten.has(contact) ? followed.map(({ respondent }) => respondent) : []
    await eraseContact(writer, tables, contact, [...respondents, ...found])
    // What they said before stays, nobody's: it must not be theirs by being the only one.
    for (const { round } of followed) await hideTheFew(writer, tables, round)
  }
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
  now: number,
  fresh: readonly OutboxRow[],
): Promise<void> {
  const waits = and(eq(outbox.contact, contact), eq(outbox.state, 'waiting'))
  const bodies = fresh.filter((row) => row.contact === contact).map(({ body }) => body)
  if (bodies.length > 0) {
    await queries
      .update(outbox)
      .set({ state: 'cancelled', reason: 'said anew' })
      .where(and(waits, inArray(outbox.body, bodies)))
  }
  await queries.update(outbox).set({ state: 'queued', due_at: now, reason: null }).where(waits)
}
