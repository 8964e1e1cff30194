/**
 * What we ask of the page beyond the library's own verbs. Each function runs in the page, so it may use nothing but its
 * parameters and what is declared here of the page.
 */

interface Wid {
  readonly _serialized: string
  isLid(): boolean
  isGroup?(): boolean
}

interface PageMessage {
  readonly id: { readonly id: string; readonly fromMe: boolean; readonly _serialized: string }
  /** Epoch seconds. */
  readonly t: number
  /** WhatsApp wrote it, nobody else. */
  readonly isNotification?: boolean
  /** -1 refused, 0 on its way, 1 at WhatsApp's server, more when delivered and read. */
  readonly ack: number
}

interface PageChat {
  readonly id: Wid
  readonly t?: number
  readonly unreadCount?: number
  readonly groupMetadata?: { readonly isLidAddressingMode?: boolean }
  readonly msgs: { getModelsArray(): PageMessage[] }
}

interface Modules {
  WAWebSocketModel: { Socket: { state?: string; hasSynced?: boolean } }
  WAWebCollections: {
    Chat: { getModelsArray(): PageChat[] }
    Msg: {
      get(id: string): PageMessage | undefined
      getMessagesById(ids: string[]): Promise<{ messages?: PageMessage[] } | undefined>
    }
  }
  WAWebChatLoadMessages: {
    loadEarlierMsgs(of: { chat: PageChat }): Promise<PageMessage[] | undefined>
  }
  WAWebWidFactory: { asUserWidOrThrow(wid: Wid | undefined): Wid }
  WAWebUserPrefsMeUser: { getMaybeMePnUser(): Wid | undefined; getMaybeMeLidUser(): Wid | undefined }
  WAWebMsgKey: new (parts: object) => { readonly _serialized: string }
}

declare const window: {
  require<Name extends keyof Modules>(name: Name): Modules[Name]
  /** What the library puts into the page once it is ready. */
  readonly WWebJS?: {
    getChat(id: string, how: { getAsModel: false }): Promise<PageChat | null | undefined>
    sendMessage(chat: PageChat, text: string, options: object): Promise<PageMessage | undefined>
    getMessageModel(message: PageMessage): object
  }
  onAppStateHasSyncedEvent?(): void
}

export interface PageState {
  readonly state: string
  /** The page has everything that came while it was away. */
  readonly synced: boolean
  /** The library has put its part into the page. */
  readonly injected: boolean
}

/** How the page's connection stands. */
export function lookAtState(): PageState {
  const { state, hasSynced } = window.require('WAWebSocketModel').Socket
  return {
    state: state ?? 'UNLAUNCHED',
    synced: hasSynced === true,
    injected: window.WWebJS !== undefined,
  }
}

/** Our own addresses: the phone number's, and the hidden one by which newer groups know us. */
export function ownAddresses(): string[] {
  const { getMaybeMePnUser, getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser')
  return [getMaybeMePnUser(), getMaybeMeLidUser()].flatMap((one) => (one ? [one._serialized] : []))
}

/**
 * Chats of people; `at` of the newest message, in epoch seconds. Not by the library, which asks WhatsApp about every group
 * first, and fails altogether where one group fails.
 */
export function chatsOfPeople(): { id: string; at: number; unread: number }[] {
  const chats = window.require('WAWebCollections').Chat.getModelsArray()
  return chats.flatMap(({ id, t, unreadCount }) =>
    /@(c\.us|lid)$/.test(id._serialized)
      ? [{ id: id._serialized, at: t ?? 0, unread: Math.max(0, unreadCount ?? 0) }]
      : [],
  )
}

/**
 * What was written to us in a chat since then, in the chat's order, as the library describes messages; the last `unread` of
 * it also when they are older. Loads earlier ones as far as needed, but of `most` messages no more.
 */
export async function writtenIn(id: string, since: number, unread: number, most: number): Promise<object[]> {
  const library = window.WWebJS
  if (library === undefined) throw new Error('Execution context: the library is not in the page')
  const chat = await library.getChat(id, { getAsModel: false })
  if (!chat) return []
  const { loadEarlierMsgs } = window.require('WAWebChatLoadMessages')
  const isWritten = ({ isNotification }: PageMessage) => isNotification !== true
  const isTheirs = (message: PageMessage) => !message.id.fromMe
  let all = chat.msgs.getModelsArray().filter(isWritten)
  const reachesBack = () => all.some(({ t }) => t < since) && all.filter(isTheirs).length >= unread
  while (all.length < most && !reachesBack()) {
    const earlier = await loadEarlierMsgs({ chat })
    if (!earlier || earlier.length === 0) break
    all = [...earlier.filter(isWritten), ...all]
  }
  const theirs = all.filter(isTheirs)
  const firstUnread = theirs.length - unread
  return theirs
    .filter(({ t }, index) => t >= since || index >= firstUnread)
    .map((message) => library.getMessageModel(message))
}

/** Tells the library that the page has synced: where that happened before it listened, it would wait for ever. */
export function tellOfSync(): void {
  window.onAppStateHasSyncedEvent?.()
}

/** The ack of our own message with this bare id in the chat of this address; null where there is none. */
export async function lookForOwn(address: string, id: string): Promise<number | null> {
  // A page that has just loaded anew knows nothing: that is not the same as "not there".
  if (window.WWebJS === undefined) throw new Error('Execution context: the library is not in the page')
  const chat = await window.WWebJS.getChat(address, { getAsModel: false })
  if (!chat) return null
  const near = chat.msgs.getModelsArray().find((message) => message.id.fromMe && message.id.id === id)
  if (near !== undefined) return near.ack
  const me = window.require('WAWebUserPrefsMeUser')
  const writers = chat.id.isGroup?.() ? [me.getMaybeMePnUser(), me.getMaybeMeLidUser()] : [null]
  const ids = writers.flatMap((writer) => {
    if (writer === undefined) return []
    const end = writer === null ? '' : `_${writer._serialized}`
    return [`true_${chat.id._serialized}_${id}${end}`]
  })
  const found = await window.require('WAWebCollections').Msg.getMessagesById(ids)
  return found?.messages?.find((message) => message?.id.id === id)?.ack ?? null
}

/**
 * Has the library send in the page, under our own id: its own options may set any field of the message. Gives the bare id
 * that the message really has and its ack, or null where the page dropped it without a word.
 */
export async function put(
  address: string,
  id: string,
  text: string,
  picture: { mimetype: string; data: string } | null,
): Promise<{ id: string; ack: number } | null> {
  const library = window.WWebJS
  if (library === undefined) throw new Error('Execution context: the library is not in the page')
  const chat = await library.getChat(address, { getAsModel: false })
  if (!chat) throw new Error('No LID for user')
  const { getMaybeMePnUser, getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser')
  const isGroup = chat.id.isGroup?.() === true
  const isHidden = isGroup ? chat.groupMetadata?.isLidAddressingMode === true : chat.id.isLid()
  const from = isHidden ? getMaybeMeLidUser() : getMaybeMePnUser()
  const Key = window.require('WAWebMsgKey')
  const key = new Key({
    from,
    to: chat.id,
    id,
    participant: isGroup ? window.require('WAWebWidFactory').asUserWidOrThrow(from) : undefined,
    selfDir: 'out',
  })
  const caption = picture === null || text === '' ? {} : { caption: text, isCaptionByUser: true }
  const other = await library.sendMessage(chat, picture === null ? text : '', {
    mentionedJidList: [],
    parseVCards: false,
    ...(picture === null ? {} : { media: picture, ...caption }),
    extraOptions: { id: key },
  })
  const { Msg } = window.require('WAWebCollections')
  const own = Msg.get(key._serialized) ?? other
  return own ? { id: own.id.id, ack: own.ack } : null
}
