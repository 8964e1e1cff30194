/** The folder of media in the data folder: pictures to be sent, by content, and files that people sent, sealed. */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** WhatsApp's limit for a picture; Telegram's is larger. */
export const PICTURE_BYTES = 5 * 1024 * 1024

const folderOf = (dataDir: string) => join(dataDir, 'media')
const receivedIn = (dataDir: string) => join(folderOf(dataDir), 'received')

export class PictureError extends Error {
  override readonly name = 'PictureError'
}

/** Keeps a picture under the name of its content. Throws PictureError, which says what is allowed. */
export async function keepPicture(
  dataDir: string,
  bytes: Uint8Array,
): Promise<{ readonly file: string; readonly type: 'image/png' | 'image/jpeg' }> {
  const type = typeOf(bytes)
  if (type === undefined)
    throw new PictureError('The picture is neither PNG nor JPEG, and WhatsApp takes no other.')
  if (bytes.length > PICTURE_BYTES)
    throw new PictureError(
      `The picture has ${(bytes.length / 1024 / 1024).toFixed(1)} MiB, and WhatsApp takes at most 5: make it smaller.`,
    )
  const file = createHash('sha256').update(bytes).digest('hex')
  await write(folderOf(dataDir), file, bytes)
  return { file, type }
}

/** Throws the file system's error when it is gone. */
export const readPicture = (dataDir: string, file: string): Promise<Uint8Array> =>
  readFile(join(folderOf(dataDir), nameOnly(file)))

export const keepReceived = (dataDir: string, id: string, sealed: Uint8Array): Promise<void> =>
  write(receivedIn(dataDir), id, sealed)

export const readReceived = (dataDir: string, id: string): Promise<Uint8Array> =>
  readFile(join(receivedIn(dataDir), nameOnly(id)))

export const dropReceived = (dataDir: string, id: string): Promise<void> =>
  rm(join(receivedIn(dataDir), nameOnly(id)), { force: true })

/** Ids of all files that people sent. What was left half written, by a full disk or a kill, is taken away. */
export async function listReceived(dataDir: string): Promise<string[]> {
  const folder = receivedIn(dataDir)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (name.endsWith(PART)) await dropIfOld(join(folder, name))
  return names.filter((name) => !name.endsWith(PART))
}

/** A young one may be under way. */
async function dropIfOld(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && Date.now() - found.mtimeMs > PART_KEPT) await rm(path, { force: true })
}

const PART = '.part'
/** Milliseconds: longer than any file takes to be written. */
const PART_KEPT = 10 * 60_000

/** Whole or not at all: a name never stands for half a file. */
async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, nameOnly(name))
  const file = await open(`${path}${PART}`, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
    await rename(`${path}${PART}`, path)
  } catch (error) {
    await rm(`${path}${PART}`, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

/** Names come out of the database: none may lead out of the folder. */
function nameOnly(name: string): string {
  if (/^[0-9a-f-]{1,80}$/.test(name)) return name
  throw new Error('not a name of a file in the folder of media')
}

function typeOf(bytes: Uint8Array): 'image/png' | 'image/jpeg' | undefined {
  const begins = (...first: readonly number[]) => first.every((byte, index) => bytes[index] === byte)
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  return begins(0xff, 0xd8, 0xff) ? 'image/jpeg' : undefined
}
