/** Telegram's updates made neutral. Pure, and total: whatever the shape, nothing throws. */
import type { Body, MediaKind } from '../../engine/event.ts'
import type { Received } from '../channel.ts'
import { readOptionData } from '../option-data.ts'
import { type Fields, fields, integer } from './fields.ts'
import { type GroupChange, groupNews, membership } from './groups.ts'

export interface Parsed {
  /** Null for an update of a kind we do not use. */
  readonly received: Received | null
  /** The press that waits for an answer, used or not. */
  readonly query: string | null
  /** Why nothing is received, as a word to count by; null when something is. */
  readonly ignored: Ignored | null
  /** What became of a group or channel that the bot is in. What people write there is never read. */
  readonly group?: GroupChange
}

export type Ignored = 'group' | 'service' | 'edit_without_text' | 'malformed' | 'unused_kind'

/** What we ask Telegram for; anything else it may send is counted and left. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** Whether this is an update at all: it has a number. */
export const isUpdate = (value: unknown): value is { update_id: number } =>
  integer(fields(value).update_id) !== undefined

const ignore = (ignored: Ignored, query: string | null = null): Parsed => ({ received: null, query, ignored })

/**
 * One update, one event at most. `account` is the bot's id. `now`, in epoch milliseconds, dates a press, since Telegram
 * tells only when the pressed message was written.
 */
export function parse(update: { readonly update_id: number }, account: string, now: number): Parsed {
  const given = update as Fields
  if ('message' in given) return parseMessage(update.update_id, fields(given.message), account)
  if ('callback_query' in given)
    return parsePress(update.update_id, fields(given.callback_query), account, now)
  if ('edited_message' in given) return parseEdit(update.update_id, fields(given.edited_message), account)
  if ('my_chat_member' in given) return parseMember(update.update_id, fields(given.my_chat_member), account)
  return ignore('unused_kind')
}

function parseMessage(id: number, message: Fields, account: string): Parsed {
  const body = bodyOf(message)
  if (body === null) {
    const group = groupNews(message)
    if (group !== null) return { ...ignore('group'), group }
    return outside(message) ?? ignore('service')
  }
  return take(id, account, message, fields(message.from), message.date, message.message_id, body)
}

function parseEdit(id: number, message: Fields, account: string): Parsed {
  const { text } = message
  // A live location that moves, a caption that changes: neither changes an answer.
  if (typeof text !== 'string') return outside(message) ?? ignore('edit_without_text')
  const at = message.edit_date ?? message.date
  return take(id, account, message, fields(message.from), at, message.message_id, { kind: 'edit', text })
}

function parsePress(id: number, query: Fields, account: string, now: number): Parsed {
  const queryId = typeof query.id === 'string' ? query.id : null
  const message = fields(query.message)
  const body: Body = { kind: 'press', ...readOptionData(query.data) }
  const parsed = take(id, account, message, fields(query.from), now / 1000, message.message_id, body)
  return { ...parsed, query: queryId }
}

function parseMember(id: number, change: Fields, account: string): Parsed {
  const group = membership(change)
  if (group !== null) return { ...ignore('group'), group }
  const { status } = fields(change.new_chat_member)
  if (status !== 'kicked' && status !== 'member') return outside(change) ?? ignore('service')
  const body: Body = { kind: status === 'kicked' ? 'blocked' : 'unblocked' }
  return take(id, account, change, fields(change.from), change.date, undefined, body)
}

function outside(message: Fields): Parsed | null {
  const { type } = fields(message.chat)
  return type === 'private' ? null : ignore(typeof type === 'string' ? 'group' : 'malformed')
}

function take(
  id: number,
  account: string,
  message: Fields,
  from: Fields,
  seconds: unknown,
  place: unknown,
  body: Body,
): Parsed {
  const chat = integer(fields(message.chat).id)
  const elsewhere = outside(message)
  if (elsewhere !== null) return elsewhere
  if (chat === undefined || typeof seconds !== 'number' || !Number.isFinite(seconds))
    return ignore('malformed')
  const position = integer(place)
  const language = from.language_code
  const received: Received = {
    channel: 'telegram',
    account,
    external: String(id),
    address: String(chat),
    sequence: id,
    at: Math.round(seconds * 1000),
    ...(position === undefined ? {} : { position }),
    ...(typeof language === 'string' ? { language } : {}),
    body,
  }
  return { received, query: null, ignored: null }
}

/** Null for what is not written by a person: a pinned message, a changed timer. */
function bodyOf(message: Fields): Body | null {
  const { text } = message
  if (typeof text === 'string') return bodyOfText(text)
  for (const [key, media] of MEDIA) if (key in message) return { kind: 'media', media }
  return null
}

/** An animation also stands as a document, a venue also as a location: the more telling one comes first. */
const MEDIA: readonly (readonly [string, MediaKind])[] = [
  ['photo', 'photo'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
  ['document', 'document'],
  ['location', 'location'],
  ['contact', 'contact'],
  ['poll', 'other'],
  ['dice', 'other'],
  ['story', 'other'],
  ['checklist', 'other'],
  ['paid_media', 'other'],
  ['live_photo', 'photo'],
  ['rich_message', 'other'],
  ['game', 'other'],
]

const COMMAND = /^\/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+([\s\S]*))?$/

/** `/start x` opens x. Any other command is its word, as if typed: `/forget_me` is "forget me". */
function bodyOfText(text: string): Body {
  const command = COMMAND.exec(text)
  if (command === null) return { kind: 'text', text }
  const [, name = '', rest = ''] = command
  const payload = rest.trim()
  if (name.toLowerCase() === 'start') return payload === '' ? { kind: 'start' } : { kind: 'start', payload }
  const word = name.replaceAll('_', ' ')
  return { kind: 'text', text: payload === '' ? word : `${word} ${payload}` }
}
