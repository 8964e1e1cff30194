/** The library's message reduced to what goes to the server; the rest of it stays in the child. */
import type { Message } from 'whatsapp-web.js'
import type { PlainMessage } from '../protocol.ts'

/** `me`: our own addresses, by which a group's message names us. */
export function plain(message: Message, me: readonly string[]): PlainMessage {
  const { id, from, fromMe, type, body, timestamp, isStatus, hasMedia } = message
  const { mimetype, size } = dataOf(message)
  const mentioned = (message.mentionedIds as readonly (string | { readonly _serialized?: string })[]) ?? []
  const mentionsUs = mentioned.some((one) =>
    me.includes(typeof one === 'string' ? one : (one._serialized ?? '')),
  )
  return {
    id: id._serialized,
    from: isStatus ? 'status@broadcast' : from,
    fromMe,
    type,
    body: typeof body === 'string' ? body : '',
    seconds: timestamp,
    ...(mentionsUs ? { mentionsUs } : {}),
    ...(hasMedia ? { file: { type: mimetype ?? '', ...(size === undefined ? {} : { size }) } } : {}),
  }
}

/** Fields that the library keeps but does not describe. */
export function dataOf(message: Message): { readonly mimetype?: string; readonly size?: number } {
  const { _data: data } = message as unknown as { _data?: { mimetype?: unknown; size?: unknown } }
  return {
    ...(typeof data?.mimetype === 'string' ? { mimetype: data.mimetype } : {}),
    ...(typeof data?.size === 'number' ? { size: data.size } : {}),
  }
}
