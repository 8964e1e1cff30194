/** A group or channel on Telegram: what happens there becomes the update that Telegram would make of it. */
import type { Update } from 'grammy/types'
import type { BotMessage, Chat, SharedChat } from './chats.ts'
import type { World } from './methods.ts'

export interface TelegramGroup {
  readonly id: number
  /** Somebody puts the bot in. */
  adds(as?: 'member' | 'administrator'): Update
  /** An administrator takes it out. */
  kicks(): Update
  renames(title: string): Update
  /** A member writes; the bot is shown it only because it is an administrator, or was named. */
  says(text: string): Update
  /** It becomes a supergroup with another id; the old id is refused from then on. */
  upgrades(to: TelegramGroup): Update
  /** What the bot wrote, oldest first. */
  inbox(): readonly BotMessage[]
}

export function telegramGroup(
  world: World,
  chat: Chat,
  shared: SharedChat,
  nextUpdate: () => number,
  push: (update: Update) => void,
): TelegramGroup {
  const place = () => ({ id: chat.id, title: shared.title, type: shared.type })
  const seconds = () => Math.floor(world.now() / 1000)
  const give = (more: object): Update => {
    const update = { update_id: nextUpdate(), ...more } as Update
    push(update)
    return update
  }
  const becomes = (next: SharedChat['bot']): Update => {
    const as = (status: SharedChat['bot']) => ({
      user: world.me,
      status,
      ...(status === 'administrator' ? { can_post_messages: true } : {}),
      ...(status === 'kicked' ? { until_date: 0 } : {}),
    })
    const before = shared.bot
    shared.bot = next
    return give({
      my_chat_member: {
        chat: place(),
        from: chat.user,
        date: seconds(),
        old_chat_member: as(before),
        new_chat_member: as(next),
      },
    })
  }
  const message = (more: object): Update =>
    give({
      message: {
        message_id: chat.nextMessage++,
        date: seconds(),
        from: chat.user,
        chat: place(),
        ...more,
      },
    })
  return {
    id: chat.id,
    adds: (as = 'member') => becomes(as),
    kicks: () => becomes('kicked'),
    renames(title) {
      shared.title = title
      return message({ new_chat_title: title })
    },
    says: (text) => message({ text }),
    upgrades(to) {
      shared.movedTo = to.id
      return message({ migrate_to_chat_id: to.id })
    },
    inbox: () => [...chat.fromBot.values()],
  }
}
