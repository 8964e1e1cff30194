/** Trouble with disk or connection is told as such, keeps nothing half done, and passes without a restart. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, Unavailable } from '../../src/store/database.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { sqliteDatabase, type TestDatabase, testDatabase } from '../support/databases.ts'

const seenRow = (external: string) => ({ account: 'telegram:1', external, at: 1 })
const count = async ({ read, tables }: Database) => (await read.select().from(tables.seen)).length

describe('a full disk', () => {
  let opened: TestDatabase
  beforeEach(() => {
    opened = sqliteDatabase({ maxPages: 80 })
  })
  afterEach(() => opened.remove())

  test('is Unavailable for writes and for the ping; reading goes on; room makes it work again', async () => {
    const { database } = opened
    const filled = await fill(database)
    await expect(database.ping()).rejects.toThrow(Unavailable)
    expect(await count(database)).toBe(filled * 100)
    const pragma = sql.raw('pragma max_page_count = 100000')
    await database.write(async ({ queries }) => void (queries as BetterSQLite3Database).run(pragma))
    await database.ping()
    await database.write(({ insert }) => insert(database.tables.seen, [seenRow('after')]))
    expect(await count(database)).toBe(filled * 100 + 1)
  })
})

/** Writes a hundred rows at a time until that fails; returns how often it did not. */
async function fill({ write, tables }: Database): Promise<number> {
  for (let times = 0; times < 1000; times += 1) {
    const rows = Array.from({ length: 100 }, (_, at) => seenRow(`${times} ${at} ${'x'.repeat(60)}`))
    const failure = await write(({ insert }) => insert(tables.seen, rows)).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) continue
    expect(failure).toBeInstanceOf(Unavailable)
    return times
  }
  throw new Error('the disk is never full')
}

describe('a PostgreSQL server that goes away', () => {
  let opened: TestDatabase
  let line: Line
  let database: Database
  beforeEach(async () => {
    opened = await testDatabase('postgres')
    line = await lineTo(opened.where)
    database = await openPostgres({ url: line.url })
  })
  afterEach(async () => {
    await database.close()
    line.cut()
    await opened.remove()
  })

  test('between two writes, or in the middle of one, is Unavailable, and its return is enough', async () => {
    await database.write(({ insert }) => insert(database.tables.seen, [seenRow('before')]))
    line.cut()
    await expect(database.ping()).rejects.toThrow(Unavailable)
    await expect(
      database.write(({ insert }) => insert(database.tables.seen, [seenRow('lost')])),
    ).rejects.toThrow(Unavailable)
    line.mend()
    await database.write(({ insert }) => insert(database.tables.seen, [seenRow('after')]))

    const halfway = database.write(async ({ insert }) => {
      await insert(database.tables.seen, [seenRow('halfway')])
      line.cut()
      await insert(database.tables.seen, [seenRow('and further')])
    })
    await expect(halfway).rejects.toThrow(Unavailable)
    line.mend()
    await database.ping()
    expect(await count(opened.database)).toBe(2)
  })

  test('is Unavailable at the start too', async () => {
    line.cut()
    await expect(openPostgres({ url: line.url })).rejects.toThrow(Unavailable)
    line.mend()
  })
})

interface Line {
  readonly url: string
  /** Every connection breaks, and new ones break at once. */
  cut(): void
  mend(): void
}

async function lineTo(where: string): Promise<Line> {
  const target = new URL(where)
  const sockets = new Set<Socket>()
  let broken = false
  const server = createServer((socket) => {
    if (broken) return void socket.destroy()
    const onwards = connect(Number(target.port), target.hostname)
    for (const one of [socket, onwards]) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        socket.destroy()
        onwards.destroy()
      })
    }
    socket.pipe(onwards).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  const url = new URL(where)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut: () => {
      broken = true
      for (const socket of sockets) socket.destroy()
    },
    mend: () => {
      broken = false
    },
  }
}
