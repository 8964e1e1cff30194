/** The kinds of column and the table, for PostgreSQL. */
import * as pg from 'drizzle-orm/pg-core'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { extras, type Kit, rememberKey, type TableOptions } from './kit.ts'

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
    rememberKey(table as unknown as SQLiteTable, options.key)
    return table
  },
} as unknown as Kit
