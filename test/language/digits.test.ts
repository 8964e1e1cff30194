import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digits, parseNumber } from '../../src/language/digits.ts'

test.each([
  ['3', 3],
  ['٣', 3],
  ['۳', 3],
  ['３', 3],
  ['3️⃣', 3],
  ['1️⃣2️⃣', 12],
  [' ١٢ ', 12],
  ['\u200F٤٥', 45],
  ['007', 7],
  ['٣٫٥', 3.5],
  ['3.5', 3.5],
  ['3,5', 3.5],
  ['0.125', 0.125],
  ['١٬٢٣٤', 1234],
  ['١٬٢٣٤٫٥', 1234.5],
  ['1,234,567', 1_234_567],
  ['1 234', 1234],
  ['1,234.5', 1234.5],
  ['1.234,5', 1234.5],
  ['50%', 50],
  ['٥٠٪', 50],
  ['-4', -4],
  ['−4', -4],
])('%s is read as %d', (text, value) => {
  expect(parseNumber(text)).toEqual({ kind: 'number', value })
})

test.each(['1,234', '1.234', '12,500', '١٢،٥٠٠'])('%s could be two numbers, so neither is taken', (text) => {
  expect(parseNumber(text)).toEqual({ kind: 'ambiguous' })
})

test.each(['', 'four', 'five 5', '5 or 6', '1-3', '3.', '1 2', '1٬23', '9'.repeat(16), '½', '٣٫', '1.2.3'])(
  '%s is no number',
  (text) => {
    expect(parseNumber(text)).toEqual({ kind: 'none' })
  },
)

test('a whole number written in any script is the number itself', () => {
  const zeros = [0x30, 0x660, 0x6f0, 0xff10]
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.constantFrom(...zeros), (value, zero) => {
      const written = [...String(value)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('')
      expect(parseNumber(written)).toEqual({ kind: 'number', value })
      expect(digits(written)).toBe(String(value))
    }),
    { numRuns: 100 },
  )
})
