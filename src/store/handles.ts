/** How people find our accounts: a bot's name, a phone number in digits. Told by the channels; links are made of it. */
import { like } from 'drizzle-orm'
import type { Database } from './database.ts'
import { writeMeta } from './meta.ts'
import type { Account } from './outbox.ts'

export interface Handle extends Account {
  readonly handle: string
}

const PREFIX = 'handle '

/** In place of what was known of this account. */
export async function writeHandle(
  database: Database,
  { channel, account }: Account,
  handle: string,
): Promise<void> {
  await writeMeta(database, `${PREFIX}${channel} ${account}`, handle)
}

export async function readHandles({ read, tables: { meta } }: Database): Promise<Handle[]> {
  const rows = await read
    .select()
    .from(meta)
    .where(like(meta.name, `${PREFIX}%`))
  return rows.map(({ name, value }) => {
    const [channel = '', account = ''] = name.slice(PREFIX.length).split(' ')
    return { channel, account, handle: value }
  })
}
