/** Group chats that an account is in, as its channel last told. Names and ids are sealed by the caller. */
import { and, eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Account } from './outbox.ts'

export interface SealedGroup {
  /** HMAC of the group's address. */
  readonly lookup: string
  readonly sealed: string
}

/** These are all there are now. */
export async function replaceGroups(
  { write, tables }: Database,
  { channel, account }: Account,
  groups: readonly SealedGroup[],
): Promise<void> {
  await write(async ({ queries, insert }) => {
    await queries
      .delete(tables.groups)
      .where(and(eq(tables.groups.channel, channel), eq(tables.groups.account, account)))
    await insert(
      tables.groups,
      groups.map((group) => ({ channel, account, ...group })),
    )
  })
}

export async function readGroups({ read, tables: { groups } }: Database, channel: string) {
  return await read.select().from(groups).where(eq(groups.channel, channel))
}
