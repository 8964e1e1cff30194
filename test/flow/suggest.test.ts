import { describe, expect, it } from 'vitest'
import { suggest } from '../../src/flow/suggest.ts'

describe('a suggestion', () => {
  const words = ['safe_now', 'worries', 'household', 'no', 'choose_many']

  it.each([
    ['save_now', 'safe_now'],
    ['safenow', 'safe_now'],
    ['Safe now', 'safe_now'],
    ['safe-now', 'safe_now'],
    ['wories', 'worries'],
    ['houshold', 'household'],
    ['huosehold', 'household'],
    ['nn', 'no'],
    ['house', 'household'],
    ['chooose_mny', 'choose_many'],
  ])('for %s is %s', (given, meant) => {
    expect(suggest(given, words)).toBe(meant)
  })

  it.each(['thanks', 'x', '', 'ممتاز'])('is not made for %s, which is like none', (given) => {
    expect(suggest(given, words)).toBeUndefined()
  })
})
