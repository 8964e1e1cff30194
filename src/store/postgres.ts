/** PostgreSQL through node-postgres: many processes may write at once, each batch in one READ COMMITTED transaction. */
import { and, asc, eq, getTableColumns, inArray, or, sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import pg from 'pg'
import { type Database, type Queries, Unavailable, type Writer } from './database.ts'
import { keyOf } from './kit.ts'
import { NUDGES, postgresLease } from './postgres-lease.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { postgresReader } from './postgres-reader.ts'

/** A statement may have 65,535 parameters; our widest table has 15 columns. */
const ROWS_A_STATEMENT = 2000
const ATTEMPTS = 5

export interface PostgresOptions {
  readonly url: string
  /** Rows of contacts are locked before they are read. Only a test that shows why turns this off. */
  readonly locking?: boolean
}

export async function openPostgres({ url, locking = true }: PostgresOptions): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 5000 })
  // A connection that breaks while idle is replaced at the next use; unheard, its error would end the process.
  pool.on('error', () => undefined)
  // The same for one that breaks while in use: the statement under way is told, and the pool drops the connection.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const reader = postgresReader(pool, url)
  const ends: (() => Promise<unknown>)[] = []
  const { tables } = reader
  try {
    await migratePostgres(url)
  } catch (error) {
    await pool.end()
    throw asUnavailable(error)
  }

  const write = async <T>(work: (writer: Writer) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transaction(pool, (tx) => work(postgresWriter(tx, tables, locking)))
      } catch (error) {
        // 40P01 deadlock, 40001 serialization: PostgreSQL undid everything and asks to try again.
        if (attempt < ATTEMPTS && ['40P01', '40001'].includes(codeOf(error) ?? '')) continue
        throw asUnavailable(error)
      }
    }
  }

  return {
    ...reader,
    write,
    ping: () => write(({ upsert }) => upsert(tables.meta, [{ name: 'ping', value: String(Date.now()) }])),
    size: async () => {
      const { rows } = await pool.query('select pg_database_size(current_database())::float8 as bytes')
      return rows[0].bytes
    },
    scrub: async () => undefined,
    rewrite: async () => false,
    lease: async (name, signal, nudged) => {
      try {
        return await postgresLease(url, name, signal, nudged)
      } catch (error) {
        throw asUnavailable(error)
      }
    },
    nudge: async (name) => {
      try {
        await pool.query('select pg_notify($1, $2)', [NUDGES, name])
      } catch (error) {
        throw asUnavailable(error)
      }
    },
    beforeClose: (end) => void ends.push(end),
    close: async () => {
      await Promise.all(ends.map((end) => end()))
      await pool.end()
    },
  }
}

/** Drizzle's own transaction() never gives back a connection on which BEGIN fails; eight of those, and none is left. */
async function transaction<T>(pool: pg.Pool, work: (tx: NodePgDatabase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(drizzle({ client }))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function postgresWriter(db: NodePgDatabase, tables: Database['tables'], locking: boolean): Writer {
  const queries = db as unknown as Queries
  const column = (table: SQLiteTable, name: string) => getTableColumns(table)[name] as SQLiteColumn
  const keyColumns = (table: SQLiteTable) => keyOf(table).map((name) => column(table, name))
  const matches = (table: SQLiteTable, keys: readonly (readonly (string | number)[])[]) => {
    const columns = keyColumns(table)
    const [only] = columns
    if (columns.length === 1 && only !== undefined)
      return inArray(
        only,
        keys.map(([value]) => value),
      )
    return or(...keys.map((key) => and(...columns.map((one, index) => eq(one, key[index])))))
  }
  const replace = async (table: SQLiteTable, rows: readonly object[], names: readonly string[]) => {
    const replaced = names.filter((name) => !keyOf(table).includes(name))
    const set = Object.fromEntries(
      replaced.map((name) => [name, sql.raw(`excluded."${column(table, name).name}"`)]),
    )
    for (const some of chunks(rows)) {
      await queries
        .insert(table)
        .values(some as never)
        .onConflictDoUpdate({ target: keyColumns(table), set: set as never })
    }
  }
  return {
    queries,
    insert: async (table, rows) => {
      for (const some of chunks(rows)) await queries.insert(table).values(some as never)
    },
    insertNew: async (table, rows) => {
      const key = keyOf(table)
      const identity = (row: Record<string, unknown>) => JSON.stringify(key.map((name) => row[name]))
      const made = new Set<string>()
      for (const some of chunks(rows)) {
        const inserted = await queries
          .insert(table)
          .values(some as never)
          .onConflictDoNothing()
          .returning(Object.fromEntries(key.map((name) => [name, column(table, name)])) as never)
        for (const row of inserted as unknown as Record<string, unknown>[]) made.add(identity(row))
      }
      // delete() says whether it was there: of two equal rows in one call only the first is new.
      return rows.map((row) => made.delete(identity(row as Record<string, unknown>)))
    },
    upsert: (table, rows) => replace(table, rows, Object.keys(getTableColumns(table))),
    update: replace,
    find: async (table, name, values) =>
      values.length === 0
        ? []
        : ((await queries
            .select()
            .from(table)
            .where(inArray(column(table, name), [...values]))) as never[]),
    get: async (table, keys) => {
      if (keys.length === 0) return []
      const key = keyOf(table)
      const rows = (await queries.select().from(table).where(matches(table, keys))) as Record<
        string,
        unknown
      >[]
      const byKey = new Map(rows.map((row) => [JSON.stringify(key.map((name) => row[name])), row]))
      return keys.map((one) => byKey.get(JSON.stringify(one)) as never)
    },
    remove: async (table, keys) => {
      for (const some of chunks(keys)) await queries.delete(table).where(matches(table, some))
    },
    lockContacts: async (ids) => {
      if (ids.length === 0) return []
      const { contacts } = tables
      const query = queries
        .select()
        .from(contacts)
        .where(inArray(contacts.id, [...ids]))
        .orderBy(asc(contacts.id))
      // `for('update')` is in PostgreSQL's builder only; the cast of tables and queries hides it.
      return locking
        ? await (query as unknown as { for(how: 'update'): typeof query }).for('update')
        : await query
    },
  }
}

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
    yield rows.slice(from, from + ROWS_A_STATEMENT)
}

function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return undefined
}

/** Connection trouble, and PostgreSQL's classes 08 (connection), 53 (resources), 55 (locks), 57 (operator), 58 (I/O), 25006 (read-only). */
function asUnavailable(error: unknown): unknown {
  const code = codeOf(error)
  const texts =
    error instanceof Error
      ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`
      : ''
  const trouble =
    (code !== undefined && /^(08|40|53|55|57|58|25006|28|3D|E[A-Z]{3,})/.test(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      texts,
    )
  return trouble ? new Unavailable(`PostgreSQL: ${code ?? 'connection lost'}`, { cause: error }) : error
}
