/** Reading from a SQLite file, over a connection that cannot write: for the process itself, and for a thread of its own. */
import BetterSqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Reader } from './database.ts'
import {
  BETWEEN_ANSWERS,
  type PackedRespondent,
  RESPONDENTS_AT_ONCE,
  WITHIN_ANSWER,
} from './packed-answers.ts'
import * as tables from './sqlite-tables.ts'

/** The file must be there, with its tables. */
export function openSqliteReader(file: string): Reader & { close(): void } {
  const connection = new BetterSqlite(file, { readonly: true })
  connection.pragma('busy_timeout = 5000')
  return {
    dialect: 'sqlite',
    tables,
    location: file,
    read: drizzle({ client: connection }),
    answersOf: (...asked) => answersOf(connection, ...asked),
    close: () => connection.close(),
  }
}

type Columns = [id: string, channel: string, language: string, finished: number, packed: string | null]

const COLUMNS = `r.id, r.channel, r.language, r.finished, (
  select group_concat(
    a.question || '${WITHIN_ANSWER}' || a.value || iif(a.program = ?, '', '${WITHIN_ANSWER}' || a.program),
    '${BETWEEN_ANSWERS}'
  ) from answers a where a.respondent = r.id
)`

/** Each piece is a query of its own: an open one would keep the log from being truncated after an erasure. */
async function* answersOf(
  connection: BetterSqlite.Database,
  round: string,
  expected: string,
): AsyncGenerator<readonly PackedRespondent[]> {
  const next = connection
    .prepare<[string, string, string, number], Columns>(
      `select ${COLUMNS} from respondents r where r.round = ? and r.id > ? order by r.id limit ?`,
    )
    .raw()
  for (let after = ''; ; ) {
    const people = next.all(expected, round, after, RESPONDENTS_AT_ONCE).map(unpackColumns)
    const last = people.at(-1)
    if (last === undefined) return
    after = last.id
    yield people
  }
}

const unpackColumns = ([id, channel, language, finished, packed]: Columns): PackedRespondent => ({
  id,
  channel,
  language,
  finished: finished === 1,
  packed,
})
