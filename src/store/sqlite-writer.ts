/**
 * The set-wise verbs on SQLite: row by row through prepared statements, because with no network between, that is the
 * quickest way to write a set. Drizzle builds each statement once; it then runs on better-sqlite3 itself, since filling
 * Drizzle's placeholders anew for each row costs as much as the row.
 */
import type { Database as Connection, Statement } from 'better-sqlite3'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Writer } from './database.ts'
import { keyOf } from './kit.ts'
import * as tables from './sqlite-tables.ts'

export function sqliteWriter(connection: Connection, db: BetterSQLite3Database): Writer {
  const prepared = new Map<SQLiteTable, Statements>()
  const of = (table: SQLiteTable): Statements => {
    const known = prepared.get(table)
    if (known !== undefined) return known
    const statements = prepare(connection, db, table)
    prepared.set(table, statements)
    return statements
  }
  return {
    queries: db,
    insert: async (table, rows) => {
      const { insert, valuesOf } = of(table)
      for (const row of rows) insert().run(valuesOf(row))
    },
    insertNew: async (table, rows) => {
      const { insertNew, valuesOf } = of(table)
      return rows.map((row) => insertNew().run(valuesOf(row)).changes === 1)
    },
    upsert: async (table, rows) => {
      const { upsert, valuesOf } = of(table)
      for (const row of rows) upsert().run(valuesOf(row))
    },
    update: async (table, rows, names) => {
      const { statement, valuesOf } = of(table).update(names)
      for (const row of rows) statement.run(valuesOf(row))
    },
    find: async (table, column, values) => {
      const { find, rowOf } = of(table)
      const statement = find(column)
      return values.flatMap((value) => statement.all(value).map((row) => rowOf(row as unknown[]) as never))
    },
    get: async (table, keys) => {
      const { get, rowOf } = of(table)
      return keys.map((key) => rowOf(get().get(...key) as unknown[] | undefined) as never)
    },
    remove: async (table, keys) => {
      const { remove } = of(table)
      for (const key of keys) remove().run(...key)
    },
    lockContacts: async (ids) => {
      const { get, rowOf } = of(tables.contacts)
      return ids
        .map((id) => rowOf(get().get(id) as unknown[] | undefined) as never)
        .filter((row) => row !== undefined)
    },
  }
}

interface Statements {
  insert(): Statement
  insertNew(): Statement
  upsert(): Statement
  update(names: readonly string[]): Update
  /** Gives rows as arrays. */
  get(): Statement
  remove(): Statement
  /** Gives rows as arrays. */
  find(column: string): Statement
  /** A row's values as SQLite takes them, in the order of the columns; columns left out are null. */
  valuesOf(row: object): unknown[]
  rowOf(values: unknown[] | undefined): Record<string, unknown> | undefined
}

interface Update {
  readonly statement: Statement
  valuesOf(row: object): unknown[]
}

function prepare(connection: Connection, db: BetterSQLite3Database, table: SQLiteTable): Statements {
  const columns = Object.entries(getTableColumns(table) as Record<string, SQLiteColumn>)
  const key = keyOf(table)
  const column = (name: string): SQLiteColumn => {
    const found = columns.find(([own]) => own === name)?.[1]
    if (found === undefined) throw new Error(`${getTableConfig(table).name} has no column ${name}`)
    return found
  }
  const rest = columns.map(([name]) => name).filter((name) => !key.includes(name))
  const placeholders = Object.fromEntries(columns.map(([name]) => [name, sql.placeholder(name)])) as never
  const matches = and(...key.map((name) => eq(column(name), sql.placeholder(name))))
  const replaced = Object.fromEntries(
    rest.map((name) => [name, sql.raw(`excluded."${column(name).name}"`)]),
  ) as never
  // Prepared when first used: most tables need two of the six.
  const once = (build: () => { toSQL(): { sql: string } }, raw = false): (() => Statement) => {
    let made: Statement | undefined
    return () => {
      made ??= connection.prepare(build().toSQL().sql)
      return raw ? made.raw() : made
    }
  }
  const finders = new Map<string, () => Statement>()
  const updates = new Map<string, Update>()
  const insertion = () => db.insert(table).values(placeholders)
  return {
    insert: once(insertion),
    insertNew: once(() => insertion().onConflictDoNothing()),
    upsert: once(() =>
      rest.length === 0
        ? insertion().onConflictDoNothing()
        : insertion().onConflictDoUpdate({ target: key.map(column), set: replaced }),
    ),
    update: (names) => {
      const title = names.join()
      const known = updates.get(title)
      if (known !== undefined) return known
      const set = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]))
      const made = {
        statement: once(() => db.update(table).set(set).where(matches))(),
        valuesOf: encoder([
          ...columns.filter(([name]) => names.includes(name)),
          ...key.map((name): Column => [name, column(name)]),
        ]),
      }
      updates.set(title, made)
      return made
    },
    get: once(() => db.select().from(table).where(matches), true),
    remove: once(() => db.delete(table).where(matches)),
    find: (name) => {
      const known = finders.get(name)
      if (known !== undefined) return known()
      const finder = once(
        () =>
          db
            .select()
            .from(table)
            .where(eq(column(name), sql.placeholder('value'))),
        true,
      )
      finders.set(name, finder)
      return finder()
    },
    valuesOf: encoder(columns),
    rowOf: decoder(columns),
  }
}

type Column = readonly [name: string, column: SQLiteColumn]

/** Only booleans and JSON look different in SQLite; everything else goes as it is. */
const isCoded = ({ dataType }: SQLiteColumn) => dataType === 'boolean' || dataType === 'json'

function encoder(columns: readonly Column[]): (row: object) => unknown[] {
  const coded = columns.map(([name, column]) => ({ name, column: isCoded(column) ? column : undefined }))
  return (row) => {
    const given = row as Record<string, unknown>
    return coded.map(({ name, column }) => {
      const value = given[name] ?? null
      return column === undefined || value === null ? value : column.mapToDriverValue(value)
    })
  }
}

function decoder(columns: readonly Column[]): Statements['rowOf'] {
  const coded = columns.map(([name, column]) => ({ name, column: isCoded(column) ? column : undefined }))
  return (values) => {
    if (values === undefined) return undefined
    const row: Record<string, unknown> = {}
    let index = 0
    for (const { name, column } of coded) {
      const value = values[index]
      row[name] = column === undefined || value === null ? value : column.mapFromDriverValue(value)
      index += 1
    }
    return row
  }
}
