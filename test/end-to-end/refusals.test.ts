/** Where the server must say no and leave nothing half done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { createLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('nobody is told that they are forgotten while the list of the forgotten cannot be written', async () => {
  const settings = readSettings({
    DATA_DIR: folder,
    PUBLIC_URL: 'http://127.0.0.1:1',
    TELEGRAM_BOT_TOKEN: '1:token',
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: 'secret',
  })
  const app = await createApp(
    settings,
    createLog('silent', () => undefined),
  )
  const says = async (update_id: number, text: string) => {
    const message = {
      message_id: update_id,
      date: 1,
      chat: { id: 5, type: 'private' },
      from: { id: 5 },
      text,
    }
    const response = await app.web.request('/webhooks/telegram', {
      method: 'POST',
      headers: { 'X-Telegram-Bot-Api-Secret-Token': 'secret' },
      body: JSON.stringify({ update_id, message }),
    })
    return response.status
  }
  const contacts = async () => (await app.database.read.select().from(app.database.tables.contacts)).length
  mkdirSync(join(folder, 'forgotten'))
  expect(await says(1, 'forget me')).toBe(200)
  expect(await says(2, 'delete everything')).toBe(503)
  expect(await contacts()).toBe(1)

  rmdirSync(join(folder, 'forgotten'))
  expect(await says(2, 'delete everything')).toBe(200)
  expect(await contacts()).toBe(0)
  await app.stop()
})

test.each([
  [
    'a data folder that cannot be one',
    { DATA_DIR: '/dev/null/data' },
    /^The data folder \/dev\/null\/data cannot be used \(\w+\): .*set DATA_DIR/,
  ],
  [
    'a webhook without an address',
    { TELEGRAM_BOT_TOKEN: '1:x', TELEGRAM_MODE: 'webhook' },
    /^PUBLIC_URL: not set, but TELEGRAM_MODE is webhook/,
  ],
  [
    'a word that is none of those allowed',
    { WHATSAPP_WEB: 'yes' },
    /^WHATSAPP_WEB: "yes" is not allowed. Expected: off or on\.$/m,
  ],
] as const)('%s ends the start with a word of what to do, and no stack', async (_, settings, words) => {
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve'], {
    env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: '0', ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(said).toMatch(words)
  expect(said.trim().split('\n')).toHaveLength(1)
})

test('a second server on the same port ends with a word of why', { timeout: 30_000 }, async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve'], {
    env: { PATH: process.env.PATH, DATA_DIR: folder, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  taken.close()
  expect(code).toBe(1)
  expect(said).toMatch(/cannot start.*EADDRINUSE.*set PORT/)
})
