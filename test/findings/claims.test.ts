import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bandId,
  type Cell,
  type Finding,
  type ShownFinding,
  UNLISTED,
  UNSAID,
} from '../../src/findings/finding.ts'
import { frequencyOf, frequencyOfSum, MOST_SUMMED } from '../../src/findings/natural-frequency.ts'
import { apart } from '../../src/findings/noise.ts'
import { wholePercent } from '../../src/findings/percent.ts'
import { planFinding } from '../../src/findings/plan-finding.ts'
import { publish } from '../../src/findings/publish.ts'
import { summarise } from '../../src/findings/quartiles.ts'
import { createTallier } from '../../src/findings/tally.ts'
import { type Answer, isNonAnswer, type Program, type Question } from '../../src/flow/program.ts'
import { told } from '../fixtures/told.ts'
import { type Exact, falsehoodIn, isTrue } from '../support/claim-truth.ts'

const asked = (id: string): Question | undefined => told.questions.find((question) => question.id === id)
const optionsOf = (id: string): readonly string[] => {
  const question = asked(id)
  return question !== undefined && 'options' in question ? question.options : []
}

describe('shares in words', () => {
  it('are true of every share that the chart rounds to their percent', () => {
    for (let percent = 0; percent <= 100; percent += 1)
      for (const exact of [percent - 0.5, percent, percent + 0.499].filter((one) => one >= 0 && one <= 100))
        expect([percent, exact, isTrue(frequencyOf(percent), exact, 1)]).toEqual([percent, exact, true])
  })

  it('are true of several shares together, each rounded on its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 1000 }), { minLength: 2, maxLength: MOST_SUMMED }),
        fc.nat({ max: 1000 }),
        (counts, rest) => {
          const sum = counts.reduce((total, count) => total + count, 0)
          const base = sum + rest
          if (base === 0) return
          const percents = counts.map((count) => wholePercent(count, base))
          expect(isTrue(frequencyOfSum(percents), (100 * sum) / base, counts.length)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    [60, { kind: 'exact', count: 6, every: 10 }],
    [59, { kind: 'about', count: 6, every: 10 }],
    [33, { kind: 'exact', count: 1, every: 3 }],
    [25, { kind: 'exact', count: 1, every: 4 }],
    [50, { kind: 'half' }],
    [51, { kind: 'about_half' }],
    [54, { kind: 'over_half' }],
    [46, { kind: 'between', low: 4, high: 5, every: 10 }],
    [7, { kind: 'under', every: 10 }],
    [3, { kind: 'under', every: 20 }],
    [0, { kind: 'under', every: 100 }],
    [94, { kind: 'over', count: 9, every: 10 }],
    [100, { kind: 'nearly_all' }],
  ])('of %i%% are chosen by the table', (percent, frequency) => {
    expect(frequencyOf(percent)).toEqual(frequency)
  })

  it('never say exactly half, or exactly so many in ten, of a sum', () => {
    expect(frequencyOfSum([27, 33])).toEqual({ kind: 'about', count: 6, every: 10 })
    expect(frequencyOfSum([20, 30])).toEqual({ kind: 'about_half' })
  })
})

describe('what may be put in order', () => {
  it('is what chance among so many people would hardly turn round', () => {
    expect(apart(40, 31, 212, 1)).toBe(false)
    expect(apart(60, 31, 212, 1)).toBe(true)
    expect(apart(40, 31, 2000, 1)).toBe(true)
    expect(apart(40, 31, 2000, 9)).toBe(false)
    expect(apart(40, 40, 1_000_000, 1)).toBe(false)
  })
})

/** Cells as any suppressor could make them: some options alone, some pooled, some hidden. */
const suppressed = fc.record({
  counts: fc.array(fc.nat({ max: 120 }), { minLength: 8, maxLength: 8 }),
  fate: fc.array(fc.constantFrom('alone', 'alone', 'alone', 'pool', 'other pool', 'hidden'), {
    minLength: 8,
    maxLength: 8,
  }),
  unlisted: fc.nat({ max: 60 }),
  beside: fc.nat({ max: 300 }),
})

describe('every claim is true of the counts behind it', () => {
  it('of one answer out of several, however they are pooled', () => {
    fc.assert(
      fc.property(suppressed, ({ counts, fate, unlisted }) => {
        const named = new Map(optionsOf('help_most').map((option, at) => [option, counts[at] ?? 0]))
        const all = new Map([...named, ...(unlisted > 0 ? [[UNLISTED, unlisted] as const] : [])])
        const base = sumOf(all)
        if (base === 0) return
        // A hidden option of a single choice would be in no cell; there is none.
        const cells = cellsOf(all, base, (at) => (fate[at] === 'hidden' ? 'pool' : (fate[at] ?? 'alone')))
        check(shownOf('help_most', base, cells), { base, counts: all })
      }),
      { numRuns: 3000 },
    )
  })

  it('of several answers, however many are hidden', () => {
    fc.assert(
      fc.property(suppressed, ({ counts, fate, beside }) => {
        const options = optionsOf('worries')
        const all = new Map(options.map((option, at) => [option, counts[at] ?? 0]))
        const base = Math.max(...counts) + beside
        if (base === 0) return
        const alone = options.filter((_, at) => fate[at] === 'alone')
        const cells = alone.map((option) => cellOf([option], all, base))
        const hidden = options.filter((option) => !alone.includes(option))
        check({ ...shownOf('worries', base, cells), hidden }, { base, counts: all })
      }),
      { numRuns: 3000 },
    )
  })

  it('of a scale, of which parts may be joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 300 }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
        (counts, joined) => {
          const question = asked('safe_now')
          if (question?.kind !== 'choose' || question.scale === undefined) throw new Error('no scale')
          const all = new Map(question.options.map((option, at) => [option, counts[at] ?? 0]))
          const base = sumOf(all)
          if (base === 0) return
          const cells = question.scale.flatMap(({ id, options }, at) =>
            joined[at]
              ? [{ ...cellOf(options, all, base), part: id }]
              : options.map((option) => cellOf([option], all, base)),
          )
          check(shownOf('safe_now', base, cells), { base, counts: all })
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('of numbers, whole ones and others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 20, maxLength: 120 }),
        fc.boolean(),
        (whole, isWhole) => {
          const values = isWhole ? whole : whole.map((value) => value / 2)
          const counts = new Map<number, number>()
          for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
          const { median, lowerQuartile, upperQuartile } = summarise(counts)
          const finding = {
            ...shownOf('household', values.length, []),
            numbers: { median, lowerQuartile, upperQuartile },
          }
          const question = asked('household')
          if (question?.kind !== 'number') throw new Error('no number')
          const claims = planFinding(finding, { ...question, whole: isWhole })
          expect(
            falsehoodIn(claims, finding, { base: values.length, counts: new Map(), values }),
          ).toBeUndefined()
          for (const claim of claims)
            if (isWhole && 'low' in claim) expect([claim.low, claim.high].every(Number.isInteger)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('of rounds as they are published', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 10, max: 500 }),
        fc.nat(),
        (weights, size, seed) => {
          const [help, safe, incident] = ['help_most', 'safe_now', 'incident'].map((id) =>
            pileOf(id, weights),
          )
          const people = Array.from({ length: size }, (_, at): Record<string, Answer> => {
            const bits = (Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)) >>> 16
            const many = optionsOf('worries')
              .filter((_, bit) => (bits >> bit) & 1)
              .slice(0, 3)
            return {
              help_most: drawn(help, at * 37),
              safe_now: drawn(safe, at * 41),
              incident: drawn(incident, at * 259),
              sex: at % 3 === 0 ? 'male' : 'female',
              worries: many.length === 0 ? ['none'] : many,
              household: 1 + (bits % 13),
            }
          })
          for (const finding of publishedOf(people)) {
            const claims = finding.state === 'shown' ? planFinding(finding, asked(finding.question)) : []
            expect(falsehoodIn(claims, finding, exactOf(people, finding))).toBeUndefined()
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('nothing is called the most common answer', () => {
  const cells = (shares: Readonly<Record<string, number>>): Cell[] =>
    Object.entries(shares).map(([options, percent]) => ({
      options: options.split('+'),
      count: percent,
      percent,
    }))
  const kinds = (finding: ShownFinding) =>
    planFinding(finding, asked(finding.question)).map(({ kind }) => kind)
  const clear = { theft: 60, drugs: 31, tribal: 12, none: 10 }

  it('while an option is hidden, which nearly everybody may have ticked', () => {
    expect(kinds(shownOf('worries', 212, cells(clear)))).toContain('commonest')
    const hidden = ['clashes']
    expect(kinds({ ...shownOf('worries', 212, cells(clear)), hidden })).toEqual(['share', 'share', 'hidden'])
  })

  it('while a pool may hold one as common', () => {
    const pooled = { jobs: 30, services: 20, police: 10, 'law+weapons+drugs': 40 }
    expect(kinds(shownOf('help_most', 2000, cells(pooled)))).toEqual(['share', 'share', 'pool'])
  })

  it('where it is no one answer but all that are no longer offered', () => {
    const withdrawn = { [UNLISTED]: 45, jobs: 25, services: 20, police: 10 }
    expect(kinds(shownOf('help_most', 2000, cells(withdrawn)))).not.toContain('commonest')
  })

  it('where chance could have put another one first', () => {
    const near = { theft: 32, drugs: 31, tribal: 12, none: 10 }
    expect(kinds(shownOf('worries', 212, cells(near)))).toEqual(['tied'])
  })
})

function check(finding: ShownFinding, exact: Exact): void {
  expect(falsehoodIn(planFinding(finding, asked(finding.question)), finding, exact)).toBeUndefined()
}

const sumOf = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, one) => sum + one, 0)

const shownOf = (question: string, base: number, cells: readonly Cell[]): ShownFinding => ({
  state: 'shown',
  question,
  kind: asked(question)?.kind ?? 'choose',
  of: [],
  base,
  cells,
  hidden: [],
  nonanswers: null,
  flags: [],
})

function cellOf(options: readonly string[], counts: ReadonlyMap<string, number>, base: number): Cell {
  const count = options.reduce((sum, option) => sum + (counts.get(option) ?? 0), 0)
  return { options, count, percent: wholePercent(count, base) }
}

function cellsOf(counts: ReadonlyMap<string, number>, base: number, fate: (at: number) => string): Cell[] {
  const cells = new Map<string, string[]>()
  ;[...counts.keys()].forEach((option, at) => {
    const name = fate(at) === 'alone' ? option : fate(at)
    cells.set(name, [...(cells.get(name) ?? []), option])
  })
  return [...cells.values()].map((options) => cellOf(options, counts, base))
}

/** Every option as often as its weight says. */
const pileOf = (id: string, weights: readonly number[]): readonly string[] =>
  optionsOf(id).flatMap((option, at) => Array.from({ length: weights[at] ?? 0 }, () => option))

const drawn = (pile: readonly string[] = [], at: number): Answer =>
  pile[at % pile.length] ?? { nonanswer: 'dont_know' }

function publishedOf(people: readonly Record<string, Answer>[]) {
  const programs: readonly [Program] = [told]
  const tallier = createTallier(programs)
  people.forEach((answers, at) => {
    tallier.add({
      id: `r${at}`,
      channel: 'telegram',
      language: 'ar',
      finished: true,
      answers: Object.entries(answers).map(([question, value]) => ({ question, value, program: told.hash })),
    })
  })
  const rules = { minimum: 10, groupBase: 30, designEffect: 1 }
  return publish(tallier.result(), programs, rules)
}

function exactOf(people: readonly Record<string, Answer>[], { question, of }: Finding): Exact {
  const own = people.filter((answers) =>
    of.every(({ by, ids }) => ids.includes(String(answers[by] ?? UNSAID))),
  )
  const counts = new Map(optionsOf(question).map((option) => [option, 0]))
  const values: number[] = []
  for (const { [question]: answer } of own) {
    if (typeof answer === 'number') {
      values.push(answer)
      const band = bandOf(answer)
      counts.set(band, (counts.get(band) ?? 0) + 1)
    } else if (answer !== undefined && !isNonAnswer(answer))
      for (const option of [answer].flat()) counts.set(String(option), (counts.get(String(option)) ?? 0) + 1)
  }
  return {
    base: own.filter((answers) => isGiven(answers[question])).length,
    counts,
    ...(values.length > 0 ? { values } : {}),
  }
}

const isGiven = (answer: Answer | undefined) => answer !== undefined && !isNonAnswer(answer)

/** Bands of the household question. */
function bandOf(value: number): string {
  const starts = [null, 3, 6, 10, null]
  const at = [3, 6, 10].filter((start) => value >= start).length
  return bandId(starts[at] ?? null, starts[at + 1] ?? null)
}
