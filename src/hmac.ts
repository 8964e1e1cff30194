/**
 * HMAC-SHA256 (RFC 2104) for one key and many short texts, of two one-shot hashes. `createHmac` makes two native objects a
 * call, and a hash given as bytes one more; that costs a turn over WhatsApp, which needs four, more than the hashing. So
 * what is hashed lies in one buffer, and hashes come as strings.
 */
import { hash } from 'node:crypto'

const BLOCK = 64
const DIGEST = 32
/** What is longer is copied into a buffer of its own. */
const SHORT = 4096

/** The function gives the 32 bytes of the text's HMAC. */
export function hmacSha256(key: Uint8Array): (text: string | Uint8Array) => Buffer {
  const outerOf = outerFor(key)
  return (text) => hash('sha256', outerOf(text), 'buffer')
}

/** The function gives the first 16 bytes of the text's HMAC in base64url, 22 characters. */
export function shortHmacSha256(key: Uint8Array): (text: string) => string {
  const outerOf = outerFor(key)
  return (text) => {
    const all = hash('sha256', outerOf(text), 'base64url')
    return all.slice(0, 21) + (LAST[all.charCodeAt(21)] ?? '')
  }
}

/** Gives what the outer hash is of; valid until the next call. */
function outerFor(key: Uint8Array): (text: string | Uint8Array) => Buffer {
  const block = Buffer.alloc(BLOCK)
  block.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key)
  const inner = block.map((byte) => byte ^ 0x36)
  const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST)])
  const short = Buffer.alloc(BLOCK + SHORT)
  short.set(inner)

  const innerOf = (text: string | Uint8Array): Buffer => {
    // A character is at most three bytes of UTF-8 for each of its places in the string.
    if (typeof text === 'string') {
      if (text.length * 3 <= SHORT) return short.subarray(0, BLOCK + short.write(text, BLOCK))
      return Buffer.concat([inner, Buffer.from(text)])
    }
    if (text.length > SHORT) return Buffer.concat([inner, text])
    short.set(text, BLOCK)
    return short.subarray(0, BLOCK + text.length)
  }
  return (text) => {
    outer.write(hash('sha256', innerOf(text), 'hex'), BLOCK, 'hex')
    return outer
  }
}

/** 16 bytes end within their 22nd character: of its six bits the last four belong to the next byte, and are nought. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const LAST: string[] = []
for (const [value, character] of [...ALPHABET].entries())
  LAST[character.charCodeAt(0)] = ALPHABET.charAt(value & 0b110000)
