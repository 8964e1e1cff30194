/** Who is calling, for rate limits only: hashed under a key that lives as long as the process, and never stored. */
import { createHmac, randomBytes } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

const key = randomBytes(16)

export function clientOf(c: Context, trustForwarded: boolean): string {
  return createHmac('sha256', key).update(networkAddress(c, trustForwarded)).digest('base64url').slice(0, 22)
}

function networkAddress(c: Context, trustForwarded: boolean): string {
  if (trustForwarded) {
    // The last entry is the one our own proxy wrote; those before it are the caller's word.
    const last = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    if (last !== undefined && last !== '') return last
  }
  try {
    return getConnInfo(c).remote.address ?? ''
  } catch {
    // Called without a socket, as tests do.
    return ''
  }
}
