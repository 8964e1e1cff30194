/**
 * A lease is an advisory lock on a connection of its own: the server frees it when the connection ends, however it
 * ends. Waiting for it is one statement that the server answers when the lock is free, so nobody asks again and again.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Lease } from './database.ts'

export async function postgresLease(url: string, name: string, signal: AbortSignal): Promise<Lease> {
  signal.throwIfAborted()
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    application_name: 'hearback lease',
  })
  const lost = new AbortController()
  const lose = () => lost.abort()
  // Unheard, an error of an idle connection would end the process.
  client.on('error', lose)
  client.on('end', lose)
  // A statement that waits for a lock cannot be recalled on its own connection; ending that recalls it.
  const abandon = () => void client.end().catch(() => undefined)
  signal.addEventListener('abort', abandon, { once: true })
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [lockNumber(name)])
  } catch (error) {
    abandon()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', abandon)
  }
  return {
    lost: lost.signal,
    release: async () => {
      await client.end().catch(() => undefined)
    },
  }
}

/** Advisory locks have 64-bit numbers for names. */
const lockNumber = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE().toString()
