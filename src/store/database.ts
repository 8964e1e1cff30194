/**
 * One way to speak to both databases. Reads go through `read` with Drizzle's awaited builders, which both dialects
 * share. Writes go through `write`, one transaction at a time on SQLite and concurrent, READ COMMITTED, on
 * PostgreSQL; inside it the set-wise verbs of `Writer` keep a batch at a handful of statements.
 */
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { PackedRespondent } from './packed-answers.ts'
import type { Tables } from './tables.ts'

/** Drizzle on SQLite; on PostgreSQL cast to it. Only `select insert update delete`, always awaited. */
export type Queries = Pick<
  BetterSQLite3Database,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete'
>

type RowOf<T extends SQLiteTable> = T['$inferSelect']
type NewRowOf<T extends SQLiteTable> = T['$inferInsert']
type KeyName<T extends SQLiteTable> = keyof T['$inferSelect'] & string

export interface Writer {
  /** The same builders, inside the transaction. */
  readonly queries: Queries
  /** Inserts rows that must not exist yet. */
  insert<T extends SQLiteTable>(table: T, rows: readonly NewRowOf<T>[]): Promise<void>
  /** Inserts what is not there yet, in the order given; says for each row whether it was new. */
  insertNew<T extends SQLiteTable>(table: T, rows: readonly NewRowOf<T>[]): Promise<boolean[]>
  /** Inserts, or replaces the row with the same key. */
  upsert<T extends SQLiteTable>(table: T, rows: readonly RowOf<T>[]): Promise<void>
  /**
   * Writes these columns of rows that exist. Naming few columns matters: an index on a column that is not named is not
   * touched, even where an unchanged value would be written.
   */
  update<T extends SQLiteTable>(
    table: T,
    rows: readonly RowOf<T>[],
    columns: readonly KeyName<T>[],
  ): Promise<void>
  /** Rows whose `column` is one of `values`; no order. */
  find<T extends SQLiteTable>(table: T, column: KeyName<T>, values: readonly string[]): Promise<RowOf<T>[]>
  /** The row of each key (values in the order of the table's key), or undefined. */
  get<T extends SQLiteTable>(
    table: T,
    keys: readonly (readonly (string | number)[])[],
  ): Promise<(RowOf<T> | undefined)[]>
  /** Deletes the rows with these keys (values in the order of the table's key). */
  remove<T extends SQLiteTable>(table: T, keys: readonly (readonly (string | number)[])[]): Promise<void>
  /**
   * Contacts by id, locked until the transaction ends. Locks are taken in id order, so that two processes never wait
   * for each other in a circle. On SQLite the writer is alone already.
   */
  lockContacts(ids: readonly string[]): Promise<Tables['contacts']['$inferSelect'][]>
}

/** What only reads need, and all that a thread for reading has. */
export interface Reader {
  readonly dialect: 'sqlite' | 'postgres'
  readonly tables: Tables
  /** Path of SQLite's file, or PostgreSQL's URL: a thread opens a connection of its own by it. Never to be logged. */
  readonly location: string
  /** Outside any transaction; on SQLite a connection of its own, so that it never sees half a commit. */
  readonly read: Queries
  /**
   * All respondents of a round with all that they answered, in the order of their random ids, which tells nothing of time;
   * a few hundred at a time, each piece as it stands at the moment it is read: who joins meanwhile may be left out.
   * `expected`: hash of the program that most answered, which is then not named with each answer.
   */
  answersOf(round: string, expected: string): AsyncIterable<readonly PackedRespondent[]>
}

export interface Database extends Reader {
  /**
   * Runs `work` in one transaction and commits. It may be run again from the start when the database asks for it
   * (a deadlock on PostgreSQL), so it must not keep anything from a run before. Throws `Unavailable` when the trouble
   * is the database's (disk, lock, connection) and the same work may succeed later.
   */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>
  /** Resolves when a trivial write would succeed; throws `Unavailable` otherwise. */
  ping(): Promise<void>
  /** Bytes of the database on disk, where it can tell. */
  size(): Promise<number>
  /**
   * After an erasure: on SQLite writes a small file anew, or notes that a large one is due for it, and truncates the
   * write-ahead log, so that nothing erased is left in it.
   */
  scrub(): Promise<void>
  /**
   * Writes the file anew where that is due, and says whether it was. It holds up everything: a second for some 300 MB; and
   * it takes as much room on the disk as the file. Throws `Unavailable`, and it stays due.
   */
  rewrite(): Promise<boolean>
  /**
   * Waits to be the only holder of this name among all processes on the database. A holder that dies gives it back.
   * Throws `Unavailable` when the connection is lost meanwhile, and the signal's reason when that aborts. While it
   * holds the lease, `nudged` is called whenever a process nudges this name.
   */
  lease(name: string, signal: AbortSignal, nudged?: () => void): Promise<Lease>
  /** Calls `nudged` of whichever process holds this name; nothing happens when none does, or on SQLite. */
  nudge(name: string): Promise<void>
  /** Done first of all by `close`, which waits for it: to end what has a connection of its own. */
  beforeClose(end: () => Promise<unknown>): void
  close(): Promise<void>
}

export interface Lease {
  /** Aborts when the lease is lost: somebody else may hold it now. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** The database is down, full, locked or read-only: nothing was kept, the same call may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
