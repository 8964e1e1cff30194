/** Opens the vault and makes sure that it is the one this database was made with. */
import type { Database } from '../store/database.ts'
import { readMeta, settleMeta } from '../store/meta.ts'
import { KeyError, readMasterKey } from './key-file.ts'
import { createVault, sameSecret, type Vault } from './vault.ts'

export interface VaultSettings {
  readonly DATA_DIR: string
  readonly HEARBACK_KEY?: string | undefined
}

/** Throws KeyError, which says what to do, when the key is missing, malformed or another one. */
export async function openVault(
  database: Database,
  { DATA_DIR, HEARBACK_KEY }: VaultSettings,
): Promise<Vault> {
  const known = await readMeta(database, 'key')
  const vault = createVault(
    readMasterKey({ dataDir: DATA_DIR, given: HEARBACK_KEY, expected: known !== undefined }),
  )
  // Of two processes that begin together with different keys, one finds the other's.
  const settled = known ?? (await settleMeta(database, 'key', vault.fingerprint))
  if (!sameSecret(vault.fingerprint, settled)) {
    throw new KeyError(
      'This is another key than the one the database was made with, so no address in it could be read. ' +
        'Use the key file or HEARBACK_KEY that belongs to this database, or another DATA_DIR.',
    )
  }
  return vault
}
