/**
 * Group chats that an account is in, as its channel last told, and which of them staff agreed to write to. Names and ids
 * are sealed by the caller.
 */
import { and, eq, inArray } from 'drizzle-orm'
import { type Deed, recordDeed } from './audit.ts'
import type { Database, Writer } from './database.ts'
import type { Account } from './outbox.ts'
import type { Row, Tables } from './tables.ts'

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

/** One more, or what is new about it. */
export async function putGroup(
  { write, tables }: Database,
  { channel, account }: Account,
  group: SealedGroup,
): Promise<void> {
  await write((writer) => writer.upsert(tables.groups, [{ channel, account, ...group }]))
}

/** We are not in it any more; nothing is written to it before staff agree to it anew. */
export async function removeGroup(
  { write, tables }: Database,
  { channel, account }: Account,
  lookup: string,
): Promise<void> {
  await write(async (writer) => {
    await writer.remove(tables.groups, [[channel, account, lookup]])
    await writer.remove(tables.accepted_groups, [[channel, account, lookup]])
  })
}

/** The same group under another id: what staff agreed to holds on, and so does what it has been sent. */
export async function moveGroup(
  writer: Writer,
  { groups, accepted_groups, addresses }: Tables,
  { channel, account }: Account,
  from: string,
  to: SealedGroup & { readonly address: string },
): Promise<void> {
  const { lookup, sealed, address } = to
  const key = [channel, account, from] as const
  const [known] = await writer.get(groups, [key])
  if (known !== undefined) {
    await writer.remove(groups, [key])
    await writer.upsert(groups, [{ channel, account, lookup, sealed }])
  }
  const [accepted] = await writer.get(accepted_groups, [key])
  if (accepted !== undefined) {
    await writer.remove(accepted_groups, [key])
    await writer.upsert(accepted_groups, [{ ...accepted, lookup }])
  }
  const [written] = await writer.get(addresses, [[from]])
  if (written === undefined) return
  await writer.remove(addresses, [[from]])
  await writer.insertNew(addresses, [{ ...written, lookup, sealed: address }])
}

export async function readGroup(
  { read, tables: { groups } }: Database,
  { channel, account }: Account,
  lookup: string,
): Promise<Row<'groups'> | undefined> {
  const [row] = await read
    .select()
    .from(groups)
    .where(and(eq(groups.channel, channel), eq(groups.account, account), eq(groups.lookup, lookup)))
  return row
}

export async function readGroups({ read, tables: { groups } }: Database, channels: readonly string[]) {
  return await read
    .select()
    .from(groups)
    .where(inArray(groups.channel, [...channels]))
}

/** Those that staff agreed to. */
export async function readAcceptedGroups({ read, tables: { accepted_groups } }: Database) {
  return await read.select().from(accepted_groups)
}

export async function acceptGroup(
  { write, tables }: Database,
  group: Row<'accepted_groups'>,
  deed: Deed,
): Promise<void> {
  await write(async (writer) => {
    await writer.upsert(tables.accepted_groups, [group])
    await recordDeed(writer, tables, deed)
  })
}

/** False when nobody had agreed to it. */
export async function refuseGroup(
  { write, tables }: Database,
  { channel, account }: Account,
  lookup: string,
  deed: Deed,
): Promise<boolean> {
  const { accepted_groups } = tables
  return await write(async (writer) => {
    const [known] = await writer.get(accepted_groups, [[channel, account, lookup]])
    if (known === undefined) return false
    await writer.remove(accepted_groups, [[channel, account, lookup]])
    await recordDeed(writer, tables, deed)
    return true
  })
}
