import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256, shortHmacSha256 } from '../../src/hmac.ts'

test('is the HMAC that everybody else computes, for keys and texts of any length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }),
      (key, bytes, text) => {
        const long = text + 'ض'.repeat(5000)
        const ours = hmacSha256(key)
        const short = shortHmacSha256(key)
        for (const each of [bytes, text, Buffer.from(long), long, text]) {
          const theirs = createHmac('sha256', key).update(each).digest()
          expect(ours(each).equals(theirs)).toBe(true)
          if (typeof each === 'string') expect(short(each)).toBe(theirs.toString('base64url', 0, 16))
        }
      },
    ),
  )
})
