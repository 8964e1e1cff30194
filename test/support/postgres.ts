/** Databases on the run's PostgreSQL server, see postgres-server.ts. */
import { connect } from 'node:net'
import pg from 'pg'
import { inject } from 'vitest'

/** The address of a database of one's own, with all tables and no rows. The first asks for a few seconds' patience. */
export function freshPostgres(): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(inject('postgresPort'), '127.0.0.1')
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      answer += text
    })
    socket.on('error', reject)
    socket.on('end', () => (answer.startsWith('postgres:') ? resolve(answer) : reject(new Error(answer))))
  })
}

/** The address of a database without tables, as an operator makes it. */
export async function emptyPostgres(): Promise<string> {
  const url = await freshPostgres()
  const { pathname } = new URL(url)
  const admin = new pg.Client({ connectionString: url.replace(pathname, '/postgres') })
  await admin.connect()
  await admin.query(`drop database ${pathname.slice(1)} with (force)`)
  await admin.query(`create database ${pathname.slice(1)}`)
  await admin.end()
  return url
}

/** The same as `freshPostgres`, and how to take it away again; nobody may be connected then. */
export async function postgresDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const url = await freshPostgres()
  return {
    url,
    drop: async () => {
      const { pathname } = new URL(url)
      const admin = new pg.Client({ connectionString: url.replace(pathname, '/postgres') })
      await admin.connect()
      await admin.query(`drop database ${pathname.slice(1)} with (force)`)
      await admin.end()
    },
  }
}
