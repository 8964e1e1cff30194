/** Places for messages: by WhatsApp's clock, which has seconds only, and within a second as they arrived. */

/** Chats whose last place is remembered; of one forgotten, messages within a second may change places. */
const REMEMBERED = 10_000

/** The place of a chat's next message: later than the last one of the chat, whatever the clock says. */
export function createSequence(): (chat: string, seconds: number) => number {
  const last = new Map<string, number>()
  return (chat, seconds) => {
    const before = last.get(chat) ?? 0
    const place = Math.max(Math.floor(seconds) * 1000, before + 1)
    last.delete(chat)
    last.set(chat, place)
    for (const [oldest] of last) {
      if (last.size <= REMEMBERED) break
      last.delete(oldest)
    }
    return place
  }
}
