/** The chats of the fake: who there is, what was written in each, and which presses wait for an answer. */
import type { InlineKeyboardMarkup } from 'grammy/types'

export interface BotMessage {
  readonly message_id: number
  readonly date: number
  readonly text?: string
  readonly caption?: string
  readonly photo?: string
  reply_markup?: InlineKeyboardMarkup
}

export interface Chat {
  readonly id: number
  readonly user: {
    readonly id: number
    readonly is_bot: false
    readonly first_name: string
    readonly language_code?: string
  }
  nextMessage: number
  blocked: boolean
  /** What the bot wrote and has not deleted, by message id, oldest first. */
  readonly fromBot: Map<number, BotMessage>
  /** The person's own messages, oldest first. */
  readonly own: Set<number>
  /** Present for a chat that many are in. */
  shared?: SharedChat
}

export interface SharedChat {
  readonly type: 'group' | 'supergroup' | 'channel'
  title: string
  /** What the bot is there. */
  bot: 'left' | 'kicked' | 'member' | 'administrator'
  /** The id that it has since it became a supergroup. */
  movedTo?: number
}

export interface Chats {
  readonly all: ReadonlyMap<number, Chat>
  open(id: number, person?: { first_name?: string; language_code?: string }): Chat
}

export function chats(): Chats {
  const all = new Map<number, Chat>()
  return {
    all,
    open(id, person = {}) {
      const known = all.get(id)
      if (known !== undefined) return known
      const chat: Chat = {
        id,
        user: {
          id,
          is_bot: false,
          first_name: person.first_name ?? `Person ${id}`,
          ...(person.language_code === undefined ? {} : { language_code: person.language_code }),
        },
        nextMessage: 1,
        blocked: false,
        fromBot: new Map(),
        own: new Set(),
      }
      all.set(id, chat)
      return chat
    },
  }
}
