/**
 * Six kinds of column and one way to make a table, applied twice: to SQLite and to PostgreSQL. Tables are typed as
 * SQLite's; PostgreSQL's are cast to that type once, in `postgresKit`, because rows look the same in both.
 *
 * JSON is text in both dialects: PostgreSQL's `jsonb` would reorder keys, and a program's hash is made of its text.
 */
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

interface TableOptions<Column extends string> {
  readonly key: readonly [Column, ...Column[]]
  readonly indexes?: Readonly<Record<string, readonly [Column, ...Column[]]>>
  readonly unique?: Readonly<Record<string, readonly [Column, ...Column[]]>>
}

const keys = new WeakMap<object, readonly string[]>()

/** Names of a table's key columns, in order. */
export function keyOf(table: lite.SQLiteTable): readonly string[] {
  const key = keys.get(table)
  if (key === undefined) throw new Error('not a table of this store')
  return key
}

export const sqliteKit = {
  text: () => lite.text(),
  /** A whole number of up to 53 bits. */
  int: () => lite.integer(),
  real: () => lite.real(),
  bool: () => lite.integer({ mode: 'boolean' }),
  json: <T>() => lite.text({ mode: 'json' }).$type<T>(),
  /** Epoch milliseconds. */
  instant: () => lite.integer(),
  table<Name extends string, Columns extends Record<string, lite.SQLiteColumnBuilderBase>>(
    name: Name,
    columns: Columns,
    options: TableOptions<keyof Columns & string>,
  ) {
    const table = lite.sqliteTable(name, columns, (made) => {
      const column = made as unknown as Record<string, lite.SQLiteColumn>
      return extras<lite.SQLiteColumn, lite.SQLiteTableExtraConfigValue>(options, column, name, {
        key: (list) => lite.primaryKey({ columns: list }),
        index: (title, list) => lite.index(title).on(...list),
        unique: (title, list) => lite.uniqueIndex(title).on(...list),
      })
    })
    keys.set(table, options.key)
    return table
  },
}

export type Kit = typeof sqliteKit

const jsonText = pg.customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (text) => JSON.parse(text),
})

/** The cast is the one place where the two dialects are declared alike; the contract suite holds them to it. */
export const postgresKit = {
  text: () => pg.text(),
  int: () => pg.bigint({ mode: 'number' }),
  real: () => pg.doublePrecision(),
  bool: () => pg.boolean(),
  json: () => jsonText(),
  instant: () => pg.bigint({ mode: 'number' }),
  table(name: string, columns: Record<string, pg.PgColumnBuilderBase>, options: TableOptions<string>) {
    const table = pg.pgTable(name, columns, (made) => {
      const column = made as unknown as Record<string, pg.PgColumn>
      return extras<pg.PgColumn, pg.PgTableExtraConfigValue>(options, column, name, {
        key: (list) => pg.primaryKey({ columns: list }),
        index: (title, list) => pg.index(title).on(...list),
        unique: (title, list) => pg.uniqueIndex(title).on(...list),
      })
    })
    keys.set(table, options.key)
    return table
  },
} as unknown as Kit

function extras<Column, Extra>(
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
