/** The group chats that a channel's account is in: told by the channel, kept sealed, and written to by hand. */
import type { Picture } from '../engine/message.ts'
import { orderedId } from '../ids.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'
import { readGroups, replaceGroups } from '../store/groups.ts'
import type { Account, OutboxKey } from '../store/outbox.ts'
import { insertPost } from '../store/posts.ts'

export interface Group {
  /** The platform's own id of the chat. */
  readonly id: string
  readonly name: string
  readonly people: number
  /** False where only admins may write, and we are none. */
  readonly canPost: boolean
}

type Seals = Pick<Vault, 'lookup' | 'seal' | 'open'>

export async function keepGroups(
  database: Database,
  vault: Seals,
  account: Account,
  groups: readonly Group[],
): Promise<void> {
  const sealed = groups.map((group) => ({
    lookup: vault.lookup(account.channel, account.account, group.id),
    sealed: vault.seal(JSON.stringify(group)),
  }))
  await replaceGroups(database, account, sealed)
}

export interface KnownGroup extends Group {
  readonly account: string
}

/** By name. */
export async function listGroups(database: Database, vault: Seals, channel: string): Promise<KnownGroup[]> {
  const rows = await readGroups(database, channel)
  return rows
    .map(({ account, sealed }): KnownGroup => ({ ...(JSON.parse(vault.open(sealed)) as Group), account }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

export interface GroupPost {
  readonly channel: string
  readonly group: KnownGroup
  readonly text: string
  readonly picture?: Picture
}

/** Queues it; the running server sends it. */
export async function postToGroup(
  database: Database,
  vault: Seals,
  { channel, group, text, picture }: GroupPost,
  now: number,
): Promise<OutboxKey> {
  const { account, id } = group
  const direction = RIGHT_TO_LEFT.test(text) ? 'rtl' : 'ltr'
  const message = { text, language: 'und', direction, ...(picture === undefined ? {} : { picture }) }
  return await insertPost(database, {
    ...{ channel, account, now },
    lookup: vault.lookup(channel, account, id),
    sealed: vault.seal(id),
    body: JSON.stringify({ kind: 'send', message }),
    contact: orderedId(now),
  })
}

/** The first letter tells. */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u
