/** Brings the tables up to date. Of processes that start together one does it, and the others wait for that. */
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { ownFile } from '../own-files.ts'
import { lockNumber } from './postgres-lease.ts'

const MIGRATIONS = fileURLToPath(ownFile('drizzle/postgres'))

/** Rejects with PostgreSQL's error, or the connection's. */
export async function migratePostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  // Unheard, an error of an idle connection would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    // Drizzle's own "create if not exists" fails when two do it at once. The lock ends with the connection.
    await client.query('select pg_advisory_lock($1)', [lockNumber('migrations')])
    await migrate(drizzle({ client }), { migrationsFolder: MIGRATIONS })
  } finally {
    await client.end().catch(() => undefined)
  }
}
