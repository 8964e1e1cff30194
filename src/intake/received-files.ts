/**
 * Files that people send: fetched right after the commit that took the message, sealed, and kept until they are too old or
 * the person is forgotten.
 *
 *   wanted ──► fetched, sealed, on disk ──► kept ──► gone with its row
 *     │  ▲
 *     │  └── trouble on the way: tried again, ever later. No room for it, or nothing can be fetched by this account
 *     │      until its operator acts: tried again without counting
 *     └────► lost: gone at the platform, too large, one of too many, or tried too often; `reason` says which
 */
import { statfs } from 'node:fs/promises'
import { and, asc, count, eq, gt, inArray, lte, min, sum } from 'drizzle-orm'
import { type Channel, SendError } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { DISK_KEPT_FREE, RECEIVED_FILE_BYTES, RECEIVED_FILES_A_DAY, RECEIVED_FILES_BYTES } from '../limits.ts'
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
  /** Bytes free on the disk of a folder. */
  readonly free?: (folder: string) => Promise<number>
}

export interface ReceivedFiles {
  /** Rows may have been written. Cheap. */
  wake(): void
  /** Resolves when none is under way; what is left is taken up at the next start. */
  stop(): Promise<void>
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const AT_ONCE = 20
/** Milliseconds before each further try. Meta's address of a file lives five minutes, the file itself days. */
const WAITS = [5_000, 60_000, 10 * 60_000, HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY]
/** Until something that concerns every file has changed. */
const UNCOUNTED_WAIT = HOUR
/** After so long Meta has the file no more. */
const GIVEN_UP = 14 * DAY

export function startReceivedFiles(ports: FilePorts): ReceivedFiles {
  const { database, channels, clock, log, free = freeBytes } = ports
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
    if (row.attempts === 0 && (await isOneOfTooMany(row))) {
      const reason = `more than ${RECEIVED_FILES_A_DAY} files of one person within a day`
      log.warn('a file was not fetched', { channel: row.channel, reason })
      await settle(row, { state: 'lost', reason })
      return
    }
    const full = await noRoom()
    if (full !== undefined) {
      await putOff(row, full)
      return
    }
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

  /** Counted among those that came before it, so that the first ones are kept. */
  async function isOneOfTooMany({ contact, id, at }: Row<'media'>): Promise<boolean> {
    const [before] = await database.read
      .select({ files: count() })
      .from(media)
      .where(and(eq(media.contact, contact), gt(media.at, at - DAY), lte(media.id, id)))
    return (before?.files ?? 0) > RECEIVED_FILES_A_DAY
  }

  async function noRoom(): Promise<string | undefined> {
    const [all] = await database.read.select({ bytes: sum(media.size) }).from(media)
    if (Number(all?.bytes ?? 0) > RECEIVED_FILES_BYTES)
      return 'the files that people sent take up too much: make room'
    if ((await free(ports.dataDir)) < DISK_KEPT_FREE) return 'the disk is nearly full: make room'
    return undefined
  }

  /** What is in the way concerns every file, and no try was made. */
  async function putOff(row: Row<'media'>, reason: string): Promise<void> {
    const lost = clock.now() - row.at > GIVEN_UP
    log.warn('a file was not fetched', { channel: row.channel, reason, again: !lost })
    await settle(row, { reason, ...(lost ? { state: 'lost' } : { due_at: clock.now() + UNCOUNTED_WAIT }) })
  }

  async function fail(row: Row<'media'>, error: unknown): Promise<void> {
    const reason =
      error instanceof SendError ? error.message : error instanceof Error ? error.name : 'unknown'
    if (error instanceof SendError && error.kind === 'config') {
      await putOff(row, reason)
      return
    }
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

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
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
