/** A database with people in it, a channel that does as it is told, and a delivery between the two. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel, Limits, Outgoing, Sent } from '../../src/channels/channel.ts'
import { type Delivery, startDelivery } from '../../src/delivery/deliver.ts'
import { createVault } from '../../src/privacy/vault.ts'
import type { Database } from '../../src/store/database.ts'
import { type OutboxStore, outboxStore } from '../../src/store/outbox.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Row } from '../../src/store/tables.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

export const START = 1_700_000_000_000
export const ACCOUNT = { channel: 'telegram', account: '77' }
export const vault = createVault(Buffer.alloc(32, 7))

export interface Delivered {
  readonly address: string
  readonly text: string
  readonly at: number
}

type Answer = (address: string, text: string, signal: AbortSignal) => Promise<Sent>

export interface ToldChannel extends Channel<Outgoing> {
  readonly delivered: Delivered[]
  /** What the platform does with each message; takes them all unless told otherwise. */
  answer: Answer
}

export function toldChannel(clock: { now(): number }, limits: Partial<Limits> = {}): ToldChannel {
  const delivered: Delivered[] = []
  let position = 0
  return {
    name: 'telegram',
    account: ACCOUNT.account,
    limits: { text: 4096, label: 60, buttons: 8, gap: 0, pace: Number.POSITIVE_INFINITY, ...limits },
    // Where groups have a gap of their own, Bob's chat is one.
    isGroup: (address) => limits.groupGap !== undefined && address === 'to bob',
    delivered,
    answer: async () => {
      position += 1
      return { position }
    },
    // `a|b` is shown as two messages.
    render: (outgoing) =>
      outgoing.message.text
        .split('|')
        .map((text) => ({ ...outgoing, message: { ...outgoing.message, text } })),
    async send(address, native, signal) {
      const sent = await this.answer(address, native.message.text, signal)
      delivered.push({ address, text: native.message.text, at: clock.now() })
      return sent
    },
    health: () => ({ state: 'up' }),
  }
}

export const body = (text: string, redraw = false): string =>
  JSON.stringify({
    kind: redraw ? 'redraw' : 'send',
    message: { text, language: 'en', direction: 'ltr' },
    ...(redraw ? { position: 1 } : {}),
  })

export type OutboxInsert = Partial<Row<'outbox'>> & { contact: string; number: number }

export const outboxRow = (row: OutboxInsert): Row<'outbox'> => ({
  ...ACCOUNT,
  state: 'queued',
  priority: 0,
  due_at: START,
  attempts: 0,
  body: body(`${row.contact} ${row.number}`),
  session: null,
  sealed: null,
  position: null,
  sent_at: null,
  reason: null,
  part: null,
  ...row,
})

export async function addPeople(database: Database, ids: readonly string[]): Promise<void> {
  await database.write(async (writer) => {
    const { contacts, addresses } = database.tables
    await writer.insert(
      contacts,
      ids.map((id) => ({
        id,
        language: 'en',
        state: 'active' as const,
        session: null,
        next_number: 1,
        heard_at: START,
      })),
    )
    await writer.insert(
      addresses,
      ids.map((id) => ({
        ...ACCOUNT,
        lookup: vault.lookup(ACCOUNT.channel, ACCOUNT.account, `to ${id}`),
        contact: id,
        sealed: vault.seal(`to ${id}`),
      })),
    )
  })
}

export const addRows = (database: Database, rows: readonly OutboxInsert[]): Promise<void> =>
  database.write((writer) => writer.insert(database.tables.outbox, rows.map(outboxRow)))

export const rowsOf = async (database: Database): Promise<Row<'outbox'>[]> =>
  (await database.read.select().from(database.tables.outbox)).sort(
    (a, b) => a.contact.localeCompare(b.contact) || a.number - b.number,
  )

export interface World {
  readonly database: Database
  readonly outbox: OutboxStore
  readonly clock: ManualClock
  readonly channel: ToldChannel
  readonly delivery: Delivery
  readonly sends: Map<string, number>
  readonly problems: string[]
  rows(): Promise<Row<'outbox'>[]>
  /** `number state reason` of one contact's rows. */
  line(contact: string): Promise<string[]>
  end(): Promise<void>
}

/** `before` fills the outbox before delivery starts. */
export async function openWorld(
  options: {
    limits?: Partial<Limits>
    people?: readonly string[]
    rows?: readonly OutboxInsert[]
    answer?: Answer
    /** What this channel can do besides. */
    more?: Partial<Pick<ToldChannel, 'find' | 'confirmsWithin' | 'probe' | 'admit'>>
  } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'hearback-delivery-'))
  const database = openSqlite({ file: join(folder, 'hearback.db') })
  const outbox = outboxStore(database, vault)
  await addPeople(database, options.people ?? ['ann', 'bob'])
  await addRows(database, options.rows ?? [])
  const clock = manualClock(START)
  const channel = toldChannel(clock, options.limits)
  if (options.answer !== undefined) channel.answer = options.answer
  Object.assign(channel, options.more)
  const sends = new Map<string, number>()
  const problems: string[] = []
  const delivery = startDelivery({
    channels: [channel],
    outbox,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    metrics: {
      sent: (_, result, count = 1) => sends.set(result, (sends.get(result) ?? 0) + count),
      problem: (code) => problems.push(code),
    },
    random: () => 0.5,
  })
  await clock.rest()
  const rows = () => rowsOf(database)
  return {
    database,
    outbox,
    clock,
    channel,
    delivery,
    sends,
    problems,
    rows,
    line: async (contact) =>
      (await rows())
        .filter((row) => row.contact === contact)
        .map(({ number, state, reason }) =>
          [number, state, reason].filter((part) => part !== null).join(' '),
        ),
    end: async () => {
      const stopped = delivery.stop()
      await clock.advance(11_000)
      await stopped
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
