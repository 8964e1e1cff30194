import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KeyError } from '../../src/privacy/key-file.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { createVault } from '../../src/privacy/vault.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

let folder: string
let opened: TestDatabase
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-key-'))
  opened = sqliteDatabase()
})
afterEach(async () => {
  await opened.remove()
  rmSync(folder, { recursive: true, force: true })
})

const vault = createVault(new Uint8Array(32).fill(1))
const stranger = createVault(new Uint8Array(32).fill(2))

test('an address comes back as it was, and looks different each time it is sealed', () => {
  for (const address of ['123456789', '', 'لا@example', '👩🏽‍🌾'])
    expect(vault.open(vault.seal(address))).toBe(address)
  expect(vault.seal('123456789')).not.toBe(vault.seal('123456789'))
  expect(vault.seal('123456789')).not.toContain('123456789')
})

test('a sealed address that was changed or belongs to another key is refused, never half read', () => {
  const sealed = Buffer.from(vault.seal('123456789'), 'base64url')
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => vault.open(changed.toString('base64url'))).toThrow()
  }
  for (const length of [0, 5, 20, 28, sealed.length - 1])
    expect(() => vault.open(sealed.subarray(0, length).toString('base64url'))).toThrow()
  expect(() => stranger.open(sealed.toString('base64url'))).toThrow()
})

test('a look-up is the same for one address, and differs by address, channel, account and key', () => {
  const mine = vault.lookup('telegram', '1', '77')
  expect(vault.lookup('telegram', '1', '77')).toBe(mine)
  const others = [
    vault.lookup('telegram', '1', '78'),
    vault.lookup('telegram', '2', '77'),
    vault.lookup('webchat', '1', '77'),
    vault.lookup('telegram', '17', '7'),
    stranger.lookup('telegram', '1', '77'),
  ]
  expect(new Set([mine, ...others]).size).toBe(6)
})

test('the first start makes a key that only its owner can read, and the next start finds it', async () => {
  const first = await openVault(opened.database, { DATA_DIR: folder })
  expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600)
  const again = await openVault(opened.database, { DATA_DIR: folder })
  expect(again.open(first.seal('77'))).toBe('77')
  const key = readFileSync(join(folder, 'key'), 'utf8').trim()
  expect(readFileSync(opened.where).includes(key)).toBe(false)
  rmSync(join(folder, 'key'))
  const given = await openVault(opened.database, { DATA_DIR: folder, HEARBACK_KEY: key })
  expect(given.open(first.seal('77'))).toBe('77')
})

test.each([
  ['is missing', (file: string) => rmSync(file), /missing.*Put the key file back/s],
  [
    'is another one',
    (file: string) => writeFileSync(file, Buffer.alloc(32, 9).toString('base64')),
    /another key/,
  ],
  [
    'is cut short',
    (file: string) => writeFileSync(file, 'c2hvcnQ='),
    /is not a key: a key is 32 random bytes/,
  ],
  ['is empty', (file: string) => writeFileSync(file, ''), /is not a key/],
])('a start whose key %s says so, and makes no new one', async (_, break_, says) => {
  await openVault(opened.database, { DATA_DIR: folder })
  break_(join(folder, 'key'))
  const start = openVault(opened.database, { DATA_DIR: folder })
  await expect(start).rejects.toThrow(KeyError)
  await expect(openVault(opened.database, { DATA_DIR: folder })).rejects.toThrow(says)
})
