/**
 * What came in while nobody listened: the library tells only of what arrives while it is ready. Counts of unread messages
 * are not trusted alone, because marking a chat as seen also covers a message that arrived at that moment.
 */
import type { Chat, Message } from 'whatsapp-web.js'
import { inTime } from './in-time.ts'

/** Messages asked of a chat at first, and the most; in between twice as many each time. */
const FIRST = 20
const MOST = 640

/**
 * Hands over what people wrote since then, in epoch seconds, oldest first in each chat. Rejects when the page fails, or
 * takes longer than `within` over one chat.
 */
export async function catchUp(
  chats: readonly Chat[],
  since: number,
  within: number,
  hand: (message: Message) => Promise<void>,
): Promise<void> {
  const handed: Promise<void>[] = []
  for (const chat of chats) {
    if (chat.isGroup || !/@(c\.us|lid)$/.test(chat.id._serialized)) continue
    if (chat.timestamp < since && chat.unreadCount <= 0) continue
    for (const message of await messagesSince(chat, since, within)) handed.push(hand(message))
  }
  await Promise.all(handed)
}

async function messagesSince(chat: Chat, since: number, within: number): Promise<Message[]> {
  for (let limit = Math.max(FIRST, chat.unreadCount); ; limit *= 2) {
    const fetched = await inTime(within, chat.fetchMessages({ limit }))
    const inOrder = fetched.sort((a, b) => a.timestamp - b.timestamp)
    const oldest = inOrder[0]?.timestamp ?? 0
    if (oldest >= since && fetched.length >= limit && limit < MOST) continue
    return inOrder.filter(({ fromMe, timestamp }) => !fromMe && timestamp >= since)
  }
}
