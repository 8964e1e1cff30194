/** What each method does once its fields were found right. */
import type { InlineKeyboardMarkup } from 'grammy/types'
import type { BotMessage, Chat, Chats, SharedChat } from './chats.ts'
import { UPDATE_KINDS } from './spec.ts'
import type { Updates } from './updates.ts'

export interface Refusal {
  readonly ok: false
  readonly error_code: number
  readonly description: string
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number }
}

export type Outcome = { readonly ok: true; readonly result: unknown } | Refusal

export interface World {
  readonly me: { id: number; is_bot: true; first_name: string; username: string }
  readonly chats: Chats
  readonly updates: Updates
  /** Presses that wait for an answer, by query id. */
  readonly queries: Set<string>
  /** Answers to presses, by query id. */
  readonly notices: Map<string, string>
  /** By language code; the default's is ''. */
  readonly commands: Map<string, readonly { command: string; description: string }[]>
  allowed: ReadonlySet<string>
  /** Whether any positive chat id may be written to, as if its owner had pressed start. */
  readonly openChats: boolean
  readonly keepMessages: number
  readonly now: () => number
}

type Params = Readonly<Record<string, unknown>>
type Files = ReadonlyMap<string, number>
/** `signal` aborts when the caller hung up. */
export type Act = (
  world: World,
  params: Params,
  files: Files,
  signal: AbortSignal,
) => Outcome | Promise<Outcome>

/** What Telegram sends when allowed_updates is empty: all but these. */
const ON_REQUEST = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])
export const DEFAULT_ALLOWED: ReadonlySet<string> = new Set(
  UPDATE_KINDS.filter((kind) => !ON_REQUEST.has(kind)),
)

export const bad = (description: string): Refusal => ({
  ok: false,
  error_code: 400,
  description: `Bad Request: ${description}`,
})
export const forbidden = (description: string): Refusal => ({
  ok: false,
  error_code: 403,
  description: `Forbidden: ${description}`,
})
const conflict = (description: string): Refusal => ({
  ok: false,
  error_code: 409,
  description: `Conflict: ${description}`,
})
const done = (result: unknown): Outcome => ({ ok: true, result })

export const ACTS: Readonly<Record<string, Act>> = {
  getMe: ({ me }) =>
    done({
      ...me,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),

  getUpdates: async (world, params, _files, signal) => {
    if (world.updates.webhook !== null)
      return conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    allow(world, params)
    const found = await world.updates.poll({
      ...(params.offset === undefined ? {} : { offset: Number(params.offset) }),
      limit: Number(params.limit ?? 100),
      timeout: Math.min(50, Number(params.timeout ?? 0)) * 1000,
      signal,
    })
    if (found === 'conflict')
      return conflict(
        'terminated by other getUpdates request; make sure that only one bot instance is running',
      )
    return done(found)
  },

  setWebhook: (world, params) => {
    allow(world, params)
    const url = String(params.url)
    world.updates.setWebhook(
      url === ''
        ? null
        : {
            url,
            maxConnections: Number(params.max_connections ?? 40),
            ...(params.secret_token === undefined ? {} : { secret: String(params.secret_token) }),
          },
      params.drop_pending_updates === true,
    )
    return done(true)
  },

  deleteWebhook: (world, params) => {
    world.updates.setWebhook(null, params.drop_pending_updates === true)
    return done(true)
  },

  getWebhookInfo: ({ updates, allowed }) =>
    done({
      url: updates.webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.pending,
      ...(updates.webhook === null ? {} : { max_connections: updates.webhook.maxConnections }),
      ...(updates.lastError === null
        ? {}
        : { last_error_date: updates.lastError.date, last_error_message: updates.lastError.message }),
      allowed_updates: [...allowed],
    }),

  sendMessage: (world, params) =>
    write(world, params, (chat) => ({
      ...head(world, chat),
      text: String(params.text).trim(),
      ...markup(params),
    })),

  sendPhoto: (world, params, files) => {
    const missing = missingFile(String(params.photo), files)
    if (missing !== null) return missing
    return write(world, params, (chat) => ({
      ...head(world, chat),
      photo: String(params.photo),
      ...(params.caption === undefined ? {} : { caption: String(params.caption) }),
      ...markup(params),
    }))
  },

  sendMediaGroup: (world, params, files) => {
    const items = params.media as readonly { media: string; caption?: string }[]
    for (const item of items) {
      const missing = missingFile(item.media, files)
      if (missing !== null) return missing
    }
    const results: unknown[] = []
    for (const item of items) {
      const outcome = write(world, params, (chat) => ({
        ...head(world, chat),
        photo: item.media,
        ...(item.caption === undefined ? {} : { caption: item.caption }),
      }))
      if (!outcome.ok) return outcome
      results.push(outcome.result)
    }
    return done(results)
  },

  editMessageText: (world, params) =>
    change(world, params, (message) => ({
      ...message,
      text: String(params.text).trim(),
      ...markup(params),
    })),

  editMessageReplyMarkup: (world, params) =>
    change(world, params, ({ reply_markup: _, ...message }) => ({ ...message, ...markup(params) })),

  answerCallbackQuery: (world, params) => {
    const id = String(params.callback_query_id)
    if (world.openChats && !world.queries.has(id)) return done(true)
    if (!world.queries.delete(id))
      return bad('query is too old and response timeout expired or query ID is invalid')
    world.notices.set(id, String(params.text ?? ''))
    return done(true)
  },

  setMyCommands: (world, params) => {
    world.commands.set(
      String(params.language_code ?? ''),
      params.commands as { command: string; description: string }[],
    )
    return done(true)
  },

  deleteMessage: (world, params) => {
    const chat = find(world, params.chat_id)
    if ('ok' in chat) return chat
    const id = Number(params.message_id)
    const message = chat.fromBot.get(id)
    if (message === undefined && !chat.own.has(id)) return bad('message to delete not found')
    if (message !== undefined && world.now() / 1000 - message.date > 48 * 3600)
      return bad("message can't be deleted for everyone")
    chat.fromBot.delete(id)
    chat.own.delete(id)
    return done(true)
  },

  sendChatAction: (world, params) => {
    const chat = find(world, params.chat_id)
    return 'ok' in chat ? chat : done(true)
  },
}

function allow(world: World, params: Params): void {
  const given = params.allowed_updates as readonly string[] | undefined
  if (given !== undefined) world.allowed = given.length === 0 ? DEFAULT_ALLOWED : new Set(given)
}

const head = (world: World, chat: Chat) => ({
  message_id: chat.nextMessage++,
  date: Math.floor(world.now() / 1000),
})

const markup = (params: Params): { reply_markup?: InlineKeyboardMarkup } =>
  params.reply_markup === undefined || !('inline_keyboard' in (params.reply_markup as object))
    ? {}
    : { reply_markup: params.reply_markup as InlineKeyboardMarkup }

function find(world: World, id: unknown): Chat | Refusal {
  const chat = world.chats.all.get(Number(id))
  if (chat === undefined) {
    if (world.openChats && Number(id) > 0) return world.chats.open(Number(id))
    return bad('chat not found')
  }
  if (chat.shared !== undefined) return withinShared(chat, chat.shared) ?? chat
  return chat.blocked ? forbidden('bot was blocked by the user') : chat
}

/** Why the bot may not write there; null when it may. */
function withinShared({ id }: Chat, { type, bot, movedTo }: SharedChat): Refusal | null {
  if (movedTo !== undefined)
    return {
      ...bad('group chat was upgraded to a supergroup chat'),
      parameters: { migrate_to_chat_id: movedTo },
    }
  if (bot === 'kicked') return forbidden(`bot was kicked from the ${type} chat`)
  if (bot === 'left') return id < 0 ? forbidden(`bot is not a member of the ${type} chat`) : null
  if (type === 'channel' && bot !== 'administrator')
    return bad('need administrator rights in the channel chat')
  return null
}

function write(world: World, params: Params, make: (chat: Chat) => BotMessage): Outcome {
  const chat = find(world, params.chat_id)
  if ('ok' in chat) return chat
  const message = make(chat)
  chat.fromBot.set(message.message_id, message)
  const [oldest] = chat.fromBot.keys()
  if (chat.fromBot.size > world.keepMessages && oldest !== undefined) chat.fromBot.delete(oldest)
  return done(shown(world, chat, message))
}

function change(world: World, params: Params, make: (message: BotMessage) => BotMessage): Outcome {
  const chat = find(world, params.chat_id)
  if ('ok' in chat) return chat
  const id = Number(params.message_id)
  const message = chat.fromBot.get(id)
  if (message === undefined)
    return bad(chat.own.has(id) ? "message can't be edited" : 'message to edit not found')
  const next = make(message)
  if (
    next.text === message.text &&
    JSON.stringify(next.reply_markup) === JSON.stringify(message.reply_markup)
  )
    return bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  chat.fromBot.set(id, next)
  return done(shown(world, chat, next))
}

/** The message as Telegram returns it. */
export const shown = (world: World, chat: Chat, message: BotMessage) => ({
  message_id: message.message_id,
  from: world.me,
  chat:
    chat.shared === undefined
      ? { id: chat.id, first_name: chat.user.first_name, type: 'private' as const }
      : { id: chat.id, title: chat.shared.title, type: chat.shared.type },
  date: message.date,
  ...(message.photo === undefined
    ? { text: message.text ?? '' }
    : { photo: [{ file_id: 'photo', file_unique_id: 'photo', width: 1, height: 1 }] }),
  ...(message.caption === undefined ? {} : { caption: message.caption }),
  ...(message.reply_markup === undefined ? {} : { reply_markup: message.reply_markup }),
})

function missingFile(given: string, files: Files): Refusal | null {
  if (given.startsWith('attach://') && !files.has(given.slice('attach://'.length)))
    return bad('wrong file identifier/HTTP URL specified')
  return null
}
