/** Figures that others have worked out, to the digits that they give: a wrong formula would tell a wrong story. */
import { describe, expect, it } from 'vitest'
import { designEffectOf } from '../../src/findings/design-effect.ts'
import { effectiveSize, newcombe, wilson, wilsonOfShare } from '../../src/findings/interval.ts'
import { NORMAL_95, twoSided, upperTail } from '../../src/findings/normal.ts'
import { holm, smallestChange, testDifference } from '../../src/findings/significance.ts'
import { studentQuantile } from '../../src/findings/student.ts'

/** Both bounds, to so many digits after the point. */
const bounds = (interval: { low: number; high: number } | undefined, digits: number) =>
  interval === undefined ? undefined : [interval.low, interval.high].map((bound) => bound.toFixed(digits))

describe('an interval for staff', () => {
  it.each([
    [81, 263, ['0.2553', '0.3662']],
    [15, 148, ['0.0624', '0.1605']],
    [0, 20, ['0.0000', '0.1611']],
    [1, 29, ['0.0061', '0.1718']],
  ])('is what Newcombe (1998) worked out for %i of %i', (count, base, expected) => {
    expect(bounds(wilson(count, base), 4)).toEqual(expected)
  })

  it('never leaves what is possible, and touches it where everybody or nobody said so', () => {
    expect(wilson(0, 20)?.low).toBe(0)
    expect(wilson(20, 20)?.high).toBe(1)
    expect(bounds(wilson(20, 20), 4)).toEqual(['0.8389', '1.0000'])
  })

  it('is none where nobody was asked', () => {
    expect(wilson(0, 0)).toBeUndefined()
    expect(newcombe({ count: 0, base: 0 }, { count: 1, base: 2 })).toBeUndefined()
  })

  it('is as wide as of half the people when the design costs half of them', () => {
    expect(wilson(40, 100, { designEffect: 2 })).toEqual(wilson(20, 50))
  })

  it('is that of R for a domain of few clusters', () => {
    // 4 of the 183 schools. The error is given as .022622; these further digits are what the size and both bounds allow.
    const [share, error] = [4 / 183, 0.02262245]
    const size = effectiveSize(share, error)
    expect([share.toFixed(6), error.toFixed(6), size.toFixed(3)]).toEqual(['0.021858', '0.022622', '41.776'])
    expect(bounds(wilsonOfShare(share, size, 14), 6)).toEqual(['0.003179', '0.135391'])
  })

  it('of a difference is what Newcombe worked out for 56 of 70 and 48 of 80', () => {
    const difference = newcombe({ count: 48, base: 80 }, { count: 56, base: 70 })
    expect(bounds(difference, 4)).toEqual(['0.0524', '0.3339'])
  })
})

describe('a change between rounds', () => {
  const tested = (from: number, to: number, designEffect: number) =>
    testDifference({ share: from, base: 759, designEffect }, { share: to, base: 613, designEffect })

  it('is one in Kirkuk, 33 % of 759 to 21 % of 613, also where the design costs half of the people', () => {
    expect(tested(0.33, 0.21, 1).z.toFixed(2)).toBe('-5.06')
    expect(tested(0.33, 0.21, 2).z.toFixed(2)).toBe('-3.58')
    expect(tested(0.33, 0.21, 2).p).toBeLessThan(0.001)
  })

  it('is none where 14 % and then 17 % expect worse', () => {
    expect(tested(0.14, 0.17, 1).p.toFixed(2)).toBe('0.13')
    expect(tested(0.14, 0.17, 2).p.toFixed(2)).toBe('0.28')
  })

  it('of 400 people each shows from 6.9 points, and from 9.8 where the design costs half of them', () => {
    const smallest = (designEffect: number) =>
      (100 * smallestChange({ base: 400, designEffect }, { base: 400, designEffect })).toFixed(1)
    expect(smallest(1)).toBe('6.9')
    expect(smallest(2)).toBe('9.8')
  })

  it('is none between equal shares, also where nobody or everybody says so', () => {
    expect(testDifference({ share: 0, base: 50 }, { share: 0, base: 60 })).toEqual({ z: 0, p: 1 })
    expect(testDifference({ share: 0, base: 50 }, { share: 1, base: 60 })).toEqual({ z: Infinity, p: 0 })
  })

  it('must hold against all others that are told with it', () => {
    // The example of Holm's procedure in R: p.adjust(c(.01, .02, .03, .04), "holm").
    expect(holm([0.01, 0.02, 0.03, 0.04]).map((p) => p.toFixed(2))).toEqual(['0.04', '0.06', '0.06', '0.06'])
    expect(holm([0.04, 0.01, 0.9])).toEqual([0.08, 0.03, 0.9])
    expect(holm([])).toEqual([])
  })
})

describe('the distributions', () => {
  it.each([
    [0, 0.5],
    [1, 0.158655253931457],
    [1.959963984540054, 0.025],
    [2.999, 0.00135433653372711],
    [3.001, 0.00134547282508497],
    [5, 2.86651571879194e-7],
    [10, 7.61985302416053e-24],
  ])('leave above %d what the tables have', (z, expected) => {
    expect(Math.abs(upperTail(z) / expected - 1)).toBeLessThan(1e-10)
    expect(upperTail(-z)).toBeCloseTo(1 - expected, 12)
  })

  it('know no chance beyond all numbers', () => {
    expect(twoSided(Infinity)).toBe(0)
    expect(twoSided(-Infinity)).toBe(0)
    expect(twoSided(NORMAL_95)).toBeCloseTo(0.05, 14)
  })

  it.each([
    [1, 12.7062047361747],
    [2, 4.30265272974946],
    [14, 2.1447866879178],
    [30, 2.04227245630124],
  ])('of Student with %i degrees reach what the tables have', (degrees, expected) => {
    expect(Math.abs(studentQuantile(0.95, degrees) / expected - 1)).toBeLessThan(1e-10)
  })
})

describe("Kish's design effect", () => {
  it('is 1 for equal weights, and of 1 and 3 in equal number 1.25', () => {
    expect(designEffectOf([2, 2, 2])).toBe(1)
    expect(designEffectOf([1, 3])).toBe(1.25)
    expect(designEffectOf([1, 3], [50, 50])).toBe(1.25)
    expect(designEffectOf([])).toBe(1)
  })
})
