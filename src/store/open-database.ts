/** Opens the database that the settings name, migrated to the newest tables. */
import { join } from 'node:path'
import type { Database } from './database.ts'
import { openSqlite } from './sqlite.ts'

export interface DatabaseSettings {
  readonly DATA_DIR: string
  readonly DATABASE_URL?: string | undefined
}

/** Throws `Unavailable` when a PostgreSQL server cannot be reached, and better-sqlite3's error when a file cannot be opened. */
export async function openDatabase({ DATA_DIR, DATABASE_URL }: DatabaseSettings): Promise<Database> {
  return DATABASE_URL === undefined
    ? openSqlite({ file: sqliteFile(DATA_DIR) })
    : // Read only where it is used: a tenth of a start is PostgreSQL's client.
      (await import('./postgres.ts')).openPostgres({ url: DATABASE_URL })
}

export const sqliteFile = (dataDir: string): string => join(dataDir, 'hearback.sqlite')
