/** What became of attempts, written over their rows: and what follows for the people they were for. */
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Database, Writer } from './database.ts'
import { moveGroup } from './groups.ts'
import type { Account, OutboxVault, Result } from './outbox.ts'
import { KEY, matchesKeys, ofAccount, type Shape, stateOf, tableOf } from './outbox-set.ts'
import type { OutboxState, Row } from './tables.ts'

const SENDING: readonly OutboxState[] = ['sending']
/** Nobody who was forgotten writes and so lets go what waits for that. */
const ENDED: readonly OutboxState[] = ['sent', 'failed', 'unknown', 'waiting']

/** `late`: the platform told afterwards, and the row may have ended meanwhile in one of these states. */
export type Settle = (
  writer: Writer,
  account: Account,
  results: readonly Result[],
  late?: readonly OutboxState[],
) => Promise<void>

export function settler(database: Database, vault: OutboxVault): Settle {
  const { outbox, contacts, addresses, groups, problems } = database.tables

  const settle: Settle = async (writer, account, given, late) => {
    // Contacts before their outbox rows: the order in which intake locks them.
    const touched = given.filter((result) => late !== undefined || concernsPerson(result))
    const ids = [...new Set(touched.map(({ row }) => row.contact))].sort()
    const people = new Map((await writer.lockContacts(ids)).map((person) => [person.id, person]))
    const known = new Set(people.keys())
    const results = given.map((result) => withWhatTheySaid(result, people.get(result.row.contact), late))
    const gone = results.filter((result) => result.unreachable === true && !result.row.farewell)
    const moved = results.filter((result) => result.moved !== undefined && !result.row.farewell)
    const waits = results.filter(({ state }) => state === 'waiting')
    const rows = results.map(({ row, state, reason, due, uncounted, at, position, part }) => ({
      contact: row.contact,
      number: row.number,
      claim: row.attempts,
      state,
      attempts: uncounted === true ? row.attempts - 1 : row.attempts,
      due_at: due ?? row.due,
      reason,
      position: position ?? null,
      sent_at: at ?? null,
      part: part ?? row.part,
    }))
    const set = tableOf(database.dialect, RESULT, rows)
    await writer.queries
      .update(outbox)
      .set({
        // They said stop while it was on its way: it is not tried again.
        state: sql`case when ${outbox.reason} = 'stopped' and these.state in ('queued', 'waiting') then 'cancelled' else these.state end`,
        attempts: sql`these.attempts`,
        due_at: sql`these.due_at`,
        reason: sql`these.reason`,
        position: sql`these.position`,
        sent_at: sql`these.sent_at`,
        // A status may have told of more meanwhile.
        part: sql`case when ${stateOf(outbox)} = 'sending' and ${outbox.part} > these.part then ${outbox.part} else these.part end`,
      })
      .from(set)
      .where(
        and(
          matchesKeys(outbox),
          inArray(stateOf(outbox), [...(late ?? SENDING)]),
          eq(outbox.attempts, sql`these.claim`),
        ),
      )
    await writer.remove(
      outbox,
      results
        .filter(({ row, state }) => row.farewell && ENDED.includes(state))
        .map(({ row }) => [row.contact, row.number]),
    )
    await markWaiting(writer, waits, known)
    await leave(writer, account, gone, known)
    await markGone(writer, account, gone)
    await move(writer, account, moved, known)
    const reported = results.flatMap(({ problem }) =>
      problem === undefined ? [] : [{ ...problem, sealed: null }],
    )
    // Written before, when the commit's answer was lost on its way.
    if (reported.length > 0) await writer.insertNew(problems, reported)
  }

  /** Their next turn lets go what waits for it: see `writeChanges`. */
  async function markWaiting({ queries }: Writer, waits: readonly Result[], known: ReadonlySet<string>) {
    const ids = [...new Set(waits.map(({ row }) => row.contact))].filter((id) => known.has(id))
    if (ids.length > 0) await queries.update(contacts).set({ waiting: true }).where(inArray(contacts.id, ids))
  }

  async function leave(
    { queries }: Writer,
    account: Account,
    gone: readonly Result[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    const ids = [...new Set(gone.map(({ row }) => row.contact))].filter((id) => known.has(id))
    if (ids.length === 0) return
    await queries
      .update(contacts)
      .set({ state: 'unreachable' })
      .where(and(inArray(contacts.id, ids), ne(contacts.state, 'stopped')))
    await queries
      .update(outbox)
      .set({ state: 'cancelled', reason: 'unreachable' })
      .where(
        and(
          inArray(outbox.contact, ids),
          inArray(outbox.state, ['queued', 'waiting']),
          ofAccount(outbox, account),
        ),
      )
  }

  /** Of a group staff see that we are no longer in it. */
  async function markGone(
    writer: Writer,
    { channel, account }: Account,
    gone: readonly Result[],
  ): Promise<void> {
    const ids = [...new Set(gone.map(({ row }) => row.contact))]
    const found = ids.length === 0 ? [] : await writer.find(addresses, 'contact', ids)
    for (const { lookup } of found) {
      const key = { channel, account }
      const sealed = await groupAt(writer, key, lookup, (group) => ({ ...group, gone: true }))
      if (sealed !== '') await writer.upsert(groups, [{ ...key, lookup, sealed }])
    }
  }

  async function move(
    writer: Writer,
    { channel, account }: Account,
    moved: readonly Result[],
    known: ReadonlySet<string>,
  ): Promise<void> {
    for (const { row, moved: address } of moved) {
      if (address === undefined || !known.has(row.contact)) continue
      const { contact } = row
      const old = and(
        eq(addresses.contact, contact),
        eq(addresses.channel, channel),
        eq(addresses.account, account),
      )
      const before = await writer.queries.select().from(addresses).where(old)
      const lookup = vault.lookup(channel, account, address)
      for (const { lookup: from } of before)
        await moveGroup(writer, database.tables, { channel, account }, from, {
          lookup,
          sealed: await groupAt(writer, { channel, account }, from, (group) => ({ ...group, id: address })),
          address: vault.seal(address),
        })
      await writer.queries.delete(addresses).where(old)
      await writer.upsert(addresses, [
        { lookup, contact, channel, account, sealed: vault.seal(address), used_at: null },
      ])
    }
  }

  /** What is known of a group, changed and sealed anew; '' for a person's chat. */
  async function groupAt(
    writer: Writer,
    { channel, account }: Account,
    lookup: string,
    change: (group: object) => object,
  ): Promise<string> {
    const [known] = await writer.get(groups, [[channel, account, lookup]])
    return known === undefined ? '' : vault.seal(JSON.stringify(change(JSON.parse(vault.open(known.sealed)))))
  }

  return settle
}

const RESULT = {
  ...KEY,
  claim: 'int',
  state: 'text',
  attempts: 'int',
  due_at: 'int',
  reason: 'text',
  position: 'int',
  sent_at: 'int',
  part: 'int',
} as const satisfies Shape

const concernsPerson = ({ unreachable, moved, state }: Result): boolean =>
  unreachable === true || moved !== undefined || state === 'waiting'

/** The person may have written meanwhile: then they can be reached, and written to. Or they said stop. */
function withWhatTheySaid(
  result: Result,
  person: Row<'contacts'> | undefined,
  late: readonly OutboxState[] | undefined,
): Result {
  if (person === undefined) return result
  const wrote = person.heard_at > result.row.since
  const { unreachable, ...failed } = result
  if (unreachable === true && wrote) return failed
  if (result.state !== 'queued' && result.state !== 'waiting') return result
  // One on its way when they said so is known by its mark: what confirms the stop itself may be tried again.
  if (late !== undefined && person.state === 'stopped')
    return { ...result, state: 'cancelled', reason: 'stopped' }
  return result.state === 'waiting' && wrote
    ? { ...result, state: 'queued', due: person.heard_at, reason: null }
    : result
}
