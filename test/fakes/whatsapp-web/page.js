/**
 * What WhatsApp Web's page shows to whatsapp-web.js, and no more: runs in Chromium, keeps nothing but the pairing, and
 * has everything else from the server that `server.ts` runs in the test. `__SERVER__` stands for where that is.
 */
;(() => {
  const SERVER = '__SERVER__'

  const { Emitter, Model, Collection, Wid, wid, MsgKey } = window.models

  // --- state ---

  const ME = new Wid('37000000001@c.us')
  const ME_LID = new Wid('990000000000001@lid')
  const Msg = new Collection()
  const Chat = new Collection()
  const Socket = new Model({ state: 'OPENING', hasSynced: false })
  const Conn = new Model({ pushname: 'Stand-in', platform: 'android', ref: '', wid: ME })
  const Cmd = new Emitter()
  const calls = new Map()
  let faults = {}
  let device = ''

  Msg.getMessagesById = async (ids) => {
    const found = ids.map((id) => Msg.get(id)).filter(Boolean)
    if (found.length > 0) return { messages: found }
    const { messages } = await up({ op: 'lookup', ids: ids.map((id) => id.split('_')[2]) })
    return {
      messages: messages.map((message) => absorb(message)).filter((one) => ids.includes(one.id._serialized)),
    }
  }

  function chatFor({ id, name, unread = 0, at = 0, people, admins, announce }) {
    let chat = Chat.get(id)
    if (!chat) {
      chat = new Model({ id: wid(id), formattedTitle: name, mute: { expiration: 0 } })
      Object.defineProperty(chat, 'msgs', { value: new Collection() })
      Chat.add(chat)
    }
    Object.assign(chat, { unreadCount: unread, t: at })
    if (people) {
      chat.formattedTitle = name
      chat.groupMetadata ??= new Model({ id: chat.id, isLidAddressingMode: false })
      const participants = people.map((one) => ({ id: wid(one), isAdmin: admins.includes(one) }))
      Object.assign(chat.groupMetadata, { participants, announce })
    }
    return chat
  }

  /** Takes in a message of the server's form; `isNew` makes the library hear of it. */
  function absorb({ id, chat: chatId, fromMe, author, type, body, t, ack, media, ...more }, isNew = false) {
    const chat = Chat.get(chatId) ?? chatFor({ id: chatId, name: more.name ?? '', at: t })
    const other = wid(chatId)
    const key = new MsgKey({
      from: fromMe ? ME : other,
      to: fromMe ? other : ME,
      id,
      participant: author && wid(author),
      selfDir: fromMe ? 'out' : 'in',
    })
    const known = Msg.get(key)
    if (known) return known
    const file = media && {
      ...{ mimetype: media.type, size: media.size, filehash: media.hash, caption: body },
      ...{ directPath: `/media/${media.hash}`, mediaData: { mediaStage: 'RESOLVED' }, mediaObject: {} },
    }
    const model = new Model({
      ...{ id: key, from: fromMe ? ME : other, to: fromMe ? other : ME, author: author && wid(author) },
      ...{ type, body, t, ack, isNewMsg: isNew, ...more, ...file },
    })
    chat.msgs.add(model)
    chat.t = Math.max(chat.t, t)
    if (isNew && !fromMe) chat.unreadCount += 1
    Msg.add(model)
    return model
  }

  // --- the modules that the library asks for ---

  const sendMessage = async (chat, model, data) => {
    const { id, type, body, caption, filehash, mimetype } = data
    const to = chat.id._serialized
    const author = id.participant?._serialized
    const message = {
      id: id.id,
      to,
      author,
      type,
      body: caption ?? body,
      hash: filehash,
      mimetype,
      at: data.t,
    }
    const { ack, lost } = await up({ op: 'send', message })
    if (lost) return
    if (ack > model.ack) model.set('ack', ack, Msg)
    else if (ack < 0) model.set('ack', ack, Msg)
  }

  class OpaqueData {
    constructor(blob) {
      this.blob = blob
      this.type = blob.type
    }
    static async createFromData(blob) {
      return new OpaqueData(blob instanceof OpaqueData ? blob.blob : blob)
    }
    url() {
      return URL.createObjectURL(this.blob)
    }
    autorelease() {}
  }

  async function prepare(opaque, { asDocument }) {
    const hash = crypto.randomUUID()
    const type = asDocument ? 'document' : opaque.type.split('/')[0]
    const fields = { type, mimetype: opaque.type, filehash: hash, size: opaque.blob.size }
    return {
      ...fields,
      mediaBlob: opaque,
      set(more) {
        Object.assign(this, more)
      },
      toJSON: () => fields,
    }
  }

  async function uploadMedia({ mediaObject: { filehash, blob } }) {
    await fetch(`${SERVER}/media/${filehash}`, { method: 'POST', body: await blob.arrayBuffer() })
    return { mediaEntry: { directPath: `/media/${filehash}` } }
  }

  const mediaObjects = new Map()
  const mediaObject = (hash) => {
    if (!mediaObjects.has(hash)) mediaObjects.set(hash, { filehash: hash, contentInfo: {}, consolidate() {} })
    return mediaObjects.get(hash)
  }

  const groupNews = async () => {
    if (faults.groupsFail) throw new Error('no such group')
  }

  const modules = {
    // until ready
    WAWebSocketModel: { Socket },
    WAWebCmd: { Cmd },
    WAWebConnModel: { Conn },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: {},
    WABase64: { encodeB64: (bytes) => btoa(String.fromCharCode(...bytes)) },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: 1 },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array(32) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array(32) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'secret' },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => ME, getMaybeMeLidUser: () => ME_LID },
    WAWebCollections: { Msg, Chat, GroupMetadata: { update: groupNews } },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: { on() {}, calls },
    WAWebBackendJobsCommon: undefined,
    WAWebE2EProtoUtils: undefined,
    WAWebAddonReactionTableMode: undefined,
    WAWebAddonPollVoteTableMode: undefined,
    // to receive
    WALinkify: { findLink: () => undefined, findLinks: () => [] },
    WAWebLidMigrationUtils: { toPn: (one) => one },
    WAWebApiContact: {
      getCurrentLid: (one) => others.get(one._serialized),
      getPhoneNumber: (one) => others.get(one._serialized),
    },
    WAWebQueryExistsJob: {
      queryWidExists: async (one) => {
        const { chat, other } = await up({ op: 'resolve', id: one._serialized })
        if (other) others.set(one._serialized, wid(other))
        return chat ? { wid: wid(chat) } : null
      },
    },
    WAWebChatLoadMessages: {
      loadEarlierMsgs: async ({ chat }) => {
        if (faults.unreadable === chat.id._serialized) throw new Error('no such thing')
        const known = chat.msgs.getModelsArray().map(({ id }) => id.id)
        const { messages } = await up({ op: 'earlier', chat: chat.id._serialized, known })
        return messages.map((message) => absorb(message))
      },
    },
    WAWebDownloadManager: {
      downloadManager: {
        downloadAndMaybeDecrypt: async ({ filehash }) => {
          const answer = await fetch(`${SERVER}/media/${filehash}`)
          if (!answer.ok) throw Object.assign(new Error('not there'), { status: answer.status })
          return answer.arrayBuffer()
        },
      },
    },
    WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
    WAWebUpdateUnreadChatAction: {
      sendSeen: async ({ chat }) => {
        chat.unreadCount = 0
        await up({ op: 'seen', chat: chat.id._serialized })
      },
    },
    // to send
    WAWebWidFactory: { createWid: wid, asUserWidOrThrow: wid },
    WAWebFindChatAction: {
      findOrCreateLatestChat: async (one) => {
        const { chat } = await up({ op: 'resolve', id: one._serialized })
        if (!chat) throw new Error('No LID for user')
        return { chat: Chat.get(chat) ?? chatFor({ id: chat, name: '' }) }
      },
    },
    WAWebChatGetters: { getIsNewsletter: () => false, getIsBroadcast: () => false },
    WAWebMsgKey: MsgKey,
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebSendMsgChatAction: {
      addAndSendMsgToChat(chat, data) {
        if (faults.refuse) throw new Error(faults.refuse)
        // What the library spreads into a message with a file has verbs of its own.
        const model = new Model({ ...data, set: undefined, toJSON: undefined })
        delete model.set
        if (faults.vanish) return [Promise.resolve(model), Promise.resolve()]
        chat.msgs.add(model)
        Msg.add(model)
        return [Promise.resolve(model), sendMessage(chat, model, data)]
      },
    },
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: { prepRawMedia: (opaque, how) => ({ waitForPrep: () => prepared(opaque, how) }) },
    WAWebMediaStorage: { getOrCreateMediaObject: mediaObject },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
    WAWebMediaMmsV4Upload: { uploadMedia },
  }
  const others = new Map()
  async function prepared(opaque, how) {
    const media = await prepare(opaque, how)
    mediaObject(media.filehash).blob = opaque.blob
    return media
  }

  window.Debug = { VERSION: '2.3000.0' }
  window.require = (name) => {
    if (!(name in modules)) throw new Error(`no module "${name}" in this stand-in`)
    return modules[name]
  }

  // --- the pairing, kept as WhatsApp keeps it: in the profile ---

  const stored = new Promise((resolve, reject) => {
    const opening = indexedDB.open('pairing', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('device')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const inStore = async (mode, act) => {
    const transaction = (await stored).transaction('device', mode, { durability: 'strict' })
    const request = act(transaction.objectStore('device'))
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = () => reject(transaction.error)
    })
  }

  // --- the wire ---

  async function up(what) {
    const answer = await fetch(`${SERVER}/up`, { method: 'POST', body: JSON.stringify({ device, ...what }) })
    return answer.json()
  }

  function sync() {
    if (faults.neverReady) return
    // WhatsApp's own page does not wait for a library; a page that is slow enough behaves like this.
    if (faults.syncedEarly || Socket.isHeard('change:hasSynced')) Socket.set('hasSynced', true)
    else setTimeout(sync, 5)
  }

  async function leave() {
    await inStore('readwrite', (store) => store.clear())
    Cmd.trigger('logout')
    setTimeout(() => location.assign('/?post_logout=1'), 50)
  }

  const HEARS = {
    async unpaired({ ref }) {
      if (device) return leave()
      Conn.set('ref', ref)
      Socket.set('state', 'UNPAIRED')
    },
    async paired({ key }) {
      device = key
      await inStore('readwrite', (store) => store.put(key, 'key'))
      Socket.set('state', 'PAIRING')
      listen()
    },
    welcome(hello) {
      faults = hello.faults
      for (const chat of hello.chats) {
        chatFor(chat)
        for (const message of chat.messages) absorb(message)
      }
      Socket.set('state', 'CONNECTED')
      sync()
    },
    message({ message }) {
      const model = absorb(message, true)
      void up({ op: 'got', ids: [message.id] })
      if (faults.twice) Msg.trigger('add', model)
    },
    ack({ id, ack }) {
      const model = Msg.getModelsArray().find((one) => one.id.fromMe && one.id.id === id)
      if (model && ack > model.ack) model.set('ack', ack, Msg)
    },
    edited({ id, body }) {
      const model = Msg.getModelsArray().find((one) => one.id.id === id)
      model?.set('body', body, Msg)
    },
    revoked({ id }) {
      const model = Msg.getModelsArray().find((one) => one.id.id === id)
      if (!model) return
      model.body = undefined
      model.set('type', 'revoked', Msg)
    },
    group({ chat }) {
      chatFor({ ...chat, unread: Chat.get(chat.id)?.unreadCount })
    },
    call({ id, from }) {
      calls.set(id, { id, peerJid: from, isGroup: false, outgoing: false })
    },
    state({ state }) {
      Socket.set('state', state)
    },
    faults(news) {
      faults = news.faults
      void up({ op: 'faulty', word: news.word })
    },
    readyAgain() {
      Socket.set('hasSynced', true)
    },
    navigate({ to }) {
      location.assign(to)
    },
    hang() {
      for (;;);
    },
    logout: leave,
  }

  let stream
  function listen() {
    stream?.close()
    stream = new EventSource(`${SERVER}/down?device=${device}`)
    stream.onmessage = ({ data }) => {
      const news = JSON.parse(data)
      void HEARS[news.kind](news)
    }
  }

  inStore('readonly', (store) => store.get('key')).then((key) => {
    device = key ?? ''
    listen()
  })
})()
