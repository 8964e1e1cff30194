/**
 * What came in while nobody listened: the library tells only of what arrives while it is ready. Counts of unread messages
 * are not trusted alone, because marking a chat as seen also covers a message that arrived at that moment; nor is time
 * alone, because our clock and WhatsApp's may differ.
 */

/** Fewer may each have a fault of its own, and a new start of the browser would help none of them. */
const MANY = 3

/** A chat of one person. */
export interface ChatOfPerson {
  readonly id: string
  /** Epoch seconds of its newest message. */
  readonly at: number
  readonly unread: number
}

export interface Past<M extends { readonly timestamp: number }> {
  chats(): Promise<readonly ChatOfPerson[]>
  /** What was written to us in a chat since then, and its last unread ones, in the chat's order. */
  written(chat: ChatOfPerson, since: number): Promise<readonly M[]>
  hand(message: M): Promise<void>
  /** A chat that could not be read. */
  trouble(error: unknown): void
}

/**
 * Hands over what people wrote since then, in epoch seconds, oldest first in each chat, and what is unread but older, never
 * what is older than `from`. Gives the number of chats that could not be read; rejects when it is all of many: then it is
 * the page's fault.
 */
export async function catchUp<M extends { readonly timestamp: number }>(
  { chats, written, hand, trouble }: Past<M>,
  since: number,
  from: number,
): Promise<number> {
  const handed: Promise<void>[] = []
  let failed = 0
  const wanted = (await chats()).filter(({ at, unread }) => at >= since || (unread > 0 && at >= from))
  for (const chat of wanted) {
    try {
      const messages = await written(chat, since)
      // Within a second in the order of the chat: sorting keeps it.
      const inOrder = messages.filter(({ timestamp }) => timestamp >= from)
      for (const message of [...inOrder].sort((a, b) => a.timestamp - b.timestamp)) handed.push(hand(message))
    } catch (error) {
      failed += 1
      if (failed === wanted.length && failed >= MANY) throw error
      trouble(error)
    }
  }
  await Promise.all(handed)
  return failed
}
