/** What the outbox's statements are made of. */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Account } from './outbox.ts'

type Outbox = Database['tables']['outbox']

export type Shape = Readonly<Record<string, 'text' | 'int'>>

/**
 * A set of rows as the source of an `update … from`: one statement for a whole batch, of the same text whatever the
 * batch's size, so that it is planned once. This is the only SQL here that differs by dialect.
 *
 * The rows are a table called `these`, with the columns of `shape`. Other properties of the rows are left out.
 */
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
export const matchesKeys = ({ contact, number }: Outbox): SQL | undefined =>
  and(eq(contact, sql`these.contact`), eq(number, sql`these.number`))

/** What names a row in a set. */
export const KEY = { contact: 'text', number: 'int' } as const satisfies Shape

export const ofAccount = (outbox: Outbox, { channel, account }: Account): SQL | undefined =>
  and(eq(outbox.channel, channel), eq(outbox.account, account))

/** The state as an expression that no index has: else SQLite walks all rows of a state where a batch's keys would find theirs. */
export const stateOf = ({ state }: Outbox): SQL => sql`${state} || ''`
