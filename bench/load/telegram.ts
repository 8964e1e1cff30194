/** Telegram: a press brings the whole message that was pressed along, ticks are drawn on it, languages are told. */
import { writeOptionData } from '../../src/channels/option-data.ts'
import { render } from '../../src/channels/telegram/render.ts'
import type { Ask } from '../../src/engine/message.ts'
import { type Chat, type Platform, TAG } from './platform.ts'

export const BOT_TOKEN = '700000001:bench'
const SECRET = 'bench-secret'
/** Above every message id that the fake Bot API gives out, as a message written later has. */
const OWN_MESSAGES = 1000

export const telegram: Platform = {
  name: 'telegram',
  account: BOT_TOKEN.slice(0, BOT_TOKEN.indexOf(':')),
  standIn: 'load/bot-api',
  webhook: '/webhooks/telegram',
  settings: (root) => ({
    TELEGRAM_BOT_TOKEN: BOT_TOKEN,
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: SECRET,
    TELEGRAM_API_ROOT: root,
    TELEGRAM_PACE: '100000',
    TELEGRAM_GAP: '0',
  }),
  addressOf: (n) => String(500_000_000 + n),
  tellsLanguage: true,
  several: 'ticked',
  chat,
  fill: (update, { n, id, tag }) =>
    update
      .replaceAll('"@chat@"', telegram.addressOf(n))
      .replaceAll('"@update@"', String(id))
      .replaceAll('@query@', `40000000${id}`)
      .replaceAll(TAG, tag),
  headers: () => ({ 'X-Telegram-Bot-Api-Secret-Token': SECRET }),
}

interface Asked {
  readonly ask: Ask
  readonly position: number
  readonly text: string
  readonly markup: unknown
}

function chat(language: string): Chat {
  let asked: Asked | undefined
  let sent = 0
  return {
    event: (body) => ({
      at: 0,
      position: body.kind === 'press' ? (asked?.position ?? 0) : OWN_MESSAGES,
      body,
    }),
    update(body) {
      const from = { id: '@chat@', is_bot: false, first_name: 'Person', language_code: language }
      const chat = { id: '@chat@', first_name: 'Person', type: 'private' }
      const date = 1_767_225_600
      if (body.kind === 'press') {
        const { position = 0, text = '', markup, ask } = asked ?? {}
        const bot = { id: 1, is_bot: true, first_name: 'Hearback', username: 'hearback_bot' }
        const message = { message_id: position, from: bot, chat, date, text, reply_markup: markup }
        const data = writeOptionData({ tag: TAG, ask: ask?.ask ?? 0 }, body.option)
        const query = { id: '@query@', from, message, chat_instance: '-4000000000000000000', data }
        return JSON.stringify({ update_id: '@update@', callback_query: query })
      }
      const head = { message_id: OWN_MESSAGES, from, chat, date }
      const message =
        body.kind === 'text'
          ? { ...head, text: body.text }
          : { ...head, text: '/start', entities: [{ offset: 0, length: 6, type: 'bot_command' }] }
      return JSON.stringify({ update_id: '@update@', message })
    },
    shows(outgoing) {
      const natives = render(outgoing)
      for (const native of natives) {
        if (native.method === 'editMessageReplyMarkup') {
          if (asked !== undefined) asked = { ...asked, markup: native.reply_markup }
          continue
        }
        if (native.method === 'sendPhoto') throw new Error('the script has no pictures')
        sent += 1
        const { ask } = outgoing.message
        if (ask !== undefined) asked = { ask, position: sent, text: native.text, markup: native.reply_markup }
      }
      return natives.length
    },
    get asked() {
      return asked?.ask
    },
    offers: () => true,
  }
}
