/** Mistakes in a plan are named before anybody is asked anything, with what would be right. */
import { describe, expect, it } from 'vitest'
import { checkDates, checkPlan } from '../../src/survey/plan.ts'
import { createTargetTest, listTargets, parseTargets } from '../../src/survey/targets.ts'
import { pulse } from '../fixtures/pulse.ts'

const NONE = { targets: {} }

describe('targets as they are typed', () => {
  it('are read by place, sex, age band and in all', () => {
    const words = ['place.basra=200', 'place.kirkuk=100', 'sex.female=300', 'age_band.a=5', 'all=1000']
    const targets = {
      ...{ all: 1000, place: { basra: 200, kirkuk: 100 } },
      ...{ sex: { female: 300 }, age_band: { a: 5 } },
    }
    expect(parseTargets(words)).toEqual({ targets, faults: [] })
    expect(listTargets(targets).map(({ by, id, target }) => `${by}.${id}=${target}`)).toEqual([
      'all.=1000',
      ...words.slice(0, 4),
    ])
  })

  it.each([
    ['place.basra', 'is to be a group and a whole number, such as place.basra=200'],
    ['place.basra=many', 'is to be a group and a whole number'],
    ['place.basra=2.5', 'is to be a group and a whole number'],
    ['place.basra=-5', 'is to be a group and a whole number'],
    ['place=5', 'names no group'],
    ['income.high=5', 'names no group: targets are all=…, place.<code>=…'],
  ])('%s is refused with what would be right', (word, reason) => {
    expect(parseTargets([word]).faults?.join()).toContain(reason)
  })
})

describe('a plan', () => {
  it('may be for places at any level that the flow asks for, with targets there', () => {
    const targets = { place: { basra_faw: 10, basra: 50 }, sex: { female: 20 } }
    expect(checkPlan(pulse, { places: ['basra'], targets })).toEqual([])
    expect(checkPlan(pulse, { places: ['basra_faw'], targets })).toEqual([])
  })

  it.each([
    [
      { targets: { place: { basrah: 5 } } },
      'place.basrah names no place. Did you mean basra? There are: basra',
    ],
    [{ targets: { sex: { woman: 5 } } }, 'sex.woman names no answer to sex'],
    [{ targets: { sex: { woman: 5 } } }, 'There are: female, male.'],
    [{ targets: { age_band: { young: 5 } } }, 'no question marked as age_band'],
    [{ targets: { all: 0 } }, 'all is to be a whole number from 1 to 1000000; given: 0'],
    [
      { places: ['kirkuk'], targets: { place: { basra: 5 } } },
      'place.basra is for a place that the round is not for',
    ],
    [{ ...NONE, places: ['kirkok'] }, 'Did you mean kirkuk?'],
    [{ ...NONE, places: [] }, 'needs at least one'],
  ])('%j is refused: %s', (plan, reason) => {
    expect(checkPlan(pulse, plan).join('\n')).toContain(reason)
  })

  it('cannot be for places where the flow asks for none', () => {
    const placeless = { ...pulse, questions: pulse.questions.filter(({ as }) => as !== 'place') }
    expect(checkPlan(placeless, { ...NONE, places: ['basra'] }).join()).toContain('does not ask for a place')
  })

  it('closes after it opens, and not in the past', () => {
    expect(checkDates({ opensAt: 20, closesAt: 30 }, 10)).toEqual([])
    expect(checkDates({ opensAt: 5 }, 10)).toEqual([])
    expect(checkDates({ opensAt: 30, closesAt: 30 }, 10).join()).toContain('before it opens')
    expect(checkDates({ closesAt: 9 }, 10).join()).toContain('in the past')
  })
})

describe('who counts towards a target', () => {
  const counts = createTargetTest(pulse)
  const answers = new Map(Object.entries({ district: 'basra_faw', sex: 'female' }))

  it.each([
    ['all', '', true],
    ['place', 'basra_faw', true],
    ['place', 'basra', true],
    ['place', 'kirkuk', false],
    ['sex', 'female', true],
    ['sex', 'male', false],
    ['age_band', 'a', false],
  ] as const)('%s %s: %s', (by, id, expected) => {
    expect(counts({ by, id, target: 1 }, answers)).toBe(expected)
  })

  it('is nobody who did not say', () => {
    const refused = new Map([['sex', { nonanswer: 'no_answer' }]])
    expect(counts({ by: 'sex', id: 'no_answer', target: 1 }, refused)).toBe(false)
  })
})
