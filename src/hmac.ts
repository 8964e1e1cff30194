/**
 * HMAC-SHA256 (RFC 2104) for one key and many short texts, of two one-shot hashes. `createHmac` makes two native objects a
 * call, which cost a turn over WhatsApp more in garbage than in hashing.
 */
import { hash } from 'node:crypto'

const BLOCK = 64
const DIGEST = 32

/** The function gives the 32 bytes of the text's HMAC; valid until they are changed by whoever got them. */
export function hmacSha256(key: Uint8Array): (text: string | Uint8Array) => Buffer {
  const block = Buffer.alloc(BLOCK)
  block.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key)
  const inner = block.map((byte) => byte ^ 0x36)
  const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST)])
  return (text) => {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    outer.set(hash('sha256', Buffer.concat([inner, bytes]), 'buffer'), BLOCK)
    return hash('sha256', outer, 'buffer')
  }
}
