/**
 * Who asked to be forgotten: random contact ids in a file beside the database, so that restoring an older backup
 * erases them again. An id says nothing about a person once the database has forgotten it.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../store/database.ts'
import { eraseContact } from '../store/erase.ts'
import { readFollowed } from '../store/followed.ts'

const fileOf = (dataDir: string) => join(dataDir, 'forgotten')

/** Returns only once the ids are on disk. Throws the file system's error. */
export function entomb(dataDir: string, contacts: readonly string[]): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = openSync(fileOf(dataDir), 'a', 0o600)
  try {
    writeSync(file, contacts.map((id) => `${id}\n`).join(''))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Erases whoever a restored backup brought back. Returns how many. */
export async function eraseEntombed(database: Database, dataDir: string): Promise<number> {
  const path = fileOf(dataDir)
  if (!existsSync(path)) return 0
  const ids = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const { tables } = database
  let erased = 0
  for (let from = 0; from < ids.length; from += 500) {
    erased += await database.write(async (writer) => {
      const back = await writer.find(tables.contacts, 'id', ids.slice(from, from + 500))
      for (const { id } of back) {
        const sessions = await writer.find(tables.sessions, 'contact', [id])
        const respondents = sessions.map(({ respondent }) => respondent).filter((one) => one !== null)
        const followed = (await readFollowed(writer, tables, id)).map(({ respondent }) => respondent)
        await eraseContact(writer, tables, id, [...respondents, ...followed])
      }
      return back.length
    })
  }
  if (erased > 0) await database.scrub()
  return erased
}
