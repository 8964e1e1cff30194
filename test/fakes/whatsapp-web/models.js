/** The models of WhatsApp Web's page, as whatsapp-web.js reads them. Runs in Chromium, before page.js. */
;(() => {
  class Emitter {
    constructor() {
      Object.defineProperty(this, 'hearers', { value: new Map() })
    }
    on(names, hear) {
      for (const name of names.split(' ')) this.hearers.set(name, [...(this.hearers.get(name) ?? []), hear])
    }
    off(name, hear) {
      this.hearers.set(
        name,
        (this.hearers.get(name) ?? []).filter((each) => each !== hear),
      )
    }
    once(name, hear) {
      const first = (...words) => {
        this.off(name, first)
        hear(...words)
      }
      this.on(name, first)
    }
    trigger(name, ...words) {
      for (const hear of this.hearers.get(name) ?? []) hear(...words)
    }
    isHeard(name) {
      return (this.hearers.get(name) ?? []).length > 0
    }
  }

  class Model extends Emitter {
    constructor(fields) {
      super()
      Object.assign(this, fields)
    }
    serialize() {
      return JSON.parse(JSON.stringify({ ...this, toJSON: undefined }))
    }
    set(name, value, collection) {
      const before = this[name]
      this[name] = value
      this.trigger(`change:${name}`, this, value, before)
      collection?.trigger(`change:${name}`, this, value, before)
      collection?.trigger('change', this)
    }
  }

  class Collection extends Emitter {
    constructor() {
      super()
      Object.defineProperty(this, 'models', { value: new Map() })
    }
    get(id) {
      return this.models.get(id?._serialized ?? id)
    }
    add(model) {
      this.models.set(model.id._serialized, model)
      this.trigger('add', model)
    }
    getModelsArray() {
      return [...this.models.values()].sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || 0)
    }
  }

  class Wid {
    constructor(text) {
      const [, user, server] = /^(.+)@([a-z.]+)$/.exec(text) ?? []
      if (user === undefined) throw new Error('wid error: invalid wid')
      Object.assign(this, { user, server, _serialized: text })
    }
    isLid() {
      return this.server === 'lid'
    }
    isGroup() {
      return this.server === 'g.us'
    }
    isStatus() {
      return this._serialized === 'status@broadcast'
    }
  }
  const wid = (given) => (given instanceof Wid ? given : new Wid(given?._serialized ?? given))

  class MsgKey {
    constructor({ from, to, id, participant, selfDir }) {
      this.fromMe = selfDir === 'out'
      this.remote = this.fromMe ? to : from
      this.id = id
      if (participant) this.participant = participant
      const parts = [this.fromMe, this.remote._serialized, id, participant?._serialized]
      this._serialized = parts.filter((part) => part !== undefined).join('_')
    }
    static async newId() {
      const bytes = crypto.getRandomValues(new Uint8Array(9))
      return `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`.toUpperCase()
    }
  }

  window.models = { Emitter, Model, Collection, Wid, wid, MsgKey }
})()
