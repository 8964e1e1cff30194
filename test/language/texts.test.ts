import { describe, expect, it } from 'vitest'
import { textsOf } from '../../src/language/texts.ts'

const texts = textsOf(
  {
    en: {
      said: '{{share}} said {{answer}}',
      share: '{{count}} in 10',
      people_one: 'one',
      people_other: '{{count}} people',
    },
    nus: { people_one: 'kɛl', people_other: '{{count}} rɛy' },
  },
  ['en'],
)
const visible = (text: string) => text.replaceAll('\u2068', '‹').replaceAll('\u2069', '›')
const fill = (...given: Parameters<typeof texts.fill>) => visible(texts.fill(...given))

describe('a filled text', () => {
  it('keeps every value in its own direction, and takes out signs that could close it', () => {
    expect(fill('share', 'en', { count: '6\u2069' })).toBe('‹6› in 10')
  })

  it('takes words that were filled before as they are, with the values that stand in them', () => {
    const share = { phrase: texts.fill('share', 'en', { count: 6 }) }
    expect(fill('said', 'en', { share, answer: 'A $1 {{share}}' })).toBe('‹6› in 10 said ‹A $1 {{share}}›')
  })

  it('chooses the form of each count anew, in a language that Node does not know too', () => {
    expect([1, 2, 1].map((count) => fill('people', 'en', { count }, count))).toEqual([
      'one',
      '‹2› people',
      'one',
    ])
    expect([1, 2].map((count) => fill('people', 'nus', { count }, count))).toEqual(['kɛl', '‹2› rɛy'])
    expect(fill('people', 'din', { count: 2 }, 2)).toBe('‹2› people')
  })
})
