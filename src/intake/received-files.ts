/**
 * Files that people send: fetched right after the commit that took the message, sealed, and kept until they are too old or
 * the person is forgotten.
 *
 *   wanted ──► fetched, sealed, on disk ──► kept ──► gone with its row
 *     │  ▲
 *     │  └── trouble on the way: tried again, ever later
 *     └────► lost: gone at the platform, too large, or tried too often; `reason` says which
 */
import { and, asc, eq, inArray, lte, min } from 'drizzle-orm'
import { type Channel, SendError } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { RECEIVED_FILE_BYTES } from '../limits.ts'
import type { Log } from '../log.ts'
import { dropReceived, keepReceived, listReceived } from '../media.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'
import type { Row } from '../store/tables.ts'

interface FilePorts {
  readonly database: Database
  readonly vault: Pick<Vault, 'open' | 'sealBytes'>
  readonly channels: readonly Channel[]
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
}

export interface ReceivedFiles {
  /** Rows may have been written. Cheap. */
  wake(): void
  /** Resolves when none is under way; what is left is taken up at the next start. */
  stop(): Promise<void>
}

const AT_ONCE = 20
/** Milliseconds before each further try. Meta's address of a file lives five minutes, the file itself days. */
const WAITS = [5_000, 60_000, 10 * 60_000, 3_600_000, 6 * 3_600_000]

export function startReceivedFiles(ports: FilePorts): ReceivedFiles {
  const { database, channels, clock, log } = ports
  const { media } = database.tables
  const stopping = new AbortController()
  let wanted = true
  let running: Promise<void> | undefined
  let cancel: () => void = () => undefined

  async function run(): Promise<void> {
    while (wanted && !stopping.signal.aborted) {
      wanted = false
      const due = await database.read
        .select()
        .from(media)
        .where(and(eq(media.state, 'wanted'), lte(media.due_at, clock.now())))
        .orderBy(asc(media.due_at))
        .limit(AT_ONCE)
      for (const row of due) if (!stopping.signal.aborted) await take(row)
      if (due.length === AT_ONCE) wanted = true
    }
    await lookLater()
  }

  async function take(row: Row<'media'>): Promise<void> {
    const channel = channels.find(({ name, account }) => name === row.channel && account === row.account)
    try {
      if (channel?.fetch === undefined) throw new SendError('retry', 'the channel is off')
      const file = { handle: ports.vault.open(row.handle), type: row.type }
      const bytes = await channel.fetch(file, RECEIVED_FILE_BYTES, stopping.signal)
      await keepReceived(ports.dataDir, row.id, ports.vault.sealBytes(bytes))
      const kept = await settle(row, { state: 'kept', size: bytes.length, reason: null })
      // Forgotten meanwhile.
      if (!kept) await dropReceived(ports.dataDir, row.id)
    } catch (error) {
      if (stopping.signal.aborted) return
      await fail(row, error)
    }
  }

  async function fail(row: Row<'media'>, error: unknown): Promise<void> {
    const reason =
      error instanceof SendError ? error.message : error instanceof Error ? error.name : 'unknown'
    const wait = WAITS[row.attempts]
    const lost = wait === undefined || (error instanceof SendError && error.kind === 'rejected')
    log.warn('a file was not fetched', { channel: row.channel, reason, again: !lost })
    await settle(row, {
      reason,
      attempts: row.attempts + 1,
      ...(lost ? { state: 'lost' as const } : { due_at: clock.now() + (wait ?? 0) }),
    })
  }

  /** False when its row is gone. */
  const settle = ({ id }: Row<'media'>, change: Partial<Row<'media'>>): Promise<boolean> =>
    database.write(async ({ queries }) => {
      const changed = await queries
        .update(media)
        .set(change)
        // By id alone: its contact may have become part of another one.
        .where(eq(media.id, id))
        .returning({ id: media.id })
      return changed.length > 0
    })

  async function lookLater(): Promise<void> {
    const [next] = await database.read
      .select({ due: min(media.due_at) })
      .from(media)
      .where(eq(media.state, 'wanted'))
    if (next?.due == null || stopping.signal.aborted) return
    cancel()
    cancel = clock.after(Math.max(1_000, next.due - clock.now()), wake)
  }

  function wake(): void {
    wanted = true
    running ??= run()
      .catch((error: unknown) => {
        log.warn('files cannot be fetched', { reason: error instanceof Error ? error.name : 'unknown' })
        cancel = clock.after(WAITS[0] ?? 0, wake)
      })
      .finally(() => {
        running = undefined
      })
  }

  wake()
  return {
    wake,
    stop: async () => {
      stopping.abort()
      cancel()
      await running
    },
  }
}

/** Deletes files whose row is gone: the person was forgotten, or their time is over. */
export async function sweepReceivedFiles({ read, tables }: Database, dataDir: string): Promise<void> {
  const ids = await listReceived(dataDir)
  for (let from = 0; from < ids.length; from += 500) {
    const some = ids.slice(from, from + 500)
    const known = await read
      .select({ id: tables.media.id })
      .from(tables.media)
      .where(inArray(tables.media.id, some))
    const kept = new Set(known.map(({ id }) => id))
    for (const id of some) if (!kept.has(id)) await dropReceived(dataDir, id)
  }
}
