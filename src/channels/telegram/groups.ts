/** Groups and channels that the bot is put into and taken out of. Pure, and total: whatever the shape, nothing throws. */
import { type Fields, fields, integer } from './fields.ts'

/** What became of a group. */
export type GroupChange =
  | {
      readonly kind: 'joined'
      readonly id: string
      readonly name: string
      /** False where the bot may not write. */
      readonly canPost: boolean
    }
  | { readonly kind: 'left'; readonly id: string }
  | { readonly kind: 'renamed'; readonly id: string; readonly name: string }
  /** A group that became a supergroup has another id from then on. */
  | { readonly kind: 'moved'; readonly id: string; readonly to: string }

const SHARED: ReadonlySet<unknown> = new Set(['group', 'supergroup', 'channel'])

/** Telegram's own ids of shared chats are below zero. */
export const isGroup = (address: string): boolean => address.startsWith('-')

/** A change of the bot's own membership; null for a private chat. */
export function membership(change: Fields): GroupChange | null {
  const chat = sharedChat(change)
  if (chat === null) return null
  const member = fields(change.new_chat_member)
  const { id, name, type } = chat
  switch (member.status) {
    case 'administrator':
      return { kind: 'joined', id, name, canPost: type !== 'channel' || member.can_post_messages === true }
    case 'member':
      // Members of a channel only read.
      return { kind: 'joined', id, name, canPost: type !== 'channel' }
    case 'restricted':
      return { kind: 'joined', id, name, canPost: member.can_send_messages === true }
    case 'left':
    case 'kicked':
      return { kind: 'left', id }
    default:
      return null
  }
}

/** A new name or a new id, which a service message tells; null for anything else. */
export function groupNews(message: Fields): GroupChange | null {
  const chat = sharedChat(message)
  if (chat === null) return null
  const { id } = chat
  const to = integer(message.migrate_to_chat_id)
  if (to !== undefined) return { kind: 'moved', id, to: String(to) }
  const name = message.new_chat_title
  return typeof name === 'string' ? { kind: 'renamed', id, name } : null
}

function sharedChat(message: Fields): { id: string; name: string; type: unknown } | null {
  const { id, title, type } = fields(message.chat)
  const number = integer(id)
  if (number === undefined || !SHARED.has(type)) return null
  return { id: String(number), name: typeof title === 'string' ? title : '', type }
}
