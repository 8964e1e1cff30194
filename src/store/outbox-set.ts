/**
 * A set of rows as the source of an `update … from`: one statement for a whole batch, of the same text whatever the
 * batch's size, so that it is planned once. This is the only SQL here that differs by dialect.
 */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'

export type Shape = Readonly<Record<string, 'text' | 'int'>>

/** The rows as a table called `these`, with the columns of `shape`. Other properties of the rows are left out. */
export function tableOf(dialect: Database['dialect'], shape: Shape, rows: readonly object[]): SQL {
  const names = Object.keys(shape)
  const json = JSON.stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name in shape))),
  )
  if (dialect === 'postgres') {
    const columns = names.map((name) => `${name} ${shape[name] === 'int' ? 'bigint' : 'text'}`)
    return sql`json_to_recordset(${json}::json) as these(${sql.raw(columns.join(', '))})`
  }
  const columns = names.map((name) => `value ->> '${name}' as ${name}`)
  return sql`(select ${sql.raw(columns.join(', '))} from json_each(${json})) as these`
}

/** The outbox row that a row of `these` names. */
export const matchesKeys = ({ contact, number }: Database['tables']['outbox']): SQL | undefined =>
  and(eq(contact, sql`these.contact`), eq(number, sql`these.number`))
