/** The groups that the account is in, and whether it may write there. */
import type { Chat, GroupChat } from 'whatsapp-web.js'
import type { Group } from '../protocol.ts'

/** `me`: our own addresses; a group that we left lies among the chats still, without us among its people. */
export function groupsAmong(chats: readonly Chat[], me: readonly string[]): Group[] {
  return chats.flatMap((chat) => {
    if (!isGroupChat(chat)) return []
    // The library's own lists may lack them.
    const people = (chat.participants as typeof chat.participants | undefined) ?? []
    const own = people.find(({ id }) => me.includes(id._serialized))
    if (own === undefined) return []
    return [
      {
        id: chat.id._serialized,
        name: chat.name,
        people: people.length,
        // The page leaves out what is not so.
        canPost: !chat.isReadOnly || own.isAdmin === true || own.isSuperAdmin === true,
      },
    ]
  })
}

const isGroupChat = (chat: Chat): chat is GroupChat => chat.isGroup
