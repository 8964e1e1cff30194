/** Opens the database that the settings name, migrated to the newest tables. */
import { join, resolve } from 'node:path'
import { type Database, Unavailable } from './database.ts'
import { openSqlite } from './sqlite.ts'

export interface DatabaseSettings {
  readonly DATA_DIR: string
  readonly DATABASE_URL?: string | undefined
}

/** Throws `Unavailable` when the file cannot be opened or the PostgreSQL server cannot be reached. */
export async function openDatabase({ DATA_DIR, DATABASE_URL }: DatabaseSettings): Promise<Database> {
  // Read only where it is used: a tenth of a start is PostgreSQL's client.
  if (DATABASE_URL !== undefined) return (await import('./postgres.ts')).openPostgres({ url: DATABASE_URL })
  try {
    return openSqlite({ file: sqliteFile(DATA_DIR) })
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string' || !IN_THE_WAY.test(code)) throw error
    throw new Unavailable(
      `The data folder ${resolve(DATA_DIR)} cannot be used (${code}): it must be a folder that the user who runs this may write to, with room on its disk. Change that, or set DATA_DIR to another.`,
      { cause: error },
    )
  }
}

const IN_THE_WAY =
  /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOSPC|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_FULL|SQLITE_IOERR)/

export const sqliteFile = (dataDir: string): string => join(dataDir, 'hearback.sqlite')
