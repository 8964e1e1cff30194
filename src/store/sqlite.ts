/** SQLite through better-sqlite3: one writer, one reader, durable commits. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite from 'better-sqlite3'
import { and, eq, getTableColumns, type Placeholder, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type Database, Unavailable, type Writer } from './database.ts'
import { keyOf } from './kit.ts'
import * as tables from './sqlite-tables.ts'

const MIGRATIONS = fileURLToPath(new URL('../../drizzle/sqlite', import.meta.url))

export interface SqliteOptions {
  /** Path of the database file; its folder is made when missing. */
  readonly file: string
  /** Most pages the file may have: how tests fill the disk. */
  readonly maxPages?: number
}

export function openSqlite({ file, maxPages }: SqliteOptions): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const connection = new BetterSqlite(file)
  connection.pragma('journal_mode = WAL')
  // FULL: a commit that was acknowledged survives a power cut, not only a crash.
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  connection.pragma('secure_delete = ON')
  connection.pragma('busy_timeout = 5000')
  connection.pragma('cache_size = -32000')
  const db = drizzle({ client: connection })
  migrate(db, { migrationsFolder: MIGRATIONS })
  if (maxPages !== undefined) connection.pragma(`max_page_count = ${maxPages}`)

  const reading = new BetterSqlite(file, { readonly: true })
  reading.pragma('busy_timeout = 5000')
  const writer = sqliteWriter(db)
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

  return {
    dialect: 'sqlite',
    tables,
    read: drizzle({ client: reading }),
    write,
    ping: () =>
      write(async ({ upsert }) =>
        upsert(tables.meta, [{ name: 'ping', value: String(process.hrtime.bigint()) }]),
      ),
    size: async () => {
      const pages = connection.pragma('page_count', { simple: true }) as number
      return pages * (connection.pragma('page_size', { simple: true }) as number)
    },
    scrub: async () => {
      await last
      connection.pragma('wal_checkpoint(TRUNCATE)')
    },
    // The file has one process.
    lease: async (_, signal) => {
      signal.throwIfAborted()
      return { lost: new AbortController().signal, release: async () => undefined }
    },
    close: async () => {
      await last
      reading.close()
      connection.close()
    },
  }
}

/** Runs row by row through prepared statements: with no network between, that is the quickest way to write a set. */
function sqliteWriter(db: BetterSQLite3Database): Writer {
  const prepared = new Map<SQLiteTable, Statements>()
  const of = (table: SQLiteTable): Statements => {
    const known = prepared.get(table)
    if (known !== undefined) return known
    const statements = prepare(db, table)
    prepared.set(table, statements)
    return statements
  }
  return {
    queries: db,
    insert: async (table, rows) => {
      const { insert, complete } = of(table)
      for (const row of rows) insert().run(complete(row))
    },
    insertNew: async (table, rows) => {
      const { insertNew, complete } = of(table)
      return rows.map((row) => insertNew().run(complete(row)).changes === 1)
    },
    upsert: async (table, rows) => {
      const { upsert, complete } = of(table)
      for (const row of rows) upsert().run(complete(row))
    },
    find: async (table, column, values) => {
      const statement = of(table).find(column)
      return values.flatMap((value) => statement.all({ value }) as never[])
    },
    get: async (table, keys) => {
      const { get, keyed } = of(table)
      return keys.map((key) => get().get(keyed(key)) as never)
    },
    remove: async (table, keys) => {
      const { remove, keyed } = of(table)
      for (const key of keys) remove().run(keyed(key))
    },
    lockContacts: async (ids) => {
      const { get, keyed } = of(tables.contacts)
      return ids.map((id) => get().get(keyed([id])) as never).filter((row) => row !== undefined)
    },
  }
}

interface Statement {
  run(values: Record<string, unknown>): { changes: number }
  get(values: Record<string, unknown>): unknown
  all(values: Record<string, unknown>): unknown[]
}

interface Statements {
  insert(): Statement
  insertNew(): Statement
  upsert(): Statement
  get(): Statement
  remove(): Statement
  find(column: string): Statement
  /** Columns left out of a row are null. */
  complete(row: object): Record<string, unknown>
  keyed(key: readonly (string | number)[]): Record<string, unknown>
}

function prepare(db: BetterSQLite3Database, table: SQLiteTable): Statements {
  const columns = getTableColumns(table) as Record<string, SQLiteColumn>
  const names = Object.keys(columns)
  const key = keyOf(table)
  const values = Object.fromEntries(names.map((name) => [name, sql.placeholder(name) as Placeholder]))
  const keyColumns = key.map((name) => column(name))
  const matches = and(...key.map((name) => eq(column(name), sql.placeholder(name))))
  const rest = names.filter((name) => !key.includes(name))

  function column(name: string): SQLiteColumn {
    const found = columns[name]
    if (found === undefined) throw new Error(`${getTableConfig(table).name} has no column ${name}`)
    return found
  }
  // Prepared when first used: most tables need two of the six.
  const once = (make: () => unknown): (() => Statement) => {
    let made: Statement | undefined
    return () => {
      made ??= make() as Statement
      return made
    }
  }
  const finders = new Map<string, Statement>()
  return {
    insert: once(() =>
      db
        .insert(table)
        .values(values as never)
        .prepare(),
    ),
    insertNew: once(() =>
      db
        .insert(table)
        .values(values as never)
        .onConflictDoNothing()
        .prepare(),
    ),
    upsert: once(() => {
      const inserted = db.insert(table).values(values as never)
      return rest.length === 0
        ? inserted.onConflictDoNothing().prepare()
        : inserted
            .onConflictDoUpdate({
              target: keyColumns,
              set: Object.fromEntries(
                rest.map((name) => [name, sql.raw(`excluded."${column(name).name}"`)]),
              ) as never,
            })
            .prepare()
    }),
    get: once(() => db.select().from(table).where(matches).prepare()),
    remove: once(() => db.delete(table).where(matches).prepare()),
    find: (name) => {
      let finder = finders.get(name)
      if (finder === undefined) {
        finder = db
          .select()
          .from(table)
          .where(eq(column(name), sql.placeholder('value')))
          .prepare() as unknown as Statement
        finders.set(name, finder)
      }
      return finder
    },
    complete: (row) => {
      const given = row as Record<string, unknown>
      const all: Record<string, unknown> = {}
      for (const name of names) all[name] = given[name] ?? null
      return all
    },
    keyed: (key_) => Object.fromEntries(key.map((name, index) => [name, key_[index]])),
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
