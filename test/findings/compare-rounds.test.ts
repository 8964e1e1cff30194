/** Trends: what may be called a change, and what must not be, however much the figures differ. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonBlocks } from '../../src/findings/common-cells.ts'
import { type ComparedRound, compareRounds } from '../../src/findings/compare-rounds.ts'
import type { Cell, Filter, Finding, ShownFinding } from '../../src/findings/finding.ts'
import { wholePercent } from '../../src/findings/percent.ts'
import type { Program, Question } from '../../src/flow/program.ts'
import { PLACES, program, question } from '../fixtures/programs.ts'

const SCALE = ['always_safe', 'mostly_safe', 'mostly_unsafe', 'always_unsafe']
const questions: Question[] = [
  question({ kind: 'place', id: 'district', level: 'district', as: 'place' }),
  question({
    kind: 'choose',
    id: 'safe_now',
    options: SCALE,
    scale: [
      { id: 'safe', options: ['always_safe', 'mostly_safe'] },
      { id: 'unsafe', options: ['mostly_unsafe', 'always_unsafe'] },
    ],
  }),
  question({
    kind: 'choose_many',
    id: 'worries',
    options: ['theft', 'drugs', 'none'],
    atMost: 2,
    alone: ['none'],
  }),
  question({ kind: 'number', id: 'household', whole: true, bands: [3, 6] }),
  question({ kind: 'choose', id: 'sex', options: ['female', 'male'], as: 'sex' }),
]
const TEXTS = {
  en: {
    safe_now: { text: 'How safe?', options: Object.fromEntries(SCALE.map((id) => [id, id])) },
    worries: { text: 'What worries you?' },
  },
}
const asks = questions.map(({ id }) => ({ ask: id }))
const pulse = program(questions, asks, TEXTS)
const withQuestion = (id: string, change: Partial<Question>, more: Partial<Program> = {}): Program => ({
  ...pulse,
  hash: 'another',
  questions: pulse.questions.map((one) => (one.id === id ? ({ ...one, ...change } as Question) : one)),
  ...more,
})

/** Options joined by `+` share a cell. */
function finding(counts: Record<string, number>, more: Partial<ShownFinding> = {}): ShownFinding {
  const base = more.base ?? Object.values(counts).reduce((sum, count) => sum + count, 0)
  const cells = Object.entries(counts).map(
    ([options, count]): Cell => ({
      options: options.split('+'),
      count,
      percent: wholePercent(count, base),
    }),
  )
  return {
    question: 'safe_now',
    kind: 'choose',
    of: [],
    state: 'shown',
    base,
    cells,
    hidden: [],
    nonanswers: null,
    flags: [],
    ...more,
  }
}
const round = (
  number: number,
  findings: readonly Finding[],
  more: Partial<ComparedRound> = {},
): ComparedRound => ({
  round: number,
  at: number * 1000,
  madeUp: false,
  places: null,
  programs: [pulse],
  weighting: { state: 'none' },
  findings,
  ...more,
})
const compare = (rounds: readonly ComparedRound[], id = 'safe_now', of: readonly Filter[] = []) =>
  compareRounds(rounds, id, of, { designEffect: 1 })
/** Two rounds of the same figures, 27/33/26/14 % and then 17/33/26/24 %, in which only `more` differs. */
const before = finding({ always_safe: 270, mostly_safe: 330, mostly_unsafe: 260, always_unsafe: 140 })
const after = finding({ always_safe: 170, mostly_safe: 330, mostly_unsafe: 260, always_unsafe: 240 })
const between = (one: Partial<ComparedRound>, other: Partial<ComparedRound>) =>
  compare([round(1, [before], one), round(2, [after], other)])

describe('a trend', () => {
  it('tells a change where there is one, and none where chance would do', () => {
    const trend = between({}, {})
    expect(trend).toMatchObject({ question: 'safe_now', kind: 'choose', of: [], state: 'comparable' })
    expect(trend?.points.map(({ round, at }) => [round, at])).toEqual([
      [1, 1000],
      [2, 2000],
    ])
    expect(trend?.changes.map(({ options, from, to, changed }) => [options, from, to, changed])).toEqual([
      [['always_safe'], 27, 17, true],
      [['mostly_safe'], 33, 33, false],
      [['mostly_unsafe'], 26, 26, false],
      [['always_unsafe'], 14, 24, true],
    ])
  })

  it('needs two rounds: one alone tells of no change', () => {
    expect(compare([])).toBeUndefined()
    expect(compare([round(1, [before])])).toBeUndefined()
    const withheld: Finding = {
      question: 'safe_now',
      kind: 'choose',
      of: [],
      state: 'withheld',
      reason: 'few',
    }
    expect(compare([round(1, [before]), round(2, [withheld])])).toBeUndefined()
  })

  it('goes from the last round but one that has a figure to the last, in whichever order they come', () => {
    const earlier = finding({ always_safe: 300, mostly_safe: 300, mostly_unsafe: 300, always_unsafe: 100 })
    const trend = compare([round(5, [after]), round(1, [earlier]), round(2, []), round(3, [before])])
    expect(trend?.points.map(({ round }) => round)).toEqual([1, 3, 5])
    expect(trend?.changes[0]).toMatchObject({ from: 27, to: 17 })
  })

  it('counts what the weights and the way of finding people cost', () => {
    // Kirkuk, 33 % of 759 and 21 % of 613: z −5.06 at a design effect of 1, −3.58 at 2.
    const [of759, of613] = [finding({ yes: 250, no: 509 }), finding({ yes: 129, no: 484 })]
    const weighted = (one: ShownFinding) => ({ ...one, designEffect: 2 })
    const z = (one: ShownFinding, other: ShownFinding, designEffect: number) =>
      compareRounds([round(1, [one]), round(2, [other])], 'safe_now', [], { designEffect })?.changes[0]?.z
    expect(z(of759, of613, 1)).toBeCloseTo(-5.06, 1)
    expect(z(of759, of613, 2)).toBeCloseTo(-3.58, 1)
    expect(z(weighted(of759), weighted(of613), 1)).toBeCloseTo(-3.58, 1)
  })

  it('judges changes that are told together by Holm, and the two halves of one as one', () => {
    // 46 % and 53 % of 400: p .047 alone, which two halves share, and which three parts cannot keep.
    const halves = [finding({ yes: 184, no: 216 }), finding({ yes: 212, no: 188 })] as const
    const alone = compare([round(1, [halves[0]]), round(2, [halves[1]])])?.changes
    expect(alone?.map(({ p, changed }) => [p.toFixed(3), changed])).toEqual([
      ['0.047', true],
      ['0.047', true],
    ])
    const parts = [
      finding({ yes: 184, no: 166, other: 50 }),
      finding({ yes: 212, no: 138, other: 50 }),
    ] as const
    expect(compare([round(1, [parts[0]]), round(2, [parts[1]])])?.changes[0]).toMatchObject({
      changed: false,
    })
  })

  it('calls nothing a change that cannot be seen in whole percents', () => {
    const many = 10_000_000
    const shares = (yes: number) => finding({ yes, no: many - yes })
    const change = compare([round(1, [shares(3_301_000)]), round(2, [shares(3_309_000)])])?.changes[0]
    expect(change).toMatchObject({ from: 33, to: 33, changed: false })
    expect(change?.p).toBeLessThan(0.01)
  })

  it('tells several answers option by option, and only those that both rounds show', () => {
    const ticked = (counts: Record<string, number>) =>
      finding(counts, { question: 'worries', kind: 'choose_many', base: 400 })
    const trend = compare(
      [round(1, [ticked({ theft: 200, drugs: 150 })]), round(2, [ticked({ theft: 280, none: 40 })])],
      'worries',
    )
    expect(trend?.changes).toMatchObject([{ options: ['theft'], from: 50, to: 70, changed: true }])
  })

  it('tells numbers by their bands, and nothing of a median alone', () => {
    const bands = (counts: Record<string, number>) =>
      finding(counts, { question: 'household', kind: 'number' })
    const trend = compare(
      [
        round(1, [bands({ 'band_~_3': 100, 'band_3_~': 100 })]),
        round(2, [bands({ 'band_~_3': 150, 'band_3_~': 50 })]),
      ],
      'household',
    )
    expect(trend?.changes[0]).toMatchObject({ from: 50, to: 75, changed: true })
    const median = finding({}, { question: 'household', kind: 'number', base: 200, numbers: { median: 5 } })
    expect(compare([round(1, [median]), round(2, [median])], 'household')).toBeUndefined()
  })

  it('takes no other people coming for a change in what people think', () => {
    const sex = (female: number) => finding({ female, male: 400 - female }, { question: 'sex' })
    expect(compare([round(1, [sex(100)]), round(2, [sex(300)])], 'sex')).toBeUndefined()
  })

  it('compares a group with itself alone', () => {
    const basra: Filter[] = [{ by: 'place', ids: ['basra'] }]
    const rounds = [round(1, [before, { ...before, of: basra }]), round(2, [after])]
    expect(compare(rounds, 'safe_now', basra)).toBeUndefined()
    expect(compare([...rounds, round(3, [{ ...after, of: basra }])], 'safe_now', basra)?.points).toHaveLength(
      2,
    )
  })
})

describe('cells that were joined in one of the rounds', () => {
  it('are told joined in both, by the name of the part where the scale has one', () => {
    const joined = finding({ 'always_safe+mostly_safe': 500, mostly_unsafe: 260, always_unsafe: 240 })
    const trend = compare([round(1, [before]), round(2, [joined])])
    expect(trend?.changes.map(({ options, part, from, to }) => [options, part, from, to])).toEqual([
      [['always_safe', 'mostly_safe'], 'safe', 60, 50],
      [['mostly_unsafe'], undefined, 26, 26],
      [['always_unsafe'], undefined, 14, 24],
    ])
  })

  it('are never told apart by taking one from another', () => {
    const one = finding({ 'always_safe+mostly_unsafe': 500, 'mostly_safe+always_unsafe': 500 })
    const other = finding({ 'always_safe+mostly_safe': 600, 'mostly_unsafe+always_unsafe': 400 })
    expect(compare([round(1, [one]), round(2, [other])])).toBeUndefined()
  })

  it('make the finest parts that both can tell', () => {
    const options = Array.from({ length: 6 }, (_, at) => `o${at}`)
    const partition = fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 })
      .map((cellOf) =>
        [0, 1, 2, 3]
          .map((cell) => ({ options: options.filter((_, at) => cellOf[at] === cell) }))
          .filter(({ options }) => options.length > 0),
      )
    fc.assert(
      fc.property(partition, partition, (one, other) => {
        const blocks = commonBlocks(one, other)
        expect(blocks.flatMap((block) => [...block]).toSorted()).toEqual(options)
        // Each cell lies in one block, and no block can be split without splitting a cell.
        for (const { options } of [...one, ...other])
          expect(blocks.filter((block) => options.some((option) => block.has(option)))).toHaveLength(1)
        for (const block of blocks) {
          const reached = new Set([...block].slice(0, 1))
          for (let size = 0; size < reached.size; ) {
            size = reached.size
            for (const cell of [...one, ...other])
              if (cell.options.some((option) => reached.has(option)))
                for (const option of cell.options) reached.add(option)
          }
          expect(reached).toEqual(block)
        }
      }),
    )
  })
})

describe('rounds that differ', () => {
  const reworded = withQuestion(
    'safe_now',
    { wording: 'other' },
    { texts: { en: { safe_now: { text: 'How are you?' } } } },
  )

  it('in wording are not compared', () => {
    expect(between({}, { programs: [reworded] })).toMatchObject({
      state: 'refused',
      reasons: ['wording'],
      changes: [],
      points: [{ round: 1 }, { round: 2 }],
    })
  })

  it('in wording break a trend that goes on after them', () => {
    const now = { programs: [reworded] }
    const trend = compare([round(1, [before]), round(2, [before], now), round(3, [after], now)])
    expect(trend).toMatchObject({ state: 'comparable', points: [{ round: 2 }, { round: 3 }] })
  })

  it('in a language that was added alone, or in texts of pages alone, are compared', () => {
    const added = withQuestion(
      'safe_now',
      { wording: 'other' },
      { languages: ['en', 'ckb'], texts: { ...TEXTS, ckb: { safe_now: { text: 'چەند ئارامیت؟' } } } },
    )
    expect(between({}, { programs: [added] })?.state).toBe('comparable')
  })

  it('in an option’s label, or in the order of options, are not compared', () => {
    const labels = { ...TEXTS.en.safe_now.options, mostly_safe: 'Quite safe' }
    const relabelled = withQuestion(
      'safe_now',
      { wording: 'other' },
      { texts: { en: { safe_now: { ...TEXTS.en.safe_now, options: labels } } } },
    )
    expect(between({}, { programs: [relabelled] })).toMatchObject({ reasons: ['wording'] })
    const turned = withQuestion('safe_now', { wording: 'other', options: SCALE.toReversed() })
    expect(between({}, { programs: [turned] })).toMatchObject({ reasons: ['wording'] })
  })

  it('in what could be answered are not compared', () => {
    const fewer = withQuestion('safe_now', { wording: 'other', options: SCALE.slice(0, 3) })
    expect(between({}, { programs: [fewer] })).toMatchObject({ state: 'refused', reasons: ['options'] })
    const ticked = finding({ theft: 200 }, { question: 'worries', kind: 'choose_many', base: 400 })
    const three = withQuestion('worries', { atMost: 3 })
    expect(compare([round(1, [ticked]), round(2, [ticked], { programs: [three] })], 'worries')).toMatchObject(
      {
        reasons: ['options'],
      },
    )
  })

  it('in whom the question was put to are not compared', () => {
    const routed = program(
      questions,
      [
        { ask: 'district' },
        { ask: 'sex' },
        {
          kind: 'unless',
          condition: { op: '==', left: { op: 'answer', slot: 4 }, right: { op: 'value', value: 'female' } },
          to: 4,
        },
        { ask: 'safe_now' },
      ],
      TEXTS,
      { hash: 'routed' },
    )
    expect(between({}, { programs: [routed] })).toMatchObject({ state: 'refused', reasons: ['routing'] })
    // The same condition on a question that has moved to another slot is the same condition.
    const moved = program(
      [...questions].reverse(),
      [
        { ask: 'sex' },
        {
          kind: 'unless',
          condition: { op: '==', left: { op: 'answer', slot: 0 }, right: { op: 'value', value: 'female' } },
          to: 3,
        },
        { ask: 'safe_now' },
        { ask: 'district' },
      ],
      TEXTS,
      { hash: 'moved' },
    )
    expect(between({ programs: [routed] }, { programs: [moved] })?.state).toBe('comparable')
  })

  it('in a place’s name alone are the same; in their places they are flagged', () => {
    const renamed = PLACES.map((place) =>
      place.code === 'zubair' ? { ...place, names: { en: 'Az-Zubayr', ar: 'الزبير' } } : place,
    )
    expect(between({}, { programs: [{ ...pulse, hash: 'renamed', places: renamed }] })?.state).toBe(
      'comparable',
    )
    const fewer = PLACES.filter(({ code }) => code !== 'hawija')
    expect(between({}, { programs: [{ ...pulse, hash: 'fewer', places: fewer }] })).toMatchObject({
      state: 'flagged',
      reasons: ['places'],
      changes: [{ changed: true }, {}, {}, {}],
    })
    expect(between({ places: ['basra'] }, { places: ['basra', 'kirkuk'] })).toMatchObject({
      reasons: ['places'],
    })
    expect(between({ places: ['basra', 'kirkuk', 'empty'] }, { places: null })?.state).toBe('comparable')
  })

  it('in places elsewhere say nothing against a place that both cover', () => {
    const basra: Filter[] = [{ by: 'place', ids: ['basra'] }]
    const of = (one: ShownFinding) => [{ ...one, of: basra }]
    const rounds = [
      round(1, of(before), { places: ['basra'] }),
      round(2, of(after), { places: ['basra', 'kirkuk'] }),
    ]
    expect(compare(rounds, 'safe_now', basra)?.state).toBe('comparable')
    const part = round(2, of(after), { places: ['zubair'] })
    expect(compare([round(1, of(before)), part], 'safe_now', basra)).toMatchObject({ reasons: ['places'] })
  })

  it('in channels are flagged, where the channels are known', () => {
    expect(between({ channels: ['telegram'] }, { channels: ['telegram', 'webchat'] })).toMatchObject({
      state: 'flagged',
      reasons: ['mode'],
    })
    expect(between({ channels: ['telegram', 'webchat'] }, { channels: ['webchat', 'telegram'] })?.state).toBe(
      'comparable',
    )
    expect(between({}, { channels: ['telegram'] })?.state).toBe('comparable')
  })

  it('in what they are weighted to are flagged', () => {
    const raked = (...margins: string[]): Partial<ComparedRound> => ({
      weighting: { state: 'raked', margins, designEffect: 1.2, trimmed: 0 },
    })
    expect(between({}, raked('sex'))).toMatchObject({ state: 'flagged', reasons: ['weighting'] })
    expect(between(raked('sex', 'place'), raked('place', 'sex'))?.state).toBe('comparable')
    const failed: Partial<ComparedRound> = {
      weighting: { state: 'failed', reason: 'not_converged', margin: 'sex' },
    }
    expect(between({}, failed)?.state).toBe('comparable')
  })

  it('in being made up are not compared; two that are both made up are', () => {
    expect(between({ madeUp: true }, {})).toMatchObject({ state: 'refused', reasons: ['made_up'] })
    expect(between({ madeUp: true }, { madeUp: true })?.state).toBe('comparable')
  })

  it('in that one has under thirty people are not compared', () => {
    const of = (base: number) => finding({ yes: base - 12, no: 12 })
    expect(compare([round(1, [of(400)]), round(2, [of(29)])])).toMatchObject({
      state: 'refused',
      reasons: ['few'],
    })
    expect(compare([round(1, [of(400)]), round(2, [of(30)])])?.state).toBe('comparable')
  })

  it('keep beside a figure that its question came half-way, and flag one that was asked in two wordings', () => {
    const halfWay = { ...after, flags: ['half_way'] as const }
    expect(compare([round(1, [before]), round(2, [halfWay])])).toMatchObject({
      state: 'comparable',
      points: [{}, { finding: { flags: ['half_way'] } }],
    })
    const twoWordings = { ...after, flags: ['wording'] as const }
    expect(compare([round(1, [before]), round(2, [twoWordings])])).toMatchObject({
      state: 'flagged',
      reasons: ['wording'],
    })
  })

  it('in how a group is told apart are flagged', () => {
    const women: Filter[] = [{ by: 'sex', ids: ['female'] }]
    const asked = withQuestion('sex', { wording: 'other', also: ['no_answer'] })
    const rounds = [
      round(1, [{ ...before, of: women }]),
      round(2, [{ ...after, of: women }], { programs: [asked] }),
    ]
    expect(compare(rounds, 'safe_now', women)).toMatchObject({ state: 'flagged', reasons: ['wording'] })
  })
})
