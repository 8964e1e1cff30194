/** The pace of an account. Too quick, and the platform closes the number; too slow, and people wait. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pace } from '../../src/delivery/pace.ts'

/** When the platform counts messages if one always waits, each answered after its round trip: milliseconds. */
function send(
  perSecond: number,
  seconds: number,
  step: number,
  trips: () => { up: number; back: number },
): number[] {
  const bucket = pace(perSecond, 0)
  const counted: number[] = []
  let flying: number[] = []
  for (let now = 0; now < seconds * 1000; now += step) {
    for (const at of flying) if (at <= now) bucket.landed(now)
    flying = flying.filter((at) => at > now)
    const room = bucket.room(now)
    bucket.take(room)
    for (let one = 0; one < room; one += 1) {
      const { up, back } = trips()
      counted.push(now + up)
      flying.push(now + up + back)
    }
  }
  return counted.sort((a, b) => a - b)
}

const mostInASecond = (times: readonly number[]): number => {
  let from = 0
  return times.reduce((most, time, index) => {
    while (time - (times[from] ?? 0) >= 1000) from += 1
    return Math.max(most, index - from + 1)
  }, 0)
}

it.each([
  [80, 1, 8],
  [80, 5, 8],
  [30, 7, 20],
  [1000, 10, 5],
])(
  '%i a second, looked at every %i ms over a round trip of %i ms, is held within 5 % and never exceeded',
  (perSecond, step, trip) => {
    const counted = send(perSecond, 60, step, () => ({ up: trip / 2, back: trip / 2 }))
    expect(mostInASecond(counted)).toBeLessThanOrEqual(perSecond)
    expect(counted.length / 60).toBeGreaterThanOrEqual(perSecond * 0.95)
  },
)

it('however a network holds messages up and lets them arrive together, no second of the platform sees more', () => {
  const trip = fc.record({ up: fc.integer({ min: 0, max: 1500 }), back: fc.integer({ min: 0, max: 600 }) })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.array(trip, { minLength: 1, maxLength: 60 }),
      (perSecond, trips) => {
        let next = 0
        const counted = send(perSecond, 8, 5, () => trips[next++ % trips.length] ?? { up: 0, back: 0 })
        expect(mostInASecond(counted)).toBeLessThanOrEqual(perSecond)
      },
    ),
  )
})

it('a clock that is set back holds nothing up for longer than a second', () => {
  const hour = 3_600_000
  const bucket = pace(80, hour)
  let sent = 0
  for (let now = hour; now < hour + 1_000; now += 5) {
    const room = bucket.room(now)
    bucket.take(room)
    for (let one = 0; one < room; one += 1) bucket.landed(now)
    sent += room
  }
  expect(sent).toBeGreaterThan(75)
  expect(bucket.room(0)).toBe(80 - sent)
  expect(bucket.room(1_100)).toBeGreaterThan(0)
})

it('what was taken and not sent may be sent after all', () => {
  const bucket = pace(10, 0)
  bucket.take(1)
  expect(bucket.room(0)).toBe(0)
  bucket.giveBack()
  expect(bucket.room(0)).toBe(1)
})

it('where nothing holds the account back, nothing does', () => {
  const bucket = pace(Number.POSITIVE_INFINITY, 0)
  bucket.take(1_000_000)
  expect([bucket.room(0), bucket.wait(0)]).toEqual([Number.POSITIVE_INFINITY, 0])
})
