/** Meta's webhook bodies made neutral. Pure, and total: whatever the shape, nothing throws. */
import type { Body, MediaKind } from '../../engine/event.ts'
import type { Received, ReceivedFile, Status } from '../channel.ts'
import { FOREIGN, readOptionData } from '../option-data.ts'
import { orderedExternal } from '../ordered-external.ts'
import { refusalOf } from './send-error.ts'

export interface Parsed {
  readonly messages: readonly ParsedMessage[]
  readonly statuses: readonly Status[]
  /** Words to count by, for what came and is not used. */
  readonly ignored: readonly Ignored[]
  /** The account's templates changed: what was read of them is old. */
  readonly templatesChanged: boolean
}

export interface ParsedMessage {
  readonly received: Received
  /** Meta's id of the message, to mark it as read by. Contains the sender's number. */
  readonly id: string
}

export type Ignored =
  | 'other_number'
  | 'other_field'
  | 'reaction'
  | 'service'
  | 'unknown_kind'
  | 'foreign_status'
  | 'account_error'
  | 'malformed'

export interface ParseContext {
  readonly phoneNumberId: string
  digest(text: string): string
  /** Throws for what is no reference of ours. */
  open(sealed: string): string
}

type Fields = Readonly<Record<string, unknown>>

const NOTHING: Fields = {}
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NOTHING
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A word of a protocol: PostgreSQL takes no NUL, and nobody has a use for a long one. */
const printable = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value) ? value : undefined

interface Found {
  readonly messages: ParsedMessage[]
  readonly statuses: Status[]
  readonly ignored: Ignored[]
  templatesChanged: boolean
}

/** Everything in a body: entries, changes, messages and statuses come many at once. */
export function parse(body: unknown, context: ParseContext): Parsed {
  const found: Found = { messages: [], statuses: [], ignored: [], templatesChanged: false }
  const changes = list(fields(body).entry).flatMap((entry) => list(entry.changes))
  if (changes.length === 0) found.ignored.push('malformed')
  for (const { field, value } of changes) {
    if (field === 'messages') parseValue(fields(value), context, found)
    else {
      found.ignored.push('other_field')
      if (typeof field === 'string' && field.startsWith('message_template')) found.templatesChanged = true
    }
  }
  return found
}

function parseValue(value: Fields, context: ParseContext, found: Found): void {
  if (fields(value.metadata).phone_number_id !== context.phoneNumberId) {
    found.ignored.push('other_number')
    return
  }
  const contacts = list(value.contacts)
  for (const message of list(value.messages)) {
    const parsed = parseMessage(message, contacts, context)
    if (typeof parsed === 'string') found.ignored.push(parsed)
    else found.messages.push(parsed)
  }
  for (const status of list(value.statuses)) {
    const parsed = parseStatus(status, context)
    if (typeof parsed === 'string') found.ignored.push(parsed)
    else found.statuses.push(parsed)
  }
  for (const _ of list(value.errors)) found.ignored.push('account_error')
}

function parseMessage(
  message: Fields,
  contacts: readonly Fields[],
  context: ParseContext,
): ParsedMessage | Ignored {
  // Words in a group are not an answer of whoever wrote them.
  if (message.group_id !== undefined) return 'service'
  const id = text(message.id)
  const second = seconds(message.timestamp)
  const [address, ...aliases] = addressesOf(message, contacts)
  if (id === undefined || second === undefined || address === undefined) return 'malformed'
  const body = bodyOf(message)
  if (typeof body === 'string') return body
  const file = body.kind === 'media' ? fileOf(message) : undefined
  const at = second * 1000
  return {
    id,
    received: {
      channel: 'whatsapp-cloud',
      account: context.phoneNumberId,
      external: orderedExternal(second, context.digest(id)),
      address,
      ...(aliases.length === 0 ? {} : { aliases }),
      // Those of one second stay as they came.
      ...{ sequence: at, at },
      mute: true,
      // Seconds of Meta's clock, as for what we send: words of an earlier second were not an answer to it.
      ...(body.kind === 'text' ? { position: second } : {}),
      ...(file === undefined ? {} : { file }),
      body,
    },
  }
}

/**
 * The number first, while it can be seen, then the business-scoped id: either may be missing. Of the profile beside them
 * only the one with the same id is the sender's; names in it are not read.
 */
function addressesOf({ from, from_user_id }: Fields, contacts: readonly Fields[]): string[] {
  const [only] = contacts
  const profile =
    contacts.find(
      ({ wa_id, user_id }) =>
        (wa_id !== undefined && wa_id === from) || (user_id !== undefined && user_id === from_user_id),
    ) ?? (contacts.length === 1 && !contradicts(only, from, from_user_id) ? only : undefined)
  const number = text(from) ?? text(profile?.wa_id)
  const user = text(from_user_id) ?? text(profile?.user_id)
  return [number, user].filter((address) => address !== undefined)
}

/** A profile of somebody else: their addresses must not become the sender's, for nothing parts two people again. */
const contradicts = ({ wa_id, user_id }: Fields = {}, from: unknown, user: unknown): boolean =>
  (wa_id !== undefined && from !== undefined && wa_id !== from) ||
  (user_id !== undefined && user !== undefined && user_id !== user)

const MEDIA: Readonly<Record<string, MediaKind>> = {
  image: 'photo',
  voice: 'voice',
  audio: 'audio',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
  order: 'other',
  unsupported: 'other',
}

/** Kinds that nobody wrote as an answer: nothing is said to them. */
const QUIET: Readonly<Record<string, Ignored>> = {
  reaction: 'reaction',
  system: 'service',
  request_welcome: 'service',
  edit: 'service',
  revoke: 'service',
}

function bodyOf(message: Fields): Body | Ignored {
  const { type } = message
  if (typeof type !== 'string') return 'malformed'
  if (type === 'text') {
    const written = fields(message.text).body
    return typeof written === 'string' ? { kind: 'text', text: written } : 'malformed'
  }
  if (type === 'interactive') return pressOf(fields(message.interactive))
  if (type === 'button') return quickReply(fields(message.button))
  if (type === 'audio' && fields(message.audio).voice === true) return { kind: 'media', media: 'voice' }
  const quiet = Object.hasOwn(QUIET, type) ? QUIET[type] : undefined
  if (quiet !== undefined) return quiet
  const media = Object.hasOwn(MEDIA, type) ? MEDIA[type] : undefined
  return media === undefined ? 'unknown_kind' : { kind: 'media', media }
}

/** The option's id comes back, never its title; what carries none of ours is a press on an old button. */
function pressOf(interactive: Fields): Body | Ignored {
  const { type } = interactive
  if (type !== 'button_reply' && type !== 'list_reply') return 'unknown_kind'
  return { kind: 'press', ...readOptionData(fields(interactive[type]).id) }
}

/** A template's button says something in words, unless it was given one of our options. */
function quickReply({ payload, text: title }: Fields): Body | Ignored {
  const pressed = readOptionData(payload)
  if (pressed !== FOREIGN) return { kind: 'press', ...pressed }
  const words = text(title) ?? text(payload)
  return words === undefined ? 'malformed' : { kind: 'text', text: words }
}

function fileOf(message: Fields): ReceivedFile | undefined {
  const { id, mime_type } = fields(message[String(message.type)])
  const handle = text(id)
  return handle === undefined
    ? undefined
    : { handle, type: printable(mime_type) ?? 'application/octet-stream' }
}

const STATES = new Set(['sent', 'delivered', 'read', 'failed'])

function parseStatus(status: Fields, { digest, open }: ParseContext): Status | Ignored {
  const { status: state } = status
  const id = text(status.id)
  const second = seconds(status.timestamp)
  if (typeof state !== 'string' || id === undefined) return 'malformed'
  if (!STATES.has(state)) return 'service'
  const reference = referenceOf(status.biz_opaque_callback_data, open)
  if (reference === undefined) return 'foreign_status'
  const { billable, category } = fields(status.pricing)
  // Meta charges for what was delivered.
  const billed = billable === true && (state === 'delivered' || state === 'read')
  const [error] = list(status.errors)
  const code = typeof error?.code === 'number' ? error.code : undefined
  return {
    reference,
    state: state as Status['state'],
    at: (second ?? 0) * 1000,
    external: digest(id),
    ...(state === 'failed' ? { error: refusalOf(code, 'told afterwards') } : {}),
    ...(billed ? { billed: { category: printable(category) ?? 'unknown' } } : {}),
  }
}

function referenceOf(sealed: unknown, open: (sealed: string) => string): string | undefined {
  if (typeof sealed !== 'string') return undefined
  try {
    return open(sealed)
  } catch {
    return undefined
  }
}

/** Meta writes them as a string. Undefined for what is no moment of our times. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,11}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 && number < 1e11
    ? number
    : undefined
}
