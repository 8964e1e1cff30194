/**
 * The group chats that a channel's account is in: told by the channel, kept sealed, and written to once staff agreed.
 *
 *   told by the channel ──► known ──acceptGroup──► accepted ──refuseGroup──► known
 *                             ▲                       │ the channel says that we are out, or nothing arrives any more
 *                             └── put in again ◄── gone ◄┘
 */
import type { Message, Picture } from '../engine/message.ts'
import { orderedId } from '../ids.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'
import {
  acceptGroup as insertAccepted,
  moveGroup,
  putGroup,
  readAcceptedGroups,
  readGroup,
  readGroups,
  refuseGroup as removeAccepted,
  removeGroup,
  replaceGroups,
} from '../store/groups.ts'
import type { Account, OutboxKey } from '../store/outbox.ts'
import { insertPost, insertSummaryPost, type Post } from '../store/posts.ts'

/** A group chat, or a channel, as the platform tells of it. */
export interface Group {
  /** The platform's own id of the chat. */
  readonly id: string
  readonly name: string
  /** Null where the channel does not tell. */
  readonly people: number | null
  /** False where only admins may write, and we are none. */
  readonly canPost: boolean
  /** The platform refused a message: we are no longer in it. */
  readonly gone?: true
}

/** What a channel tells of one group; see its own `GroupChange`. */
export type GroupChange =
  | { readonly kind: 'joined'; readonly id: string; readonly name: string; readonly canPost: boolean }
  | { readonly kind: 'left'; readonly id: string }
  | { readonly kind: 'renamed'; readonly id: string; readonly name: string }
  | { readonly kind: 'moved'; readonly id: string; readonly to: string }

type Seals = Pick<Vault, 'lookup' | 'seal' | 'open'>

/** These are all there are now. */
export async function keepGroups(
  database: Database,
  vault: Seals,
  account: Account,
  groups: readonly Group[],
): Promise<void> {
  await replaceGroups(
    database,
    account,
    groups.map((group) => sealed(vault, account, group)),
  )
}

/** One of them changed. */
export async function followGroup(
  database: Database,
  vault: Seals,
  account: Account,
  change: GroupChange,
): Promise<void> {
  const lookup = lookupOf(vault, account, change.id)
  switch (change.kind) {
    case 'joined': {
      const { id, name, canPost } = change
      return await putGroup(database, account, sealed(vault, account, { id, name, canPost, people: null }))
    }
    case 'left':
      return await removeGroup(database, account, lookup)
    case 'renamed': {
      const known = await readGroup(database, account, lookup)
      if (known === undefined) return
      const group = { ...opened(vault, known.sealed), name: change.name }
      return await putGroup(database, account, sealed(vault, account, group))
    }
    case 'moved': {
      const known = await readGroup(database, account, lookup)
      const before = known === undefined ? UNKNOWN : opened(vault, known.sealed)
      const after = sealed(vault, account, { ...before, id: change.to })
      const to = { ...after, address: vault.seal(change.to) }
      await database.write((writer) => moveGroup(writer, database.tables, account, lookup, to))
    }
  }
}

const UNKNOWN = { name: '', people: null, canPost: true }

const lookupOf = (vault: Pick<Vault, 'lookup'>, { channel, account }: Account, id: string): string =>
  vault.lookup(channel, account, id)

const sealed = (vault: Seals, account: Account, group: Group) => ({
  lookup: lookupOf(vault, account, group.id),
  sealed: vault.seal(JSON.stringify(group)),
})

function opened(vault: Seals, text: string): Group {
  // Sealed by this file alone.
  const group = JSON.parse(vault.open(text)) as Group
  return { ...group, name: plain(group.name) }
}

/**
 * Whoever put us into a group chose its name, and staff accept it by that name in a terminal: nothing in it may turn the
 * line around, hide, or command the terminal. Joiners stay, which Sorani and emoji are written with.
 */
const plain = (name: string): string => name.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()

const UNSEEN = /[\p{Cc}\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]+/gu

export interface KnownGroup extends Group, Account {
  readonly lookup: string
  /** Who agreed that it is written to; null: nobody. */
  readonly accepted: { readonly by: string; readonly at: number } | null
}

/** By name. */
export async function listGroups(
  database: Database,
  vault: Seals,
  channels: readonly string[],
): Promise<KnownGroup[]> {
  const rows = await readGroups(database, channels)
  const accepted = new Map(
    (await readAcceptedGroups(database)).map(({ channel, account, lookup, by, at }) => [
      `${channel} ${account} ${lookup}`,
      { by, at },
    ]),
  )
  return rows
    .map(
      ({ channel, account, lookup, sealed: text }): KnownGroup => ({
        ...opened(vault, text),
        ...{ channel, account, lookup },
        accepted: accepted.get(`${channel} ${account} ${lookup}`) ?? null,
      }),
    )
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** From now on summaries may go to it. */
export async function acceptGroup(
  database: Database,
  group: KnownGroup,
  by: string,
  at: number,
): Promise<void> {
  const { channel, account, lookup } = group
  const deed = { at, actor: by, action: 'group.accept', subject: lookup, detail: { channel } }
  await insertAccepted(database, { channel, account, lookup, by, at }, deed)
}

/** False when nobody had accepted it. */
export async function refuseGroup(
  database: Database,
  group: KnownGroup,
  by: string,
  at: number,
): Promise<boolean> {
  const deed = {
    at,
    actor: by,
    action: 'group.refuse',
    subject: group.lookup,
    detail: { channel: group.channel },
  }
  return await removeAccepted(database, group, group.lookup, deed)
}

export interface GroupPost {
  readonly group: KnownGroup
  readonly text: string
  readonly picture?: Picture
}

/** Queues it; the running server sends it. */
export async function postToGroup(
  database: Database,
  vault: Seals,
  { group, text, picture }: GroupPost,
  now: number,
): Promise<OutboxKey> {
  const direction = RIGHT_TO_LEFT.test(text) ? 'rtl' : 'ltr'
  const message = { text, language: 'und', direction, ...(picture === undefined ? {} : { picture }) } as const
  return await insertPost(database, postOf(vault, group, message, now))
}

/** Queues a summary; undefined when the group has got it. Sent on no doubt: many would see it twice. */
export async function postSummary(
  database: Database,
  vault: Seals,
  group: KnownGroup,
  message: Message & { readonly summary: string },
  now: number,
): Promise<OutboxKey | undefined> {
  const once: Message = { ...message, once: true }
  return await insertSummaryPost(database, postOf(vault, group, once, now), message.summary)
}

const postOf = (vault: Seals, { channel, account, id }: KnownGroup, message: Message, now: number): Post => ({
  ...{ channel, account, now },
  lookup: vault.lookup(channel, account, id),
  sealed: vault.seal(id),
  body: JSON.stringify({ kind: 'send', message }),
  contact: orderedId(now),
})

/** The first letter tells. */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u
