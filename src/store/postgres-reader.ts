/** Reading from PostgreSQL: for the process itself, through its pool, and for a thread over a connection of its own. */
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Queries, Reader } from './database.ts'
import {
  BETWEEN_ANSWERS,
  type PackedRespondent,
  RESPONDENTS_AT_ONCE,
  WITHIN_ANSWER,
} from './packed-answers.ts'
import * as tables from './postgres-tables.ts'

/** The tables must be there. */
export function openPostgresReader(url: string): Reader {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: 5000,
    // By a statement, because not every pooler in between takes it as an option of the connection.
    onConnect: (client) => client.query('set default_transaction_read_only = on'),
  })
  // A connection that breaks while idle is replaced at the next use; unheard, its error would end the thread.
  pool.on('error', () => undefined)
  return postgresReader(pool, url)
}

export function postgresReader(pool: pg.Pool, url: string): Reader {
  return {
    dialect: 'postgres',
    location: url,
    // Typed as SQLite's, see kit.ts.
    tables: tables as unknown as Reader['tables'],
    read: drizzle({ client: pool }) as unknown as Queries,
    answersOf: (round, expected) => answersOf(pool, round, expected),
  }
}

type Columns = [id: string, channel: string, language: string, finished: boolean, packed: string | null]

const PAGE = `select r.id, r.channel, r.language, r.finished, (
  select string_agg(concat_ws($4, a.question, a.value, nullif(a.program, $6)), $5 order by a.question)
  from answers a where a.respondent = r.id
) from respondents r where r.round = $1 and r.id > $2 order by r.id limit $3`

async function* answersOf(
  pool: pg.Pool,
  round: string,
  expected: string,
): AsyncGenerator<readonly PackedRespondent[]> {
  for (let after = ''; ; ) {
    const { rows } = await pool.query<Columns>({
      text: PAGE,
      values: [round, after, RESPONDENTS_AT_ONCE, WITHIN_ANSWER, BETWEEN_ANSWERS, expected],
      rowMode: 'array',
    })
    const people = rows.map(([id, channel, language, finished, packed]) => ({
      id,
      channel,
      language,
      finished,
      packed,
    }))
    const last = people.at(-1)
    if (last === undefined) return
    after = last.id
    yield people
  }
}
