/**
 * A lease is an advisory lock on a connection of its own: the server frees it when the connection ends, however it
 * ends. Waiting for it is one statement that the server answers when the lock is free, so nobody asks again and again.
 * Over the same connection its holder hears the nudges of other processes.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Lease } from './database.ts'

/** The channel of LISTEN and NOTIFY; the payload is the lease's name. */
export const NUDGES = 'hearback_nudges'

export async function postgresLease(
  url: string,
  name: string,
  signal: AbortSignal,
  nudged: () => void = () => undefined,
): Promise<Lease> {
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
  const end = () => client.end().catch(() => undefined)
  const held = (async () => {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [lockNumber(name)])
    client.on('notification', ({ payload }) => {
      if (payload === name) nudged()
    })
    await client.query(`listen ${NUDGES}`)
  })()
  try {
    await Promise.race([held, whenAborted(signal)])
  } catch (error) {
    // A statement that waits for a lock cannot be recalled on its own connection; ending that recalls it. One that
    // is just being made is ended once it stands: its client answers to nothing before.
    held.then(end, end)
    void end()
    throw error
  }
  return {
    lost: lost.signal,
    release: async () => {
      await end()
    },
  }
}

/** Advisory locks have 64-bit numbers for names. */
export const lockNumber = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE().toString()

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
