/**
 * What Telegram's Bot API 10.1 takes for the methods we use: fields, types and lengths, distilled by hand from its
 * published specification. A check returns null, or the complaint as Telegram would word it after "Bad Request: ".
 * Stricter than Telegram in one point: a field it does not know is refused, not ignored, so that a typing error shows.
 */

/** Null when the value is fine, else the complaint. */
export type Check = (value: unknown, name: string) => string | null

export interface Field {
  readonly check: Check
  readonly required?: true
  /** Sent as it is in a form; every other field of a form is JSON. */
  readonly plain?: true
  /** The complaint when a required field is missing. */
  readonly missing?: string
}

export type Fields = Readonly<Record<string, Field>>

/** UTF-16 code units: the stricter reading of Telegram's "characters". */
export const TEXT = 4096
export const CAPTION = 1024
export const CALLBACK_DATA_BYTES = 64
export const CALLBACK_ANSWER = 200
/** Not in the specification; what the server enforces. */
export const BUTTONS = 100
export const BUTTONS_IN_A_ROW = 8
export const COMMANDS = 100

export const UPDATE_KINDS = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
] as const

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (name: string, type: string): string => `can't parse "${name}": must be of type ${type}`

/** Nothing that shows: spaces, controls, and format characters such as direction marks. */
const BLANK = /^[\s\p{Cc}\p{Cf}\u2800\u3164]*$/u
export const isBlank = (text: string): boolean => BLANK.test(text)

const integer =
  (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Check =>
  (value, name) =>
    typeof value !== 'number' || !Number.isSafeInteger(value)
      ? wrong(name, 'Integer')
      : value < least || value > most
        ? `${name} must be between ${least} and ${most}`
        : null

const boolean: Check = (value, name) => (typeof value === 'boolean' ? null : wrong(name, 'Boolean'))

const ILL_FORMED = /\p{Surrogate}/u

const string =
  (most = Number.MAX_SAFE_INTEGER, complaint?: string, least = 0): Check =>
  (value, name) => {
    if (typeof value !== 'string') return wrong(name, 'String')
    if (ILL_FORMED.test(value) || value.includes('\0')) return 'strings must be encoded in UTF-8'
    return value.length > most || value.length < least ? (complaint ?? `${name} is too long`) : null
  }

const oneOf =
  (...values: readonly string[]): Check =>
  (value, name) =>
    typeof value === 'string' && values.includes(value) ? null : `wrong ${name} specified`

const list =
  (item: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) return wrong(name, 'Array')
    for (const each of value) {
      const complaint = item(each, name)
      if (complaint !== null) return complaint
    }
    return null
  }

const object =
  (fields: Fields): Check =>
  (value, name) =>
    isObject(value) ? checkFields(fields, value) : wrong(name, 'Object')

const chat: Check = (value) =>
  (typeof value === 'number' && Number.isSafeInteger(value)) ||
  (typeof value === 'string' && /^(@\w+|-?\d+)$/.test(value))
    ? null
    : 'chat not found'

const text: Check = (value, name) => {
  const complaint = string(TEXT, 'message is too long')(value, name)
  if (complaint !== null) return complaint
  return isBlank(value as string) ? 'message text is empty' : null
}

const callbackData: Check = (value) =>
  typeof value === 'string' &&
  value.length > 0 &&
  Buffer.byteLength(value) <= CALLBACK_DATA_BYTES &&
  !ILL_FORMED.test(value)
    ? null
    : 'BUTTON_DATA_INVALID'

const button: Check = (value, name) => {
  const complaint = object({
    text: { check: string(), required: true },
    callback_data: { check: callbackData },
    url: { check: string() },
    style: { check: oneOf('danger', 'success', 'primary') },
    icon_custom_emoji_id: { check: string() },
    switch_inline_query: { check: string() },
    switch_inline_query_current_chat: { check: string() },
    copy_text: { check: object({ text: { check: string(256, 'BUTTON_COPY_TEXT_INVALID', 1) } }) },
  })(value, name)
  if (complaint !== null) return complaint
  const given = value as Record<string, unknown>
  if (isBlank(String(given.text))) return "can't parse inline keyboard button: text must be non-empty"
  const actions = [
    'callback_data',
    'url',
    'switch_inline_query',
    'switch_inline_query_current_chat',
    'copy_text',
  ]
  return actions.filter((action) => action in given).length === 1
    ? null
    : "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
}

const inlineKeyboard: Check = (value, name) => {
  const complaint = object({ inline_keyboard: { check: list(list(button)), required: true } })(value, name)
  if (complaint !== null) return complaint
  const { inline_keyboard: rows } = value as { inline_keyboard: unknown[][] }
  if (rows.some((row) => row.length > BUTTONS_IN_A_ROW)) return 'REPLY_MARKUP_TOO_LONG'
  return rows.reduce((sum, row) => sum + row.length, 0) > BUTTONS ? 'REPLY_MARKUP_TOO_LONG' : null
}

const replyMarkup: Check = (value, name) => {
  if (isObject(value) && 'remove_keyboard' in value)
    return object({
      remove_keyboard: { check: boolean, required: true },
      selective: { check: boolean },
    })(value, name)
  if (isObject(value) && 'force_reply' in value)
    return object({
      force_reply: { check: boolean, required: true },
      input_field_placeholder: { check: string(64, undefined, 1) },
      selective: { check: boolean },
    })(value, name)
  return inlineKeyboard(value, name)
}

const entities = list(
  object({
    type: { check: string(), required: true },
    offset: { check: integer(0), required: true },
    length: { check: integer(1), required: true },
    url: { check: string() },
    language: { check: string() },
  }),
)

const linkPreview = object({
  is_disabled: { check: boolean },
  url: { check: string() },
  prefer_small_media: { check: boolean },
  prefer_large_media: { check: boolean },
  show_above_text: { check: boolean },
})

const replyParameters = object({
  message_id: { check: integer(1), required: true },
  chat_id: { check: chat },
  allow_sending_without_reply: { check: boolean },
  quote: { check: string(CAPTION) },
})

const parseMode = oneOf('MarkdownV2', 'HTML', 'Markdown')

const media = object({
  type: { check: oneOf('photo', 'video', 'document', 'audio', 'live_photo'), required: true },
  media: { check: string(), required: true },
  caption: { check: string(CAPTION, 'message caption is too long') },
  parse_mode: { check: parseMode },
  caption_entities: { check: entities },
  show_caption_above_media: { check: boolean },
  has_spoiler: { check: boolean },
})

const album: Check = (value, name) => {
  const complaint = list(media)(value, name)
  if (complaint !== null) return complaint
  const { length } = value as unknown[]
  return length < 2 || length > 10 ? 'album must include 2-10 items' : null
}

const command = object({
  command: {
    check: (value) => (/^[a-z0-9_]{1,32}$/.test(String(value)) ? null : 'BOT_COMMAND_INVALID'),
    required: true,
  },
  description: { check: string(256, 'BOT_COMMAND_DESCRIPTION_INVALID', 1), required: true },
})

const commands: Check = (value, name) =>
  Array.isArray(value) && value.length > COMMANDS ? 'BOT_COMMANDS_TOO_MUCH' : list(command)(value, name)

const webhookUrl: Check = (value, name) => {
  if (typeof value !== 'string') return wrong(name, 'String')
  // A loopback address may be plain http, as a Bot API server of one's own allows.
  return value === '' ||
    /^https:\/\/\S+$/.test(value) ||
    /^http:\/\/(127\.0\.0\.1|localhost):\d+\//.test(value)
    ? null
    : 'bad webhook: An HTTPS URL must be provided for webhook'
}

const chatId: Field = { check: chat, required: true, missing: 'chat_id is empty' }
const allowedUpdates: Field = { check: list(oneOf(...UPDATE_KINDS)) }

/** What sendMessage, sendPhoto and sendMediaGroup share. */
const sending: Fields = {
  chat_id: chatId,
  business_connection_id: { check: string(), plain: true },
  message_thread_id: { check: integer(1) },
  direct_messages_topic_id: { check: integer(1) },
  disable_notification: { check: boolean },
  protect_content: { check: boolean },
  allow_paid_broadcast: { check: boolean },
  message_effect_id: { check: string(), plain: true },
  reply_parameters: { check: replyParameters },
}

/** The methods we use. Any other is 404, as Telegram answers for a method that it does not know. */
export const METHODS: Readonly<Record<string, Fields>> = {
  getMe: {},
  getWebhookInfo: {},
  getUpdates: {
    offset: { check: integer() },
    limit: { check: integer(1, 100) },
    timeout: { check: integer(0) },
    allowed_updates: allowedUpdates,
  },
  setWebhook: {
    url: { check: webhookUrl, required: true, plain: true },
    ip_address: { check: string(), plain: true },
    max_connections: { check: integer(1, 100) },
    allowed_updates: allowedUpdates,
    drop_pending_updates: { check: boolean },
    secret_token: {
      check: (value) =>
        /^[A-Za-z0-9_-]{1,256}$/.test(String(value)) ? null : 'secret token contains unallowed characters',
      plain: true,
    },
  },
  deleteWebhook: { drop_pending_updates: { check: boolean } },
  sendMessage: {
    ...sending,
    text: { check: text, required: true, plain: true, missing: 'message text is empty' },
    parse_mode: { check: parseMode, plain: true },
    entities: { check: entities },
    link_preview_options: { check: linkPreview },
    reply_markup: { check: replyMarkup },
  },
  sendPhoto: {
    ...sending,
    photo: { check: string(), required: true, plain: true, missing: 'there is no photo in the request' },
    caption: { check: string(CAPTION, 'message caption is too long'), plain: true },
    parse_mode: { check: parseMode, plain: true },
    caption_entities: { check: entities },
    show_caption_above_media: { check: boolean },
    has_spoiler: { check: boolean },
    reply_markup: { check: replyMarkup },
  },
  sendMediaGroup: { ...sending, media: { check: album, required: true } },
  editMessageText: {
    chat_id: chatId,
    message_id: { check: integer(1), required: true, missing: 'message identifier is not specified' },
    business_connection_id: { check: string(), plain: true },
    text: { check: text, required: true, plain: true, missing: 'message text is empty' },
    parse_mode: { check: parseMode, plain: true },
    entities: { check: entities },
    link_preview_options: { check: linkPreview },
    reply_markup: { check: inlineKeyboard },
  },
  editMessageReplyMarkup: {
    chat_id: chatId,
    message_id: { check: integer(1), required: true, missing: 'message identifier is not specified' },
    business_connection_id: { check: string(), plain: true },
    reply_markup: { check: inlineKeyboard },
  },
  answerCallbackQuery: {
    callback_query_id: { check: string(), required: true, plain: true },
    text: { check: string(CALLBACK_ANSWER, 'MESSAGE_TOO_LONG'), plain: true },
    show_alert: { check: boolean },
    url: { check: string(), plain: true },
    cache_time: { check: integer(0) },
  },
  setMyCommands: {
    commands: { check: commands, required: true },
    scope: {
      check: object({
        type: {
          check: oneOf('default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators', 'chat'),
          required: true,
        },
        chat_id: { check: chat },
      }),
    },
    language_code: {
      check: (value) => (/^([a-z]{2})?$/.test(String(value)) ? null : 'invalid language code specified'),
      plain: true,
    },
  },
  deleteMessage: { chat_id: chatId, message_id: { check: integer(1), required: true } },
  sendChatAction: {
    chat_id: chatId,
    business_connection_id: { check: string(), plain: true },
    message_thread_id: { check: integer(1) },
    action: {
      check: oneOf(
        'typing',
        'upload_photo',
        'record_video',
        'upload_video',
        'record_voice',
        'upload_voice',
        'upload_document',
        'choose_sticker',
        'find_location',
      ),
      required: true,
      plain: true,
    },
  },
}

/** The first complaint about a set of fields, or null. */
export function checkFields(fields: Fields, given: Readonly<Record<string, unknown>>): string | null {
  for (const name in given) {
    const field = fields[name]
    if (field === undefined) return `unknown field "${name}"`
    const complaint = field.check(given[name], name)
    if (complaint !== null) return complaint
  }
  for (const name in fields) {
    const field = fields[name]
    if (field?.required && !(name in given)) return field.missing ?? `field "${name}" must be specified`
  }
  return null
}
