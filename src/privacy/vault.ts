/**
 * The vault of addresses. An address is looked up by HMAC-SHA256 and kept sealed with AES-256-GCM; both keys come from
 * one master key by HKDF, and the master key is never in the database. Whoever has the database alone learns nobody's
 * address, and cannot test a guess.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { shortHmacSha256 } from '../hmac.ts'

export interface Vault {
  /** 22 characters of base64url; the same for the same text, and worth nothing without the key. */
  lookup(...parts: readonly string[]): string
  /** base64url of nonce (12 bytes), tag (16 bytes) and ciphertext. */
  seal(text: string): string
  /** Throws when the text was sealed with another key, or was changed. */
  open(sealed: string): string
  /** For files: the same, as bytes. */
  sealBytes(bytes: Uint8Array): Uint8Array
  openBytes(sealed: Uint8Array): Uint8Array
  /** Kept in the database to tell a wrong key at start. Says nothing about the key. */
  readonly fingerprint: string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param master 32 random bytes */
export function createVault(master: Uint8Array): Vault {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `hearback ${purpose}`, 32))
  const lookupOf = shortHmacSha256(derive('lookup'))
  const sealKey = derive('seal')
  const sealBytes = (bytes: Uint8Array): Buffer => {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', sealKey, nonce)
    const ciphertext = [cipher.update(bytes), cipher.final()]
    return Buffer.concat([nonce, cipher.getAuthTag(), ...ciphertext])
  }
  const openBytes = (sealed: Uint8Array): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, NONCE_BYTES))
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  }
  return {
    // The parts are told apart by a byte that no address contains.
    lookup: (...parts) => lookupOf(parts.join('\0')),
    seal: (text) => sealBytes(Buffer.from(text)).toString('base64url'),
    open: (sealed) => openBytes(Buffer.from(sealed, 'base64url')).toString('utf8'),
    sealBytes,
    openBytes,
    fingerprint: derive('fingerprint').toString('base64url'),
  }
}

/** Compares secrets of any length without telling by time how much of them matched. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
