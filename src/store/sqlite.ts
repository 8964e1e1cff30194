/** SQLite through better-sqlite3: one writer, one reader, durable commits. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { ownFile } from '../own-files.ts'
import { type Database, Unavailable, type Writer } from './database.ts'
import { openSqliteReader } from './sqlite-reader.ts'
import * as tables from './sqlite-tables.ts'
import { sqliteWriter } from './sqlite-writer.ts'

const MIGRATIONS = fileURLToPath(ownFile('drizzle/sqlite'))

/** About what a batch of turns needs: 16 pages. */
const ROOM = '-'.repeat(64 * 1024)

export interface SqliteOptions {
  /** Path of the database file; its folder is made when missing. */
  readonly file: string
  /** Most pages the file may have: how tests fill the disk. */
  readonly maxPages?: number
  /** Every commit survives a power cut. Only data that can be made again does without, for speed. */
  readonly durable?: boolean
}

/** 4 MiB: some 35 ms of the write lock. A larger file is written anew at night. */
const PAGES_WRITTEN_ANEW = 1024
/** Row of `meta`: copies of something erased may be left in the file. */
const REWRITE = 'rewrite'

export function openSqlite({ file, maxPages, durable = true }: SqliteOptions): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const connection = new BetterSqlite(file)
  connection.pragma('journal_mode = WAL')
  // FULL: a commit that was acknowledged survives a power cut, not only a crash.
  connection.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`)
  connection.pragma('foreign_keys = ON')
  connection.pragma('secure_delete = ON')
  connection.pragma('busy_timeout = 5000')
  connection.pragma('cache_size = -16000')
  // A checkpoint writes each changed page once however often it changed, so fewer of them write less; 64 MB of log.
  connection.pragma('wal_autocheckpoint = 16000')
  const db = drizzle({ client: connection })
  migrate(db, { migrationsFolder: MIGRATIONS })
  if (maxPages !== undefined) connection.pragma(`max_page_count = ${maxPages}`)

  const { close: stopReading, ...reader } = openSqliteReader(file)
  const ends: (() => Promise<unknown>)[] = []
  const writer = sqliteWriter(connection, db)
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')

  // Drizzle's own transaction() cannot hold an async function here, so writes queue for the one connection.
  let last: Promise<unknown> = Promise.resolve()
  const write = <T>(work: (writer: Writer) => Promise<T>): Promise<T> => {
    const run = async () => {
      try {
        begin.run()
        const result = await work(writer)
        commit.run()
        return result
      } catch (error) {
        if (connection.inTransaction) rollback.run()
        throw asUnavailable(error)
      }
    }
    const mine = last.then(run, run)
    last = mine.catch(() => undefined)
    return mine
  }

  async function writeAnew(): Promise<void> {
    await last
    try {
      connection.exec('VACUUM')
    } catch (error) {
      throw asUnavailable(error)
    }
  }

  function truncateLog(): void {
    const [told] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (told?.busy === 1) throw new Unavailable('SQLite: a reader keeps the log from being truncated')
  }

  return {
    ...reader,
    write,
    ping: () =>
      write(async ({ upsert, remove }) => {
        // Room for a batch, taken and given back: on a full disk a row that is there already can still be changed.
        await upsert(tables.meta, [{ name: 'room', value: ROOM }])
        await remove(tables.meta, [['room']])
        await upsert(tables.meta, [{ name: 'ping', value: String(process.hrtime.bigint()) }])
      }),
    size: async () => {
      const pages = connection.pragma('page_count', { simple: true }) as number
      return pages * (connection.pragma('page_size', { simple: true }) as number)
    },
    scrub: async () => {
      // Secure deletion does not reach copies that were left in a page when its tree was balanced; writing all pages does.
      const pages = connection.pragma('page_count', { simple: true }) as number
      if (pages <= PAGES_WRITTEN_ANEW) await writeAnew()
      else await write(({ upsert }) => upsert(tables.meta, [{ name: REWRITE, value: 'due' }]))
      truncateLog()
    },
    rewrite: async () => {
      const [due] = await reader.read.select().from(tables.meta).where(eq(tables.meta.name, REWRITE))
      if (due === undefined) return false
      await writeAnew()
      await write(({ remove }) => remove(tables.meta, [[REWRITE]]))
      truncateLog()
      return true
    },
    // The file has one process.
    lease: async (_, signal) => {
      signal.throwIfAborted()
      return { lost: new AbortController().signal, release: async () => undefined }
    },
    nudge: async () => undefined,
    beforeClose: (end) => void ends.push(end),
    close: async () => {
      await Promise.all(ends.map((end) => end()))
      await last
      stopReading()
      connection.close()
    },
  }
}

const DATABASE_TROUBLE = /^SQLITE_(FULL|IOERR|READONLY|BUSY|LOCKED|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM)/

function asUnavailable(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof BetterSqlite.SqliteError && DATABASE_TROUBLE.test(cause.code)) {
      return new Unavailable(`SQLite: ${cause.code}`, { cause: error })
    }
  }
  return error
}
