/** A fresh database in either dialect, and further handles on it as another process would have. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../src/store/database.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { postgresDatabase } from './postgres.ts'

export const DIALECTS = ['sqlite', 'postgres'] as const
export type Dialect = (typeof DIALECTS)[number]

export interface TestDatabase {
  readonly database: Database
  /** The file, or the URL. */
  readonly where: string
  /** Another handle on the same database. */
  again(options?: { locking?: boolean }): Promise<Database>
  /** Closes every handle and takes the database away. */
  remove(): Promise<void>
}

export async function testDatabase(dialect: Dialect): Promise<TestDatabase> {
  return dialect === 'sqlite' ? sqliteDatabase() : await onPostgres()
}

export function sqliteDatabase(options: { maxPages?: number } = {}): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  const where = join(folder, 'hearback.sqlite')
  const handles: Database[] = []
  const open = () => {
    const database = openSqlite({ file: where, ...options })
    handles.push(database)
    return database
  }
  return {
    database: open(),
    where,
    again: async () => open(),
    remove: async () => {
      await Promise.all(handles.map((one) => one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function onPostgres(): Promise<TestDatabase> {
  const { url, drop } = await postgresDatabase()
  const handles: Database[] = []
  const again = async (options: { locking?: boolean } = {}) => {
    const database = await openPostgres({ url, ...options })
    handles.push(database)
    return database
  }
  return {
    database: await again(),
    where: url,
    again,
    remove: async () => {
      await Promise.all(handles.map((one) => one.close()))
      await drop()
    },
  }
}
