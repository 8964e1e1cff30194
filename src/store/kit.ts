/**
 * Six kinds of column and one way to make a table, applied twice: to SQLite and to PostgreSQL. Tables are typed as
 * SQLite's; PostgreSQL's are cast to that type once, in `postgresKit`, because rows look the same in both. Each kit has a
 * file of its own, so that a start on SQLite does not read PostgreSQL's half of Drizzle.
 *
 * JSON is text in both dialects: PostgreSQL's `jsonb` would reorder keys, and a program's hash is made of its text.
 */
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { sqliteKit } from './sqlite-kit.ts'

export interface TableOptions<Column extends string> {
  readonly key: readonly [Column, ...Column[]]
  readonly indexes?: Readonly<Record<string, readonly [Column, ...Column[]]>>
  readonly unique?: Readonly<Record<string, readonly [Column, ...Column[]]>>
}

const keys = new WeakMap<object, readonly string[]>()

/** Names of a table's key columns, in order. */
export function keyOf(table: SQLiteTable): readonly string[] {
  const key = keys.get(table)
  if (key === undefined) throw new Error('not a table of this store')
  return key
}

export function rememberKey(table: SQLiteTable, key: readonly string[]): void {
  keys.set(table, key)
}

export type Kit = typeof sqliteKit

/** The key, indexes and unique indexes of a table, made by a dialect's own builders. */
export function extras<Column, Extra>(
  options: TableOptions<string>,
  columns: Record<string, Column>,
  table: string,
  make: {
    key(columns: [Column, ...Column[]]): Extra
    index(title: string, columns: [Column, ...Column[]]): Extra
    unique(title: string, columns: [Column, ...Column[]]): Extra
  },
): Extra[] {
  const pick = (names: readonly string[]) => names.map((name) => columns[name]) as [Column, ...Column[]]
  return [
    make.key(pick(options.key)),
    ...Object.entries(options.indexes ?? {}).map(([title, names]) =>
      make.index(`${table}_${title}`, pick(names)),
    ),
    ...Object.entries(options.unique ?? {}).map(([title, names]) =>
      make.unique(`${table}_${title}`, pick(names)),
    ),
  ]
}
