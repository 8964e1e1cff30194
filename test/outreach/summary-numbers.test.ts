import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShownFinding } from '../../src/findings/finding.ts'
import { frequencyOfSum } from '../../src/findings/natural-frequency.ts'
import { planFinding } from '../../src/findings/plan-finding.ts'
import { faultsOf, figuresOf, numbersIn } from '../../src/outreach/summary-numbers.ts'

const said = (text: string) =>
  numbersIn(text).map(({ value, kind }) => (kind === 'percent' ? `${value}%` : value))

const safety: ShownFinding = {
  question: 'safe_now',
  kind: 'choose',
  of: [],
  state: 'shown',
  base: 212,
  cells: [
    { options: ['safe'], count: 82, percent: 39 },
    { options: ['unsafe'], count: 130, percent: 61 },
  ],
  hidden: [],
  nonanswers: 14,
  flags: [],
}
const proposed = '6 in 10 (61%) of the 212 people who answered do not feel safe.'
const claims = planFinding(safety, undefined)
const figures = figuresOf(safety, claims, ['In the last 12 months, how safe are you?', 'May 2026'])
const faults = (sentence: string) => faultsOf(sentence, figures).map(({ kind }) => kind)

describe('numbers in a sentence', () => {
  it.each([
    ['6 in 10 (61%) of 212', [6, 10, '61%', 212]],
    ['٦ من كل ١٠ (٦١٪) من ١٬٢١٢ شخصاً', [6, 10, '61%', 1212]],
    ['۶ لە هەر ۱۰ کەس', [6, 10]],
    ['لە سەدا ٦١ی خەڵک', ['61%']],
    ['61 بالمئة، و39 في المائة', ['61%', '39%']],
    ['%61 of them, 61 per cent', ['61%', '61%']],
    ['60% 212', ['60%', 212]],
    ['1,234 people, 2.5 children', [1234, 2.5]],
    ['18–30 and 2026-05', [18, 30, 2026, 5]],
    ['\u2068٦\u2069 من \u2068١٠\u2069', [6, 10]],
    ['no figure at all', []],
  ])('%s', (text, numbers) => {
    expect(said(text)).toEqual(numbers)
  })

  it('that cannot be read are still seen', () => {
    for (const text of ['½ of them', 'Ⅳ', '६ people', 'x²']) expect(said(text)).toEqual([Number.NaN])
  })
})

describe('an edited sentence', () => {
  it.each([
    proposed,
    'Of the 212 who answered, 61% say that they are not safe where they live.',
    'من بين ٢١٢ شخصاً أجابوا، قال ٦ من كل ١٠ إنهم لا يشعرون بالأمان.',
    'لە ۲۱۲ کەس، ٪٦١ هەست بە ئاسایش ناکەن.',
    'About 3 in 5 of the 212 people who answered, 61 of 100, feel unsafe.',
    'In the last 12 months 61% of 212 people felt unsafe, 39% did not; 14 did not know (May 2026).',
  ])('may say it in other words: %s', (sentence) => {
    expect(faults(sentence)).toEqual([])
  })

  it.each([
    ['another share', '62% of the 212 people who answered do not feel safe.', ['number', 'main']],
    ['another share in ten', '7 in 10 of the 212 people do not feel safe.', ['number', 'number', 'main']],
    ['a share of the other answer only', '39% of the 212 people feel safe.', ['main']],
    [
      'a share of five that is too far off',
      '4 in 5 of the 212 people do not feel safe.',
      ['number', 'number', 'main'],
    ],
    ['a count, which is never told', '130 of the 212 people (61%) do not feel safe.', ['number']],
    ['the percent as a plain number', '61 of the 212 people do not feel safe.', ['number', 'main']],
    ['no base', '61% do not feel safe.', ['base']],
    ['no figure', 'Most people do not feel safe.', ['main', 'base']],
    ['another base', '61% of the 213 people do not feel safe.', ['number', 'base']],
    ['a figure in letters of another script', '६१% or 61% of 212.', ['number']],
    ['nothing', '  ', ['empty']],
  ])('is refused when it says %s', (_, sentence, kinds) => {
    expect(faults(sentence)).toEqual(kinds)
  })

  it('never lets through a whole number that its finding does not yield', () => {
    const allowed = new Set([...figures.percents, ...figures.plain, 2, 3, 4, 5, 6, 10, 20, 100])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom('', '%', ' in 10'), (value, unit) => {
        const sentence = `61% of 212 people, and ${value}${unit} of them more.`
        const fine = faultsOf(sentence, figures).length === 0
        if (fine) expect(allowed.has(value)).toBe(true)
        if (fine && unit === '%') expect([39, 61]).toContain(value)
      }),
    )
  })

  it('names the number and what is allowed', () => {
    const [fault] = faultsOf('62% (61%) of the 212', figures)
    expect(fault).toMatchObject({
      kind: 'number',
      written: '62',
      allowed: expect.arrayContaining(['61%', '6 in 10', '212']),
    })
  })

  it('keeps the middle value of a number', () => {
    const household: ShownFinding = {
      ...{ question: 'household', kind: 'number', of: [], state: 'shown', base: 90, cells: [], hidden: [] },
      ...{ nonanswers: null, flags: [], numbers: { median: 6, lowerQuartile: 4, upperQuartile: 9 } },
    }
    const middle = figuresOf(household, planFinding(household, undefined), [])
    expect(faultsOf('Half of 90 people live with 6 or fewer, most of them with 4 to 9.', middle)).toEqual([])
    expect(faultsOf('Half of 90 people live with 4 or fewer.', middle)).toMatchObject([{ kind: 'main' }])
  })

  it('may tell two bars as one share, or each with its percent, but not their sum as if it were a bar', () => {
    const scale: ShownFinding = {
      ...safety,
      cells: [
        { options: ['a'], count: 60, percent: 28 },
        { options: ['b'], count: 70, percent: 33 },
        { options: ['c'], count: 82, percent: 39 },
      ],
    }
    const share = {
      kind: 'share',
      options: ['a', 'b'],
      percents: [28, 33],
      frequency: frequencyOfSum([28, 33]),
    } as const
    const two = figuresOf(scale, [share], [])
    expect(faultsOf('About 6 in 10 of the 212 people said so.', two)).toEqual([])
    expect(faultsOf('28% of the 212 people said one, and 33% the other.', two)).toEqual([])
    expect(faultsOf('28% of the 212 people said so.', two)).toMatchObject([{ kind: 'main' }])
    expect(faultsOf('61% of the 212 people said so.', two)).toMatchObject([
      { kind: 'number' },
      { kind: 'main' },
    ])
  })
})
