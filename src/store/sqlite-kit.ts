/** The kinds of column and the table, for SQLite. */
import * as lite from 'drizzle-orm/sqlite-core'
import { extras, rememberKey, type TableOptions } from './kit.ts'

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
    rememberKey(table, options.key)
    return table
  },
}
