/** Pictures, handed out as they were drawn until what they show changes. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { boundedCache } from '../../survey/bounded-cache.ts'
import { visitOf } from '../layout/visit.ts'
import type { OpenPicture } from './open-pictures.ts'
import type { SitePorts } from './ports.ts'
import { languageFor, originOf } from './request.ts'

interface Drawn {
  readonly png: Uint8Array<ArrayBuffer>
  readonly etag: string
}

/** Bytes of pictures: some hundred. */
const KEPT = 4_000_000

/** `missing` answers for a picture that there is not. */
export function pictureServer(ports: SitePorts, missing: (c: Context) => Response) {
  const drawn = boundedCache<Drawn>(KEPT)
  return async (c: Context, picture: OpenPicture | undefined): Promise<Response> => {
    if (picture === undefined) return missing(c)
    const { address, languages, stamp } = picture
    const language = languageFor(c, languages)
    const origin = originOf(c, ports)
    const key = JSON.stringify([origin, address, language, stamp])
    let found = drawn.get(key)
    if (found === undefined) {
      const svg = await picture.draw(visitOf({ language, languages, texts: ports.texts, origin, address }))
      if (svg === undefined) return missing(c)
      const png = new Uint8Array(await ports.pictures(svg))
      const etag = `"${createHash('sha256').update(png).digest('base64url').slice(0, 16)}"`
      found = { png, etag }
      drawn.set(key, found, png.byteLength)
    }
    const headers = {
      'Content-Type': 'image/png',
      'Cache-Control': 'public, max-age=300',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Language',
      ETag: found.etag,
    }
    if (c.req.header('If-None-Match') === found.etag) return new Response(null, { status: 304, headers })
    return new Response(found.png, { headers })
  }
}
