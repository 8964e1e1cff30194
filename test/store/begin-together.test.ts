/** Processes that start at the same moment on a new database. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KeyError } from '../../src/privacy/key-file.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { emptyPostgres } from '../support/postgres.ts'

const PROCESSES = [1, 2, 3, 4, 5, 6]

test('all of them come up: one makes the tables, the others find them', async () => {
  const url = await emptyPostgres()
  const opened = await Promise.allSettled(PROCESSES.map(() => openPostgres({ url })))
  const databases = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(opened.map(({ status }) => status)).toEqual(PROCESSES.map(() => 'fulfilled'))

  // Each on a machine of its own, with a key of its own: only one key can be this database's, and the others are told.
  const folders = PROCESSES.map(() => mkdtempSync(join(tmpdir(), 'hearback-')))
  const vaults = await Promise.allSettled(
    databases.map((database, index) => openVault(database, { DATA_DIR: folders[index] ?? '' })),
  )
  expect(vaults.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const vault of vaults) if (vault.status === 'rejected') expect(vault.reason).toBeInstanceOf(KeyError)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  await Promise.all(databases.map((database) => database.close()))
})
