/** A person, or a group, on the other side: what they do, and what they were sent. */
import { randomUUID } from 'node:crypto'
import { type Kept, newId, seconds, type World } from './world.ts'

/** A message as the person sees it. */
export interface Shown {
  readonly id: string
  readonly text: string
  readonly ack: number
  /** The bytes of its picture. */
  readonly picture?: Buffer
}

export interface Media {
  /** WhatsApp's word: image, video, audio, ptt, document, sticker, location, vcard, poll_creation. */
  readonly type: string
  readonly mimetype?: string
  readonly bytes?: Buffer
  readonly caption?: string
}

export interface More {
  /** Epoch seconds. */
  readonly at?: number
  /** Who wrote it, in a group. */
  readonly author?: string
  readonly mentions?: readonly string[]
  /** WhatsApp's word for another kind of message than a text. */
  readonly type?: string
}

export interface Person {
  readonly id: string
  /** What was sent to them, oldest first. */
  readonly messages: readonly Shown[]
  /** Messages of theirs that were not marked as seen. */
  readonly unread: number
  /** Returns the message's id. */
  writes(text: string, more?: More): string
  sends(media: Media): string
  edits(id: string, text: string): void
  revokes(id: string): void
  calls(): void
  /** A message that the account's owner wrote to them on the phone. */
  isWrittenToByHand(text: string): void
  until(fits: (message: Shown) => boolean): Promise<Shown>
}

export function personOf(
  world: World,
  until: <T>(look: () => T | undefined, what: string) => Promise<T>,
  id: string,
): Person {
  const chat = world.open(id, '')
  const shown = (kept: Kept): Shown => {
    const picture = kept.media === undefined ? undefined : world.media.get(kept.media.hash)
    return { id: kept.id, text: kept.body, ack: kept.ack, ...(picture === undefined ? {} : { picture }) }
  }
  const messages = () => chat.kept.filter(({ fromMe, type }) => fromMe && type !== 'gp2').map(shown)
  const arrive = (message: Partial<Kept>, more: More = {}): string =>
    world.arrive({
      ...{ id: newId(), chat: id, fromMe: false, type: more.type ?? 'chat', body: '', ack: 1 },
      ...{ t: more.at ?? seconds() },
      ...(more.author === undefined ? {} : { author: more.author }),
      ...(more.mentions === undefined ? {} : { mentionedJidList: more.mentions }),
      ...message,
    }).id
  const own = (message: string): Kept => {
    const found = chat.kept.find((kept) => kept.id === message)
    if (found === undefined) throw new Error(`${message} is no message of this chat`)
    return found
  }

  return {
    id,
    get messages() {
      return messages()
    },
    get unread() {
      return chat.unread
    },
    writes: (text, more) => arrive({ body: text }, more),
    sends({ type, mimetype, bytes, caption = '' }) {
      if (bytes === undefined) return arrive({ body: caption, type })
      const hash = randomUUID()
      world.media.set(hash, bytes)
      return arrive({ body: caption, type, media: { type: mimetype ?? '', size: bytes.length, hash } })
    },
    edits(message, text) {
      own(message).body = text
      world.tell({ kind: 'edited', id: message, body: text })
    },
    revokes(message) {
      Object.assign(own(message), { type: 'revoked', body: '' })
      world.tell({ kind: 'revoked', id: message })
    },
    calls: () => world.tell({ kind: 'call', id: newId(), from: id }),
    isWrittenToByHand: (text) => void arrive({ body: text, fromMe: true }),
    until: (fits) => until(() => messages().find(fits), `a message to ${id}`),
  }
}
