/** Weights: if they were wrong, every weighted figure would be, and nobody could see it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RakedRow, type Raking, rake } from '../../src/findings/rake.ts'
import type { Margin } from '../../src/flow/programme.ts'

const rows = (...given: [count: number, ...groups: (string | null)[]][]): RakedRow[] =>
  given.map(([count, ...groups]) => ({ count, groups }))
const weightsOf = (raking: Raking) => {
  if (raking.state === 'failed') throw new Error(`not raked: ${raking.reason} ${raking.margin}`)
  return raking.weights
}

const sex: Margin = { by: 'sex', shares: { female: 50, male: 50 } }
const place: Margin = { by: 'place', shares: { basra: 0.6, kirkuk: 0.4 } }

describe('raking', () => {
  it('to one margin is post-stratification: share of the population over share of the people', () => {
    // 30 of 100 are women and should be 50: each counts 50/30, each man 50/70.
    const raked = rake(rows([30, 'female'], [70, 'male']), [sex], { trim: 5 })
    expect(raked).toMatchObject({ state: 'raked', iterations: 1, trimmed: 0 })
    expect(weightsOf(raked).map((weight) => weight.toFixed(6))).toEqual(['1.666667', '0.714286'])
    // 100 · (30·(5/3)² + 70·(5/7)²) / 100² = 25/30 + 25/70
    expect(raked.state === 'raked' && raked.designEffect).toBeCloseTo(25 / 30 + 25 / 70, 12)
  })

  it('to two margins meets both, as worked out by hand', () => {
    // People: 40 women and 20 men in Basra, 10 and 30 in Kirkuk. Wanted: half women, 60 in Basra.
    // A table with these margins keeps the odds ratio of the people, (40·30)/(20·10) = 6. With x women in Basra:
    // x(x − 10) = 6 (60 − x)(50 − x), so 5x² − 650x + 18,000 = 0, and x = 65 − √(65² − 3600) = 40.
    const people = rows(
      [40, 'female', 'basra'],
      [20, 'male', 'basra'],
      [10, 'female', 'kirkuk'],
      [30, 'male', 'kirkuk'],
    )
    expect(weightsOf(rake(people, [sex, place], { trim: 5 }))).toEqual([1, 1, 1, 1])
    // With 80 women in Basra the odds ratio is 12: 11x² − 1310x + 36,000 = 0, x = (1310 − √132,100)/22 = 43.0248.
    const more = rows(
      [80, 'female', 'basra'],
      [20, 'male', 'basra'],
      [10, 'female', 'kirkuk'],
      [30, 'male', 'kirkuk'],
    )
    const x = (1310 - Math.sqrt(132_100)) / 22
    // Shares of 100 become weights of 140 people.
    const expected = [x / 80, (60 - x) / 20, (50 - x) / 10, (x - 10) / 30].map((share) => share * 1.4)
    for (const [at, weight] of weightsOf(rake(more, [sex, place], { trim: 5 })).entries())
      expect(weight).toBeCloseTo(expected[at] ?? 0, 5)
  })

  it('gives the weights that R gives the schools of apiclus1', () => {
    // survey::rake of stype (E 4421, H 755, M 1018) and sch.wide (No 1072, Yes 5122); 183 schools stand for 6,194.
    const schools = rows(
      [132, 'E', 'Yes'],
      [12, 'E', 'No'],
      [11, 'H', 'Yes'],
      [3, 'H', 'No'],
      [17, 'M', 'Yes'],
      [8, 'M', 'No'],
    )
    const margins: Margin[] = [
      { by: 'stype', shares: { E: 4421, H: 755, M: 1018 } },
      { by: 'wide', shares: { No: 1072, Yes: 5122 } },
    ]
    const inSchools = weightsOf(rake(schools, margins, { trim: 5 })).map((weight) => (weight * 6194) / 183)
    // R stops within one school of each margin.
    for (const [at, weight] of [29.87046, 39.83851, 50.33015, 67.12578, 36.79218, 49.07007].entries())
      expect(Math.abs((inSchools[at] ?? 0) / weight - 1)).toBeLessThan(5e-4)
  })

  it('leaves those who did not say the weight that the other margins give them', () => {
    const people = rows([30, 'female', 'basra'], [60, 'male', 'basra'], [10, null, 'kirkuk'])
    const [woman = 0, man = 0, silent = 0] = weightsOf(rake(people, [sex], { trim: 5 }))
    expect([woman * 30, man * 60].map((weight) => weight.toFixed(6))).toEqual(['45.000000', '45.000000'])
    expect(silent).toBe(1)
    const [, , fromKirkuk = 0] = weightsOf(rake(people, [sex, place], { trim: 5 }))
    expect(fromKirkuk * 10).toBeCloseTo(40, 3)
  })

  it('cuts back weights over the limit and still meets the margins where that can be', () => {
    // Free, the four young people of Kirkuk would weigh 4.3 each: x²/((60 − x)(40 − x)) = 4·44/(36·16), x = 17.24.
    const people = rows(
      [4, 'young', 'kirkuk'],
      [36, 'young', 'basra'],
      [16, 'old', 'kirkuk'],
      [44, 'old', 'basra'],
    )
    const margins: Margin[] = [
      { by: 'age_band', shares: { young: 60, old: 40 } },
      { by: 'place', shares: { kirkuk: 40, basra: 60 } },
    ]
    const free = rake(people, margins, { trim: 5 })
    expect(free).toMatchObject({ trimmed: 0 })
    expect(weightsOf(free)[0]).toBeCloseTo(17.24 / 4, 2)
    // At most 3, they are 12, so there are 48 other young people, 28 older ones of Kirkuk, and 12 left.
    const cut = rake(people, margins, { trim: 3 })
    expect(cut).toMatchObject({ state: 'raked', trimmed: 4 })
    const weights = weightsOf(cut)
    expect(Math.max(...weights)).toBeLessThanOrEqual(3)
    for (const [at, weight] of [3, 48 / 36, 28 / 16, 12 / 44].entries())
      expect(weights[at]).toBeCloseTo(weight, 3)
  })

  it('says which group of which margin nobody is in', () => {
    expect(rake(rows([10, 'female', 'basra'], [10, 'male', 'basra']), [sex, place], { trim: 5 })).toEqual({
      state: 'failed',
      reason: 'empty',
      margin: 'place',
      group: 'kirkuk',
    })
    expect(rake([], [sex], { trim: 5 })).toMatchObject({ reason: 'empty', group: 'female' })
    expect(rake(rows([5, null]), [sex], { trim: 5 })).toMatchObject({ reason: 'empty', group: 'female' })
  })

  it('says so when the margins cannot be met: they contradict each other, or the limit forbids it', () => {
    const apart = rows([50, 'female', 'basra'], [50, 'male', 'kirkuk'])
    expect(rake(apart, [sex, place], { trim: 5 })).toMatchObject({
      state: 'failed',
      reason: 'not_converged',
    })
    expect(rake(rows([1, 'female'], [99, 'male']), [sex], { trim: 5 })).toEqual({
      state: 'failed',
      reason: 'not_converged',
      margin: 'sex',
    })
    expect(rake(rows([30, 'female'], [70, 'male']), [sex], { trim: 1 })).toMatchObject({ state: 'failed' })
  })

  it('without margins, or with margins that are met already, weighs everybody the same', () => {
    const even = { state: 'raked', weights: [1, 1], iterations: 0, trimmed: 0, designEffect: 1 }
    const people = rows([20, 'female'], [20, 'male'])
    expect(rake(people, [], { trim: 5 })).toEqual(even)
    expect(rake(people, [sex], { trim: 1 })).toEqual(even)
  })

  const people = fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 200 }),
      groups: fc.tuple(
        fc.constantFrom('female', 'male', null),
        fc.constantFrom('basra', 'kirkuk', 'zakho', null),
      ),
    }),
    { minLength: 4, maxLength: 24 },
  )
  const margins = fc
    .tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 1, max: 100 })))
    .map(([female = 1, male = 1, basra = 1, kirkuk = 1, zakho = 1]): Margin[] => [
      { by: 'sex', shares: { female, male } },
      { by: 'place', shares: { basra, kirkuk, zakho } },
    ])
  const trim = fc.double({ min: 1, max: 8, noNaN: true })

  it('either meets every margin with weights of a mean of 1 and under the limit, or says that it did not', () => {
    let raked = 0
    fc.assert(
      fc.property(people, margins, trim, (rows, margins, trim) => {
        const raking = rake(rows, margins, { trim, iterations: 100 })
        if (raking.state === 'failed') return
        raked += 1
        const weigh = (which: (row: RakedRow) => boolean) =>
          rows.reduce((sum, row, at) => sum + (which(row) ? row.count * (raking.weights[at] ?? 0) : 0), 0)
        const all = rows.reduce((sum, { count }) => sum + count, 0)
        expect(weigh(() => true) / all).toBeCloseTo(1, 9)
        expect(Math.max(...raking.weights)).toBeLessThanOrEqual(trim + 1e-9)
        expect(raking.designEffect).toBeGreaterThanOrEqual(1 - 1e-12)
        for (const [at, { shares }] of margins.entries()) {
          const whole = Object.values(shares).reduce((sum, share) => sum + share, 0)
          const said = weigh(({ groups }) => groups[at] !== null)
          for (const [group, share] of Object.entries(shares))
            expect(Math.abs(weigh(({ groups }) => groups[at] === group) / said - share / whole)).toBeLessThan(
              2e-6,
            )
        }
      }),
      { numRuns: 150 },
    )
    expect(raked).toBeGreaterThan(20)
  })

  it('gives each the same weight in whichever order people stand, and one by one as told together', () => {
    fc.assert(
      fc.property(people, margins, trim, (rows, margins, trim) => {
        const options = { trim, iterations: 100 }
        const straight = rake(rows, margins, options)
        const back = rake(rows.toReversed(), margins, options)
        const apart = rake(
          rows.flatMap(({ count, groups }) => [
            { count: count - 1, groups },
            { count: 1, groups },
          ]),
          margins,
          options,
        )
        expect([back.state, apart.state]).toEqual([straight.state, straight.state])
        if (straight.state === 'failed' || back.state === 'failed' || apart.state === 'failed') return
        const reversed = back.weights.toReversed()
        for (const [at, weight] of straight.weights.entries()) {
          expect(reversed[at]).toBeCloseTo(weight, 6)
          expect(apart.weights[2 * at]).toBeCloseTo(weight, 6)
        }
      }),
      { numRuns: 100 },
    )
  })
})
