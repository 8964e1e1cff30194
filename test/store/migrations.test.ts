import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite } from '../../src/store/sqlite.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A file as an older version made it: with the first of the migrations only. */
function olderFile(migrations: number): string {
  const older = join(folder, 'drizzle')
  cpSync('drizzle/sqlite', older, { recursive: true })
  const journal = join(older, 'meta/_journal.json')
  const told = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
  writeFileSync(journal, JSON.stringify({ ...told, entries: told.entries.slice(0, migrations) }))
  const file = join(folder, 'older.sqlite')
  const connection = new BetterSqlite(file)
  migrate(drizzle({ client: connection }), { migrationsFolder: older })
  connection.close()
  return file
}

describe('a file that an older version made', () => {
  it('keeps every answer when the table of answers is made anew', async () => {
    const file = olderFile(3)
    const given = Array.from({ length: 500 }, (_, at) => ({
      ...{ respondent: `r${(at * 7919) % 250}`, question: at < 250 ? 'safe_now' : 'wish' },
      ...{ value: JSON.stringify(`it’s "${at}"`), program: 'p', at },
    }))
    const connection = new BetterSqlite(file)
    const insert = connection.prepare(
      'insert into answers values ($respondent, $question, $value, $program, $at)',
    )
    for (const answer of given) insert.run(answer)
    connection.close()

    const database = openSqlite({ file })
    const { answers } = database.tables
    const kept = await database.read.select().from(answers)
    const byTime = kept.toSorted((one, other) => one.at - other.at)
    expect(byTime).toEqual(given)
    await database.write(
      async ({ upsert }) => await upsert(answers, [{ ...given[0], value: '"new"' } as never]),
    )
    expect(await database.read.select().from(answers)).toHaveLength(given.length)
    await database.close()
    const raw = new BetterSqlite(file, { readonly: true })
    expect(raw.prepare("select sql from sqlite_master where name = 'answers'").pluck().get()).toContain(
      'WITHOUT ROWID',
    )
    raw.close()
  })
})
