/** Ids that we make. UUIDv7 where order helps an index, random v4 where order would tell who came first. */
import { randomBytes, randomUUID } from 'node:crypto'

/** RFC 9562 version 4: nothing about when or in which order it was made. */
export const randomId = (): string => randomUUID()

const POOL_BYTES = 10 * 512
let pool = Buffer.alloc(0)
let used = 0

/** RFC 9562 version 7: begins with the time, so that new rows lie together. */
export function orderedId(now: number): string {
  if (used >= pool.length) {
    // One draw of entropy for many ids: a system call an id would be the dearest part of a turn.
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  const random = pool.subarray(used, used + 10)
  used += 10
  const time = now.toString(16).padStart(12, '0')
  const hex = random.toString('hex')
  const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
}
