/** WhatsApp's messages made neutral. Pure, and total: whatever the shape, nothing throws. */
import type { Body, MediaKind } from '../../engine/event.ts'
import type { Received } from '../channel.ts'
import { orderedExternal } from '../ordered-external.ts'
import { isGroup } from './admit.ts'
import type { PlainMessage } from './protocol.ts'

export const ACCOUNT = 'device'

export type Ignored =
  | 'own'
  | 'status'
  | 'newsletter'
  | 'group'
  | 'group_mention'
  | 'revoked'
  | 'call'
  | 'undecrypted'
  | 'service'
  | 'malformed'

export type Parsed = { readonly received: Received } | { readonly ignored: Ignored }

const ignore = (ignored: Ignored): Parsed => ({ ignored })

/**
 * One message, one event at most. `sequence` is its place among those of this account. `digest` hides an id for good;
 * an edit's id is hidden together with its text, so that each change of one message is an event of its own.
 */
export function parse(message: PlainMessage, sequence: number, digest: (text: string) => string): Parsed {
  const { id, from, type, body, alias, file, edited } = message
  const outside = outsideOf(message)
  if (outside !== null) return ignore(outside)
  if (edited === true && body === '') return ignore('service')
  const read: Body = edited === true ? { kind: 'edit', text: body } : bodyOf(type, body)
  return {
    received: {
      channel: 'whatsapp-web',
      account: ACCOUNT,
      external: orderedExternal(message.seconds, digest(edited === true ? `${id} edited ${body}` : id)),
      address: from,
      sequence,
      at: message.seconds * 1000,
      mute: true,
      body: read,
      ...(alias === undefined || alias === from ? {} : { aliases: [alias] }),
      ...(file === undefined || read.kind !== 'media' ? {} : { file: { handle: id, ...file } }),
    },
  }
}

function outsideOf({ id, from, fromMe, type, seconds, mentionsUs }: PlainMessage): Ignored | null {
  if (fromMe) return 'own'
  if (from === 'status@broadcast') return 'status'
  if (from.endsWith('@newsletter')) return 'newsletter'
  if (isGroup(from)) return mentionsUs === true ? 'group_mention' : 'group'
  const kind = NO_MESSAGES.get(type)
  if (kind !== undefined) return kind
  if (!/^.+@(c\.us|lid)$/.test(from) || id === '' || !Number.isFinite(seconds)) return 'malformed'
  return null
}

/** What lies in a chat and was not written by the person. An album only announces the pictures that follow it. */
const NO_MESSAGES: ReadonlyMap<string, Ignored> = new Map([
  ['revoked', 'revoked'],
  ['call_log', 'call'],
  ['ciphertext', 'undecrypted'],
  ['e2e_notification', 'service'],
  ['notification', 'service'],
  ['notification_template', 'service'],
  ['broadcast_notification', 'service'],
  ['group_notification', 'service'],
  ['gp2', 'service'],
  ['protocol', 'service'],
  ['reaction', 'service'],
  ['debug', 'service'],
  ['album', 'service'],
])

const MEDIA: ReadonlyMap<string, MediaKind> = new Map([
  ['image', 'photo'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['ptt', 'voice'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['vcard', 'contact'],
  ['multi_vcard', 'contact'],
])

/** Answers to buttons and lists of older clients are texts to us. A kind that we do not know is something, not nothing. */
const TEXTS = new Set([
  'chat',
  'list_response',
  'buttons_response',
  'template_button_reply',
  'interactive',
  'oversized',
])

function bodyOf(type: string, text: string): Body {
  if (TEXTS.has(type) && text !== '') return { kind: 'text', text }
  return { kind: 'media', media: MEDIA.get(type) ?? 'other' }
}
