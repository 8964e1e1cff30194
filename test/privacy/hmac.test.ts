import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256 } from '../../src/hmac.ts'

test('is the HMAC that everybody else computes, for keys and texts of any length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.string(),
      (key, bytes, text) => {
        const ours = hmacSha256(key)
        for (const each of [bytes, text])
          expect(ours(each).equals(createHmac('sha256', key).update(each).digest())).toBe(true)
      },
    ),
  )
})
