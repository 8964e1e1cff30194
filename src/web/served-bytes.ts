/** Bytes that are made once, and handed out as they are until what they are made of changes. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import { boundedCache } from '../survey/bounded-cache.ts'

export interface WantedBytes {
  /** Names the bytes; differs whenever they do. */
  readonly key: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  make(): AsyncIterable<string | Uint8Array>
}

export type ByteServer = (c: Context, wanted: WantedBytes) => Promise<Response>

interface Made {
  readonly body: Uint8Array<ArrayBuffer>
  /** Null where it would not be smaller. */
  readonly compressed: Uint8Array<ArrayBuffer> | null
  readonly etag: string
}

const packed = promisify(gzip)

/** `kept`: bytes in memory, plain and compressed. Who asks for what is being made waits for it; it is made once. */
export function byteServer(kept: number): ByteServer {
  const made = boundedCache<Made>(kept)
  const making = new Map<string, Promise<Made>>()
  const bytesOf = async (wanted: WantedBytes): Promise<Made> => {
    const known = made.get(wanted.key)
    if (known !== undefined) return known
    const already = making.get(wanted.key)
    if (already !== undefined) return await already
    const fresh = make(wanted)
    making.set(wanted.key, fresh)
    try {
      const found = await fresh
      made.set(wanted.key, found, found.body.byteLength + (found.compressed?.byteLength ?? 0))
      return found
    } finally {
      making.delete(wanted.key)
    }
  }
  return async (c, wanted) => respond(c, wanted, await bytesOf(wanted))
}

async function make(wanted: WantedBytes): Promise<Made> {
  const pieces: Uint8Array[] = []
  for await (const piece of wanted.make()) pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
  const body = Buffer.concat(pieces)
  const compressed = await packed(body)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16)
  return {
    body: new Uint8Array(body),
    compressed: compressed.length < body.length * 0.9 ? new Uint8Array(compressed) : null,
    // Weak, because the same tag stands for the bytes with and without compression.
    etag: `W/"${hash}"`,
  }
}

function respond(c: Context, wanted: WantedBytes, { body, compressed, etag }: Made): Response {
  const headers: Record<string, string> = {
    'Content-Type': wanted.type,
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept-Encoding',
    ...wanted.headers,
    ETag: etag,
  }
  const known = c.req.header('If-None-Match')
  if (known?.split(',').some((one) => one.trim() === etag))
    return new Response(null, { status: 304, headers })
  if (compressed === null || !/\bgzip\b/.test(c.req.header('Accept-Encoding') ?? ''))
    return new Response(body, { headers })
  return new Response(compressed, { headers: { ...headers, 'Content-Encoding': 'gzip' } })
}
