/** The pace of an account. Too quick, and the platform closes the number; too slow, and people wait. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pace } from '../../src/delivery/pace.ts'

/** When messages go if one always waits: milliseconds. */
function send(perSecond: number, seconds: number, step: number): number[] {
  const bucket = pace(perSecond, 0)
  const sent: number[] = []
  for (let now = 0; now < seconds * 1000; now += step) {
    const room = bucket.room(now)
    bucket.take(room, now)
    for (let one = 0; one < room; one += 1) sent.push(now)
  }
  return sent
}

const mostInASecond = (times: readonly number[]): number => {
  let from = 0
  return times.reduce((most, time, index) => {
    while (time - (times[from] ?? 0) >= 1000) from += 1
    return Math.max(most, index - from + 1)
  }, 0)
}

it.each([
  [80, 5],
  [80, 13],
  [30, 7],
  [1000, 10],
])('%i a second, looked at every %i ms, is held within 5 % and never exceeded', (perSecond, step) => {
  const sent = send(perSecond, 60, step)
  expect(mostInASecond(sent)).toBeLessThanOrEqual(perSecond)
  expect(sent.length / 60).toBeGreaterThanOrEqual(perSecond * 0.95)
})

it('no way of asking gets more than the pace out of any second', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(
        fc.record({ wait: fc.integer({ min: 0, max: 400 }), want: fc.integer({ min: 0, max: 300 }) }),
        {
          maxLength: 80,
        },
      ),
      (perSecond, asks) => {
        const bucket = pace(perSecond, 0)
        const sent: number[] = []
        let now = 0
        for (const { wait, want } of asks) {
          now += wait
          const count = Math.min(want, bucket.room(now))
          bucket.take(count, now)
          for (let one = 0; one < count; one += 1) sent.push(now)
        }
        expect(mostInASecond(sent)).toBeLessThanOrEqual(perSecond)
      },
    ),
  )
})

it('what was taken and not sent may be sent after all', () => {
  const bucket = pace(10, 0)
  bucket.take(1, 0)
  expect(bucket.room(0)).toBe(0)
  bucket.giveBack()
  expect(bucket.room(0)).toBe(1)
})

it('where nothing holds the account back, nothing does', () => {
  const bucket = pace(Number.POSITIVE_INFINITY, 0)
  bucket.take(1_000_000, 0)
  expect([bucket.room(0), bucket.wait(0)]).toEqual([Number.POSITIVE_INFINITY, 0])
})
