import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { poolSmall } from '../../src/findings/pool.ts'
import { publicRules, publish } from '../../src/findings/publish.ts'
import { createTallier } from '../../src/findings/tally.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'

const MINIMUM = 10
const options = (counts: readonly number[]) => counts.map((count, at) => ({ id: `o${at}`, count }))
const seen = (counts: readonly number[]) => JSON.stringify(poolSmall(options(counts), MINIMUM))

/** Every way to share `total` among `size` options. */
function* shares(total: number, size: number): Generator<number[]> {
  if (size === 1) {
    yield [total]
    return
  }
  for (let first = 0; first <= total; first += 1)
    for (const rest of shares(total - first, size - 1)) yield [first, ...rest]
}

describe('small cells', () => {
  it('cannot be pinned by someone who knows every shown number and runs the procedure backwards', () => {
    // Every round of up to 64 people and 2 or 3 options, and some with 4; what is hidden must have several causes each.
    for (const size of [2, 3, 4]) {
      for (let total = 10; total <= (size === 4 ? 48 : 64); total += size === 4 ? 6 : 1) {
        const causes = new Map<string, Set<number>[]>()
        for (const counts of shares(total, size)) {
          const picture = seen(counts)
          const values = causes.get(picture) ?? counts.map(() => new Set<number>())
          causes.set(picture, values)
          counts.forEach((count, at) => {
            values[at]?.add(count)
          })
        }
        for (const [picture, values] of causes) {
          for (const possible of values) {
            const [only] = possible
            if (possible.size === 1 && only !== undefined && only < MINIMUM)
              throw new Error(`${picture} of ${total} tells that an option has ${only}`)
          }
        }
      }
    }
  })

  it('are pooled so that shown counts and the pool always make the base', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 9 }), (counts) => {
        const pooling = poolSmall(options(counts), MINIMUM)
        if (pooling === null) return
        const shown = pooling.shown.reduce((sum, { count }) => sum + count, 0)
        expect(shown + pooling.pool).toBe(counts.reduce((sum, count) => sum + count, 0))
        expect(pooling.shown.every(({ count }) => count >= MINIMUM)).toBe(true)
        expect(pooling.pooled.length).not.toBe(1)
        if (pooling.pooled.length > 0) expect(pooling.pool).toBeGreaterThanOrEqual(MINIMUM)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['all the same', [50, 0, 0, 0]],
    ['one against nearly all', [44, 6]],
    ['nobody at all', [0, 0]],
    ['two nines and nothing to cover them', [9, 9]],
  ])('withhold the whole question: %s', (_, counts) => {
    expect(poolSmall(options(counts), MINIMUM)).toBeNull()
  })

  it('take the smallest other option in to cover for a single one', () => {
    expect(poolSmall(options([40, 4, 30, 60]), MINIMUM)).toEqual({
      shown: [
        { id: 'o0', count: 40 },
        { id: 'o3', count: 60 },
      ],
      pooled: ['o1', 'o2'],
      pool: 34,
    })
  })
})

describe('published figures', () => {
  const publicly = publicRules(plainAnalysis)
  const published = (people: ReturnType<typeof respondents>) => {
    const tallier = createTallier([pulse])
    for (const person of people) tallier.add(person)
    const everybodys = publish(tallier.result(), [pulse], publicly).filter(({ of }) => of.length === 0)
    return new Map(everybodys.map((one) => [one.question, one]))
  }

  it('withhold a question with a base under ten, and its base with it', () => {
    const people = respondents(9, () => ({ safe_now: 'safe' }))
    expect(published(people).get('safe_now')).toEqual({
      state: 'withheld',
      question: 'safe_now',
      kind: 'choose',
      of: [],
      reason: 'few',
    })
  })

  it('give no reason of its own for a unanimous answer', () => {
    const people = respondents(80, () => ({ safe_now: 'safe' }))
    expect(published(people).get('safe_now')).toMatchObject({ state: 'withheld', reason: 'revealing' })
  })

  it('show non-answers together, from ten', () => {
    const people = (refusing: number) =>
      respondents(100, (at) => ({
        safe_now:
          at < refusing ? { nonanswer: at % 2 ? 'no_answer' : 'dont_know' } : at % 2 ? 'safe' : 'unsafe',
      }))
    expect(published(people(9)).get('safe_now')).toMatchObject({ base: 91, nonanswers: null })
    expect(published(people(10)).get('safe_now')).toMatchObject({ base: 90, nonanswers: 10 })
  })

  it('show an option of several answers only when ten ticked it and ten did not', () => {
    const people = respondents(100, (at) => ({
      worries: [...(at < 60 ? ['theft'] : []), ...(at >= 30 ? ['drugs'] : []), ...(at < 4 ? ['other'] : [])],
    }))
    expect(published(people).get('worries')).toMatchObject({
      cells: [
        { options: ['theft'], count: 60 },
        { options: ['drugs'], count: 70 },
      ],
      hidden: ['other', 'none'],
    })
  })

  it('withhold several answers when the least number of ticks would tell the hidden option', () => {
    // Everybody ticked exactly one: 100 − 60 − 35 leaves 5 for the option that is not shown.
    const people = respondents(100, (at) => ({
      worries: at < 60 ? ['theft'] : at < 95 ? ['drugs'] : ['other'],
    }))
    expect(published(people).get('worries')).toMatchObject({ state: 'withheld' })
  })

  it('withhold a routed question whose base would tell a pooled option', () => {
    // `why` is put to the unsafe: its base of 30 would split the pool of unsafe 30 and unsure 4.
    const people = respondents(134, (at) => {
      const safe_now = at < 4 ? 'unsure' : at < 34 ? 'unsafe' : at < 74 ? 'safe' : 'very_safe'
      return { safe_now, ...(safe_now === 'unsafe' ? { why: at % 2 ? 'crime' : 'jobs' } : {}) }
    })
    const all = published(people)
    expect(all.get('safe_now')).toMatchObject({
      cells: expect.arrayContaining([{ options: ['unsafe', 'unsure'], count: 34, percent: 25 }]),
    })
    expect(all.get('why')).toMatchObject({ state: 'withheld', reason: 'revealing' })
  })

  it('show places at the widest level only, and never free text', () => {
    const people = respondents(60, (at) => ({
      district: at % 3 ? 'basra_zubayr' : 'kirkuk_dibis',
      wish: 'a secret',
    }))
    const all = published(people)
    expect(all.get('district')).toMatchObject({
      cells: [
        { options: ['basra'], count: 40 },
        { options: ['kirkuk'], count: 20 },
      ],
    })
    expect(JSON.stringify(all.get('wish'))).toBe(
      '{"state":"withheld","question":"wish","kind":"text","of":[],"reason":"text"}',
    )
  })

  it('hold a middle value back until ten people stand on either side', () => {
    const people = (count: number) => respondents(count, (at) => ({ household: 1 + (at % 9) }))
    expect(published(people(19)).get('household')).toMatchObject({ state: 'withheld' })
    expect(published(people(20)).get('household')).toMatchObject({ numbers: { median: expect.any(Number) } })
    expect(published(people(20)).get('household')).not.toHaveProperty('numbers.lowerQuartile')
  })
})
