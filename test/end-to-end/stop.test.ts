/** The server told to stop, as a service manager does, in the middle of sending. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openSqlite } from '../../src/store/sqlite.ts'
import { startBotApi } from '../fakes/bot-api/server.ts'
import { type ServerProcess, startServer } from '../nothing-lost/server-process.ts'
import { freePort } from '../support/free-port.ts'

const TOKEN = '4711:stop'
const PEOPLE = [501, 502, 503]

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

test('SIGTERM ends what is being sent, keeps the rest for the next start, and exits with 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  ending.push(async () => rmSync(folder, { recursive: true, force: true }))
  const fake = await startBotApi({ token: TOKEN })
  ending.push(() => fake.close())
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const start = (pace: string): ServerProcess => {
    const server = startServer({
      DATA_DIR: folder,
      PORT: String(port),
      PUBLIC_URL: address,
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: fake.root,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: 'secret',
      TELEGRAM_PACE: pace,
      TELEGRAM_GAP: '0',
    })
    ending.push(() => server.kill())
    return server
  }
  const rows = async () => {
    const database = openSqlite({ file: join(folder, 'hearback.sqlite') })
    const { state, attempts, reason } = database.tables.outbox
    const found = await database.read.select({ state, attempts, reason }).from(database.tables.outbox)
    await database.close()
    return found
  }
  const people = PEOPLE.map((id) => fake.person({ id, language_code: 'en' }))
  const heard = () => people.flatMap(({ id, inbox }) => inbox().map(({ text }) => `${id} ${text}`))

  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const sending = new Promise<void>((reached) => {
    fake.plan({
      kind: 'slow',
      method: 'sendMessage',
      until: () => {
        reached()
        return gate
      },
    })
  })
  const first = start('1')
  await first.ready
  for (const person of people) person.says('/start iraq_safety-pulse')
  await fake.settled()
  await sending
  const stopped = first.stop()
  await vi.waitFor(async () => {
    const { accepting } = (await (await fetch(`${address}/readyz`)).json()) as { accepting: boolean }
    expect(accepting).toBe(false)
  })
  release()
  expect(await stopped).toBe(0)

  const kept = await rows()
  expect(kept.filter(({ state }) => state === 'sent')).toHaveLength(heard().length)
  expect(heard().length).toBeGreaterThan(0)
  const left = kept.filter(({ state }) => state !== 'sent')
  expect(left.length).toBeGreaterThan(0)
  for (const row of left) expect(row).toEqual({ state: 'queued', attempts: 0, reason: null })

  const second = start('1000')
  await second.ready
  await fake.until(() => heard().length >= kept.length)
  expect(await second.stop()).toBe(0)
  expect((await rows()).map(({ state }) => state)).toEqual(kept.map(() => 'sent'))
  expect(new Set(heard()).size).toBe(kept.length)
})
