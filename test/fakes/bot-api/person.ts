/**
 * A person with Telegram open: what they do becomes the update that Telegram would make of it, with the right ids.
 * Each verb returns that update, so that a test can have it delivered again.
 */
import type { Update } from 'grammy/types'
import type { BotMessage, Chat } from './chats.ts'
import { shown, type World } from './methods.ts'

export interface Pressable {
  /** The label as shown, or the end of it after a tick. */
  readonly text?: string
  readonly data?: string
  /** Only a button of this message. Without it: of the newest message that has such a button. */
  readonly message?: number
}

export interface Person {
  readonly id: number
  says(text: string): Update
  /** A label, or a closer description. Throws when no message shows such a button. */
  presses(button: string | Pressable): Update
  /** Changes an own message: the last one, unless told otherwise. */
  edits(text: string, message?: number): Update
  /** Sends something that is not words. */
  shows(
    kind: 'photo' | 'voice' | 'video' | 'document' | 'sticker' | 'location' | 'contact' | 'dice',
    caption?: string,
  ): Update
  blocks(): Update
  unblocks(): Update
  /** What the bot wrote and has not deleted, oldest first. */
  inbox(): readonly BotMessage[]
  /** Resolves with the first message of the bot, already there or to come, that fits. */
  hears(fits: (message: BotMessage) => boolean): Promise<BotMessage>
}

const MEDIA = {
  photo: { photo: [{ file_id: 'p', file_unique_id: 'p', width: 10, height: 10 }] },
  voice: { voice: { file_id: 'v', file_unique_id: 'v', duration: 3 } },
  video: { video: { file_id: 'm', file_unique_id: 'm', width: 10, height: 10, duration: 3 } },
  document: { document: { file_id: 'd', file_unique_id: 'd' } },
  sticker: {
    sticker: {
      file_id: 's',
      file_unique_id: 's',
      type: 'regular' as const,
      width: 10,
      height: 10,
      is_animated: false,
      is_video: false,
    },
  },
  location: { location: { latitude: 30.5, longitude: 47.8 } },
  contact: { contact: { phone_number: '+9640000000', first_name: 'A' } },
  dice: { dice: { emoji: '🎲', value: 6 } },
}

/** `push` hands the update to the bot; `watch` is called after every change of a chat until it returns true. */
export function person(
  world: World,
  chat: Chat,
  nextUpdate: () => number,
  push: (update: Update) => void,
  watch: (look: () => boolean) => void,
): Person {
  const place = { id: chat.id, first_name: chat.user.first_name, type: 'private' as const }
  const seconds = () => Math.floor(world.now() / 1000)

  const give = (update: Update): Update => {
    push(update)
    return update
  }

  const own = () => {
    const message_id = chat.nextMessage++
    chat.own.add(message_id)
    return { message_id, date: seconds(), from: chat.user, chat: place }
  }

  function member(from: 'member' | 'kicked', to: 'member' | 'kicked'): Update {
    const as = (status: 'member' | 'kicked') =>
      status === 'member'
        ? { user: world.me, status: 'member' as const }
        : { user: world.me, status: 'kicked' as const, until_date: 0 }
    // The types of a bot's own User ask for fields that only getMe gives.
    return {
      update_id: nextUpdate(),
      my_chat_member: {
        chat: place,
        from: chat.user,
        date: seconds(),
        old_chat_member: as(from),
        new_chat_member: as(to),
      },
    } as Update
  }

  return {
    id: chat.id,
    says: (text) =>
      give({ update_id: nextUpdate(), message: { ...own(), text, ...commandEntity(text) } } as Update),
    presses(button) {
      const { message, data } = findButton(chat, typeof button === 'string' ? { text: button } : button)
      const id = `${chat.id}${nextUpdate()}`
      world.queries.add(id)
      return give({
        update_id: nextUpdate(),
        callback_query: {
          id,
          from: chat.user,
          chat_instance: `${chat.id}`,
          message: shown(world, chat, message),
          data,
        },
      } as Update)
    },
    edits(text, message = [...chat.own].at(-1)) {
      if (message === undefined || !chat.own.has(message)) throw new Error('this person has no such message')
      return give({
        update_id: nextUpdate(),
        edited_message: {
          message_id: message,
          date: seconds(),
          edit_date: seconds(),
          from: chat.user,
          chat: place,
          text,
        },
      } as Update)
    },
    shows: (kind, caption) =>
      give({
        update_id: nextUpdate(),
        message: { ...own(), ...MEDIA[kind], ...(caption === undefined ? {} : { caption }) },
      } as Update),
    blocks() {
      chat.blocked = true
      return give(member('member', 'kicked'))
    },
    unblocks() {
      chat.blocked = false
      return give(member('kicked', 'member'))
    },
    inbox: () => [...chat.fromBot.values()],
    hears: (fits) =>
      new Promise((resolve) =>
        watch(() => {
          const found = [...chat.fromBot.values()].find(fits)
          if (found === undefined) return false
          resolve(found)
          return true
        }),
      ),
  }
}

function commandEntity(text: string) {
  const command = /^\/[A-Za-z0-9_]+(@\w+)?/.exec(text)?.[0]
  return command === undefined
    ? {}
    : { entities: [{ type: 'bot_command' as const, offset: 0, length: command.length }] }
}

function findButton(chat: Chat, wanted: Pressable): { message: BotMessage; data: string } {
  const messages = [...chat.fromBot.values()].reverse()
  for (const message of messages) {
    if (wanted.message !== undefined && message.message_id !== wanted.message) continue
    for (const button of message.reply_markup?.inline_keyboard.flat() ?? []) {
      if (!('callback_data' in button)) continue
      if (
        wanted.data !== undefined
          ? button.callback_data === wanted.data
          : button.text.endsWith(wanted.text ?? '')
      )
        return { message, data: button.callback_data }
    }
  }
  throw new Error(`no message shows a button ${JSON.stringify(wanted)}`)
}
