/** Files on Meta's side, those that we upload and those that people send: fetched in two steps, by an address that dies. */
import { createHash } from 'node:crypto'
import type { UploadedFile } from './body.ts'
import type { Json } from './check.ts'
import { type Complaint, noSuchObject, type Refusal } from './errors.ts'

export interface Media {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

export interface MediaStore {
  readonly all: ReadonlyMap<string, Media>
  put(type: string, bytes: Uint8Array): Media
  upload(params: Json, file: UploadedFile | undefined): Media | Complaint
  /** What GET of a media id tells; the address lives five minutes. */
  describe(id: string, root: string): Refusal | object
  /** The file behind an address; null when it died or never lived. */
  behind(query: Json): Media | null
  delete(id: string): Refusal | object
  /** Kills the addresses given out for this file so far. */
  expire(id: string): void
}

const ADDRESS_LIVES = 5 * 60_000
const MB = 1024 * 1024

/** Bytes, by type. */
export const MOST_BYTES: Readonly<Record<string, number>> = {
  'image/jpeg': 5 * MB,
  'image/png': 5 * MB,
  'image/webp': 500 * 1024,
  'audio/aac': 16 * MB,
  'audio/amr': 16 * MB,
  'audio/mpeg': 16 * MB,
  'audio/mp4': 16 * MB,
  'audio/ogg': 16 * MB,
  'video/3gpp': 16 * MB,
  'video/mp4': 16 * MB,
  'text/plain': 100 * MB,
  'application/pdf': 100 * MB,
  'application/msword': 100 * MB,
  'application/vnd.ms-excel': 100 * MB,
  'application/vnd.ms-powerpoint': 100 * MB,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 100 * MB,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 100 * MB,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 100 * MB,
}

export const sha256 = (bytes: Uint8Array, encoding: 'hex' | 'base64'): string =>
  createHash('sha256').update(bytes).digest(encoding)

export function mediaStore(now: () => number): MediaStore {
  const all = new Map<string, Media>()
  /** Addresses that live, by what makes each hard to guess. */
  const addresses = new Map<string, { readonly id: string; readonly until: number }>()
  let next = 1_013_859_600_000_000

  function put(type: string, bytes: Uint8Array): Media {
    const media = { id: String(next++), type, bytes: Buffer.from(bytes) }
    all.set(media.id, media)
    return media
  }

  return {
    all,
    put,
    upload(params, file) {
      const unknown = Object.keys(params).find((name) => name !== 'messaging_product' && name !== 'type')
      if (unknown !== undefined)
        return { code: 100, details: `Unexpected key "${unknown}" on param "request".` }
      if (params.messaging_product !== 'whatsapp')
        return { code: 100, details: 'The parameter messaging_product is required.' }
      if (file === undefined) return { code: 100, details: 'The parameter file is required.' }
      const { type } = params
      if (typeof type !== 'string') return { code: 100, details: 'The parameter type is required.' }
      const most = MOST_BYTES[type]
      if (most === undefined || file.type !== type)
        return {
          code: 100,
          details: `Param file must be a file with one of the following types: ${Object.keys(MOST_BYTES).join(', ')}. Received file of type '${file.type}'.`,
        }
      if (file.bytes.length === 0) return { code: 131053, details: 'The file is empty.' }
      if (file.bytes.length > most)
        return { code: 131053, details: `File size ${file.bytes.length} is larger than ${most}.` }
      return put(type, file.bytes)
    },
    describe(id, root) {
      const media = all.get(id)
      if (media === undefined) return noSuchObject('GET', id)
      const hash = sha256(Buffer.from(`${id} ${addresses.size}`), 'hex')
      const until = now() + ADDRESS_LIVES
      addresses.set(hash, { id, until })
      return {
        url: `${root}/whatsapp_business/attachments/?mid=${id}&ext=${Math.floor(until / 1000)}&hash=${hash}`,
        mime_type: media.type,
        sha256: sha256(media.bytes, 'hex'),
        file_size: media.bytes.length,
        id,
        messaging_product: 'whatsapp',
      }
    },
    behind(query) {
      const address = addresses.get(String(query.hash))
      if (address === undefined || address.id !== query.mid || now() >= address.until) return null
      return all.get(address.id) ?? null
    },
    delete: (id) => (all.delete(id) ? { success: true } : noSuchObject('DELETE', id)),
    expire(id) {
      for (const [hash, address] of addresses)
        if (address.id === id) addresses.set(hash, { ...address, until: now() })
    },
  }
}
