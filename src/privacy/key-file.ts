/** The master key: from the `HEARBACK_KEY` setting, else from a file in the data folder, made on the first start. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEY_BYTES = 32
/** Anyone but the owner can neither read nor write it. */
const KEY_MODE = 0o600

export class KeyError extends Error {
  override readonly name = 'KeyError'
}

export interface KeySource {
  readonly dataDir: string
  /** The `HEARBACK_KEY` setting: 32 bytes in base64. */
  readonly given: string | undefined
  /** Whether the database was made with a key already: then a missing one is never replaced by a new one. */
  readonly expected: boolean
}

/** Throws KeyError, whose message says what to do. */
export function readMasterKey({ dataDir, given, expected }: KeySource): Uint8Array {
  if (given !== undefined) return decode(given, 'HEARBACK_KEY')
  const file = join(dataDir, 'key')
  if (existsSync(file)) {
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, KEY_MODE)
    return decode(readFileSync(file, 'utf8').trim(), file)
  }
  if (expected) {
    throw new KeyError(
      `The key is missing: ${file} does not exist and HEARBACK_KEY is not set, but the database was made with a key. ` +
        'Put the key file back from where you keep it, or set HEARBACK_KEY. Without it no address can be read; ' +
        'a new key would lock everybody out.',
    )
  }
  const key = randomBytes(KEY_BYTES)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${key.toString('base64')}\n`, { mode: KEY_MODE, flag: 'wx' })
  return key
}

function decode(text: string, where: string): Uint8Array {
  const key = Buffer.from(text, 'base64')
  if (key.length === KEY_BYTES && /^[A-Za-z0-9+/]{43}=$/.test(text)) return key
  throw new KeyError(
    `${where} is not a key: a key is 32 random bytes in base64 (44 characters), as \`openssl rand -base64 32\` prints. ` +
      `This has ${text.length} characters.`,
  )
}
