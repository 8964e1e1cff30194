/** What WhatsApp's servers know: chats, messages, groups, devices. Outlives every page, browser and server of ours. */
import { randomBytes } from 'node:crypto'

/** A message as it lies at the servers; `id` is bare, without chat and direction. */
export interface Kept {
  readonly id: string
  readonly chat: string
  readonly fromMe: boolean
  readonly author?: string
  type: string
  body: string
  /** Epoch seconds, as WhatsApp dates. */
  readonly t: number
  /** Its place in its chat: pages show messages in this order. */
  place?: number
  ack: number
  readonly media?: { readonly type: string; readonly size: number; readonly hash: string }
  readonly mentionedJidList?: readonly string[]
  readonly subtype?: string
  readonly recipients?: readonly string[]
}

export interface Chat {
  readonly id: string
  name: string
  unread: number
  readonly kept: Kept[]
  people?: readonly string[]
  admins?: readonly string[]
  announce?: boolean
}

/** What a page is told; see `HEARS` in page.js. */
export type News = { readonly kind: string } & Readonly<Record<string, unknown>>

/** What the page does wrong until told otherwise. */
export interface PageFaults {
  /** It never says that it has synced. */
  neverReady?: boolean
  /** It syncs before the library listens. */
  syncedEarly?: boolean
  /** Every message that arrives is announced twice. */
  twice?: boolean
  /** It throws this when asked to send. */
  refuse?: string
  /** It drops what it is asked to send, without a word. */
  vanish?: boolean
  /** It throws when earlier messages of this chat are asked for. */
  unreadable?: string
  /** It throws when a group is asked for. */
  groupsFail?: boolean
}

/** What the servers do wrong until told otherwise. */
export interface ServerFaults {
  /** What is sent is taken, and nothing is said of it until the fault ends. */
  dropAcks?: boolean | undefined
  /** What is sent is refused with an ack of -1. */
  refuseAll?: boolean | undefined
  /** Milliseconds until a send is answered. */
  slow?: number | undefined
}

export const ME = '37000000001@c.us'

export function createWorld(tell: (news: News) => void, changed: () => void) {
  const chats = new Map<string, Chat>()
  /** Phone number to hidden id and back. */
  const others = new Map<string, string>()
  const devices = new Set<string>()
  const media = new Map<string, Buffer>()
  const unregistered = new Set<string>()
  const taken = new Map<string, Kept>()
  let repeats = 0
  const faults: { serverFaults: ServerFaults; pageFaults: PageFaults } = { serverFaults: {}, pageFaults: {} }

  /** The chat that messages to this id land in: the one of the hidden id where a person has both. */
  function chatOf(id: string): Chat | undefined {
    const other = others.get(id)
    return chats.get(id) ?? (other === undefined ? undefined : chats.get(other))
  }

  function open(id: string, name: string): Chat {
    const known = chats.get(id)
    if (known !== undefined) return known
    const chat: Chat = { id, name, unread: 0, kept: [] }
    chats.set(id, chat)
    return chat
  }

  function arrive(message: Kept): Kept {
    const chat = open(message.chat, '')
    chat.kept.push(message)
    message.place = chat.kept.length
    if (!message.fromMe) chat.unread += 1
    tell({ kind: 'message', message })
    changed()
    return message
  }

  /** What a page sends. The same id again is counted and changes nothing, as at WhatsApp's servers. */
  function take(message: Readonly<Record<string, unknown>>): { ack: number } {
    const { id, to, author, type, body, hash, mimetype } = message as Record<string, string>
    const chat = chatOf(to ?? '')
    if (id === undefined || chat === undefined || faults.serverFaults.refuseAll === true) return { ack: -1 }
    if (taken.has(id)) {
      repeats += 1
      changed()
      return { ack: taken.get(id)?.ack ?? 1 }
    }
    const bytes = hash === undefined ? undefined : media.get(hash)
    const kept: Kept = {
      ...{ id, chat: chat.id, fromMe: true, type: type ?? 'chat', body: body ?? '' },
      ...{ t: Math.floor(Date.now() / 1000), ack: faults.serverFaults.dropAcks === true ? 0 : 1 },
      ...(author === undefined ? {} : { author }),
      ...(bytes === undefined || hash === undefined
        ? {}
        : { media: { type: mimetype ?? '', size: bytes.length, hash } }),
    }
    taken.set(id, kept)
    chat.kept.push(kept)
    kept.place = chat.kept.length
    changed()
    return { ack: kept.ack }
  }

  function acknowledge(): void {
    for (const kept of taken.values()) {
      if (kept.ack > 0) continue
      kept.ack = 1
      tell({ kind: 'ack', id: kept.id, ack: 1 })
    }
  }

  /** What a page is given when it comes up: of each chat only the newest message, as WhatsApp's page has it at first. */
  const welcome = (): News => ({
    kind: 'welcome',
    faults: faults.pageFaults,
    chats: [...chats.values()].map((chat) => ({ ...chatNews(chat), messages: chat.kept.slice(-1) })),
  })

  return Object.assign(faults, {
    ...{ chats, others, devices, media, unregistered, taken },
    ...{ chatOf, open, arrive, take, acknowledge, welcome, tell, changed },
    repeats: () => repeats,
  })
}

export type World = ReturnType<typeof createWorld>

export const chatNews = ({ kept, ...chat }: Chat) => ({
  ...{ admins: [], announce: false },
  ...chat,
  at: kept.at(-1)?.t ?? 0,
})

/** As phones make them. */
export const newId = (): string => `3A${randomBytes(15).toString('hex').toUpperCase()}`

export const seconds = (): number => Math.floor(Date.now() / 1000)
