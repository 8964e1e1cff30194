import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedCache } from '../../src/survey/bounded-cache.ts'

describe('a bounded cache', () => {
  it('forgets what was not used for longest', () => {
    const cache = boundedCache<string>(3)
    cache.set('a', 'A', 1)
    cache.set('b', 'B', 1)
    cache.set('c', 'C', 1)
    expect(cache.get('a')).toBe('A')
    cache.set('d', 'D', 1)
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C', 'D'])
  })

  it('does not let one large thing drive out all others', () => {
    const cache = boundedCache<string>(3)
    cache.set('a', 'A', 2)
    cache.set('huge', 'H', 4)
    expect(cache.get('huge')).toBeUndefined()
    expect(cache.get('a')).toBe('A')
  })

  it('never weighs more than its limit, and never gives what was not set last', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      weight: fc.integer({ min: 0, max: 12 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cache = boundedCache<number>(10)
        const last = new Map<string, { at: number; weight: number }>()
        for (const [at, { key, weight }] of steps.entries()) {
          cache.set(key, at, weight)
          last.set(key, { at, weight })
        }
        let total = 0
        for (const [key, { at, weight }] of last) {
          const found = cache.get(key)
          if (found === undefined) continue
          expect(found).toBe(at)
          total += weight
        }
        expect(total).toBeLessThanOrEqual(10)
      }),
    )
  })
})
