/** What Meta makes of things that people send and that are not words. */
import type { Json } from './check.ts'
import { webhookError } from './errors.ts'
import { type Media, sha256 } from './media.ts'

/** A message as it stands in the webhook. */
export type Incoming = Json & { readonly id: string; readonly timestamp: string; readonly type: string }

export type SentKind =
  | 'image'
  | 'voice'
  | 'document'
  | 'video'
  | 'sticker'
  | 'location'
  | 'contacts'
  | 'reaction'
  | 'unsupported'

interface Surroundings {
  /** Keeps the file of the message as one of this type. */
  readonly put: (mime: string) => Media
  /** Id of the newest message of the business. */
  readonly newest: () => string
}

const made: Readonly<Record<SentKind, (surroundings: Surroundings) => { type: string; content: Json }>> = {
  image: ({ put }) => ({ type: 'image', content: { image: file(put('image/jpeg')) } }),
  voice: ({ put }) => ({
    type: 'audio',
    content: { audio: { ...file(put('audio/ogg; codecs=opus')), voice: true } },
  }),
  document: ({ put }) => ({
    type: 'document',
    content: { document: { filename: 'letter.pdf', ...file(put('application/pdf')) } },
  }),
  video: ({ put }) => ({ type: 'video', content: { video: file(put('video/mp4')) } }),
  sticker: ({ put }) => ({
    type: 'sticker',
    content: { sticker: { ...file(put('image/webp')), animated: false } },
  }),
  location: () => ({ type: 'location', content: { location: { latitude: 30.5, longitude: 47.8 } } }),
  contacts: () => ({
    type: 'contacts',
    content: {
      contacts: [
        {
          name: { formatted_name: 'A friend', first_name: 'A friend' },
          phones: [{ phone: '+9640000000', type: 'CELL' }],
        },
      ],
    },
  }),
  reaction: ({ newest }) => ({
    type: 'reaction',
    content: { reaction: { message_id: newest(), emoji: '👍' } },
  }),
  unsupported: () => ({
    type: 'unsupported',
    content: { errors: [webhookError(131051)], unsupported: { type: 'poll_creation' } },
  }),
}

export const kindOf = (kind: SentKind, surroundings: Surroundings) => made[kind](surroundings)

/** Base64 here, hex where the file is asked for: Meta's own two ways. */
const file = ({ id, type, bytes }: Media) => ({ mime_type: type, sha256: sha256(bytes, 'base64'), id })
