/** The id that a message goes out under, made from its reference, so that a second try is known to be the same message. */
import { createHash } from 'node:crypto'
import type { Reference } from '../channel.ts'

/** WhatsApp's own prefix for ids made by a linked device; 18 hex digits follow. */
const PREFIX = '3EB0'
const DIGITS = 18

/** `hidden` is the digest of the reference: WhatsApp must not learn how our outbox names things. 72 bits of it stay. */
export function messageIdOf(hidden: Reference): string {
  const hash = createHash('sha256').update(hidden).digest('hex')
  return `${PREFIX}${hash.slice(0, DIGITS).toUpperCase()}`
}
