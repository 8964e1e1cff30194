/** The table of errors: a wrong kind loses a message, or sends one that costs the number. */
import { expect, it } from 'vitest'
import { ERRORS, errorRow } from '../../../src/channels/whatsapp-cloud/error-table.ts'
import { refusal, refusalOf } from '../../../src/channels/whatsapp-cloud/send-error.ts'

it.each([
  [[4, 80007, 130429], 'throttled'],
  [[131056, 131053, 131000, 131016], 'retry'],
  [[131047], 'window_closed'],
  [[131026], 'unreachable'],
  [[131049, 130472], 'later'],
  [[131048, 0, 10, 190, 200, 250, 299, 131031, 131042, 368], 'config'],
  [[132000, 132001, 132015, 132068], 'window_closed'],
] as const)('%j are %s', (codes, kind) => {
  for (const code of codes) {
    expect(errorRow(code)?.kind).toBe(kind)
    expect(refusalOf(code, 'text')).toMatchObject({ kind, message: expect.stringContaining(String(code)) })
  }
})

it('one person’s pace waits six seconds at least, and a paused number an hour', () => {
  expect(refusalOf(131056, 'text').retryAfter).toBeGreaterThanOrEqual(6_000)
  expect(refusalOf(131048, 'text').retryAfter).toBe(3_600_000)
})

it.each([
  [401, '{}', 'config'],
  [429, '<html>', 'throttled'],
  [503, '<html>Bad Gateway', 'retry'],
  // A firewall, a proxy, the sign-in page of a hotel: nobody's message is lost by it.
  [302, '', 'retry'],
  [403, '<html>Blocked', 'retry'],
  [404, 'not found', 'retry'],
  [407, '<html>Proxy', 'retry'],
  [451, '{"blocked":true}', 'retry'],
  [400, '{"error":{"code":999999,"message":"to 9647701234567"}}', 'rejected'],
  [400, '{"error":{"code":100,"error_subcode":33}}', 'config'],
] as const)('HTTP %i with %s is %s, and repeats nothing of what Meta wrote', (status, text, kind) => {
  const error = refusal(status, text, 'text')
  expect(error.kind).toBe(kind)
  expect(error.message).not.toContain('964770')
})

it('says in every row what to do, and no code stands in two rows', () => {
  const codes = ERRORS.flatMap(({ codes: [first, last = first] }) =>
    last - first > 100
      ? [first, last]
      : Array.from({ length: last - first + 1 }, (_, index) => first + index),
  )
  expect(new Set(codes).size).toBe(codes.length)
  for (const { words } of ERRORS) expect(words.length).toBeGreaterThan(10)
})
