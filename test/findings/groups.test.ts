import { describe, expect, it } from 'vitest'
import { mayFollow } from '../../src/findings/difference.ts'
import { type Finding, keyOf } from '../../src/findings/finding.ts'
import { publicRules, publish } from '../../src/findings/publish.ts'
import { createTallier } from '../../src/findings/tally.ts'
import type { Answer, Program } from '../../src/flow/program.ts'
import { type Analysis, plainAnalysis } from '../../src/flow/programme.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'

type Answers = (at: number) => Readonly<Record<string, Answer>>

function told(count: number, answers: Answers, analysis: Analysis = plainAnalysis, program: Program = pulse) {
  const tallier = createTallier([program], analysis)
  for (const person of respondents(count, answers)) tallier.add(person)
  const tallies = tallier.result()
  const findings = publish(tallies, [program], publicRules(analysis))
  return { tallies, byKey: new Map(findings.map((finding) => [keyOf(finding), finding])) }
}

const percents = (finding: Finding | undefined): Record<string, number> =>
  finding?.state === 'shown'
    ? Object.fromEntries(finding.cells.map(({ options, percent }) => [options.join('+'), percent]))
    : {}

const evenly = { margins: [{ by: 'sex', shares: { female: 1, male: 1 } }] }

describe('weighted findings', () => {
  const two: Program = {
    ...pulse,
    questions: pulse.questions.map((question) =>
      question.id === 'safe_now' && question.kind === 'choose'
        ? { ...question, options: ['safe', 'unsafe'] }
        : question,
    ),
  }
  /** 60 women, 30 of them safe; 40 men, 10 of them safe. */
  const lopsided: Answers = (at) => ({
    district: at % 2 ? 'basra_faw' : 'kirkuk_dibis',
    sex: at < 60 ? 'female' : 'male',
    safe_now: at < 30 || at >= 90 ? 'safe' : 'unsafe',
  })

  it('count each sex for its half of the people, as worked out by hand', () => {
    const { tallies, byKey } = told(100, lopsided, { ...plainAnalysis, ...evenly }, two)
    // Weights: women 50/60, men 50/40. 30·(5/6) + 10·(5/4) = 37.5 of 100; halves go up.
    expect(percents(byKey.get('safe_now'))).toEqual({ safe: 38, unsafe: 63 })
    // n·Σw²/(Σw)² = 100·(60·25/36 + 40·25/16) / 100² = 1.041666…
    expect(tallies.weighting).toMatchObject({ state: 'raked', margins: ['sex'], trimmed: 0 })
    expect(byKey.get('safe_now')).toMatchObject({ base: 100, designEffect: expect.closeTo(1.0416667, 6) })
    expect(byKey.get('safe_now')?.state === 'shown' && byKey.get('safe_now')).toMatchObject({
      cells: [{ count: 40 }, { count: 60 }],
    })
  })

  it('stay as they were answered where the margins cannot be met, and say which', () => {
    const analysis = { ...plainAnalysis, margins: [{ by: 'sex', shares: { female: 1, male: 1, other: 1 } }] }
    const { tallies, byKey } = told(100, lopsided, analysis, two)
    expect(tallies.weighting).toEqual({ state: 'failed', reason: 'empty', margin: 'sex', group: 'other' })
    expect(percents(byKey.get('safe_now'))).toEqual({ safe: 40, unsafe: 60 })
    expect(byKey.get('safe_now')).not.toHaveProperty('designEffect')
  })

  it('pass over a margin that the survey does not ask', () => {
    const analysis = {
      ...plainAnalysis,
      margins: [...evenly.margins, { by: 'age_band', shares: { young: 1, old: 1 } }],
    }
    expect(told(100, lopsided, analysis).tallies.weighting).toMatchObject({
      state: 'raked',
      margins: ['sex'],
    })
  })
})

describe('findings by group', () => {
  const plenty: Answers = (at) => ({
    district: (['basra_faw', 'basra_zubayr', 'kirkuk_dibis'] as const)[at % 3] ?? '',
    sex: at % 7 < 4 ? 'female' : 'male',
    safe_now: (['very_safe', 'safe', 'unsafe', 'unsure'] as const)[at % 4] ?? '',
    household: 1 + (at % 9),
  })

  it('add up to what everybody said, so that subtracting one tells nothing new', () => {
    const { byKey } = told(1200, plenty)
    const base = (key: string) => {
      const finding = byKey.get(key)
      return finding?.state === 'shown' ? finding.base : Number.NaN
    }
    expect(base('safe_now?sex=female') + base('safe_now?sex=male')).toBe(base('safe_now'))
    expect(base('safe_now?place=basra') + base('safe_now?place=kirkuk')).toBe(base('safe_now'))
    expect(base('safe_now?place=basra&sex=female') + base('safe_now?place=basra&sex=male')).toBe(
      base('safe_now?place=basra'),
    )
  })

  it('leave few who did not say where they live out of everything', () => {
    const { tallies, byKey } = told(300, (at) => ({
      ...plenty(at),
      ...(at < 12 ? { district: { nonanswer: 'no_answer' } } : {}),
    }))
    expect(tallies).toMatchObject({ respondents: 300, leftOut: 12 })
    expect(byKey.get('safe_now')).toMatchObject({ base: 288 })
  })

  it('join the parts of a scale before they give up', () => {
    const questions = pulse.questions.map((question) =>
      question.kind === 'choose' && question.id === 'safe_now'
        ? {
            ...question,
            scale: [
              { id: 'good', options: ['very_safe', 'safe'] },
              { id: 'bad', options: ['unsafe', 'unsure'] },
            ],
          }
        : question,
    )
    const { byKey } = told(
      200,
      (at) => ({
        ...plenty(at),
        safe_now: at % 40 === 0 ? 'unsure' : at % 4 === 1 ? 'unsafe' : at % 2 ? 'safe' : 'very_safe',
      }),
      plainAnalysis,
      { ...pulse, questions },
    )
    expect(byKey.get('safe_now')).toMatchObject({
      cells: [
        { options: ['very_safe'] },
        { options: ['safe'] },
        { options: ['unsafe', 'unsure'], part: 'bad' },
      ],
    })
  })

  it('say of a group that is not told why, and nothing else of it', () => {
    const { byKey } = told(60, (at) => ({ ...plenty(at), district: at < 4 ? 'kirkuk_dibis' : 'basra_faw' }))
    expect([...byKey.keys()]).toContain('safe_now?place=kirkuk')
    expect(byKey.get('safe_now?place=kirkuk')).toEqual({
      state: 'withheld',
      question: 'safe_now',
      kind: 'choose',
      of: [{ by: 'place', ids: ['kirkuk'] }],
      reason: 'revealing',
    })
  })

  it('are flagged where few answered, where a share is uncertain, and where the question came half-way', () => {
    const flags = (count: number) => {
      const finding = told(count, plenty).byKey.get('safe_now')
      return finding?.state === 'shown' ? finding.flags : []
    }
    expect(flags(40)).toContain('small')
    expect(flags(400)).toEqual([])
    const newer: Program = { ...pulse, hash: 'pulse-two-00' }
    const older: Program = {
      ...pulse,
      questions: pulse.questions.map((question) =>
        question.id === 'sex' ? { ...question, wording: 'other' } : question,
      ),
    }
    const tallier = createTallier([newer, older])
    for (const [at, person] of respondents(200, plenty).entries())
      tallier.add(
        at % 2
          ? person
          : { ...person, answers: person.answers.map((one) => ({ ...one, program: newer.hash })) },
      )
    const findings = publish(tallier.result(), [newer, older], publicRules(plainAnalysis))
    expect(findings.find(({ question }) => question === 'sex')).toMatchObject({ flags: ['wording'] })
  })
})

describe('what nobody may work out', () => {
  const base = { optional: false, also: ['no_answer'], wording: 'w', at: 0 }
  const asks = (slot: number) => ({ kind: 'ask' as const, slot })

  it('is how few went another way, from a question that hangs on a question that hangs on theirs', () => {
    const program: Program = {
      ...pulse,
      questions: [
        { ...base, id: 'p', kind: 'choose', options: ['x', 'y'] },
        { ...base, id: 'q', kind: 'choose', options: ['a', 'b'] },
        { ...base, id: 'r', kind: 'choose', options: ['c', 'd'] },
      ],
      code: [
        asks(0),
        {
          kind: 'unless',
          condition: { op: '==', left: { op: 'answer', slot: 0 }, right: { op: 'value', value: 'x' } },
          to: 3,
        },
        asks(1),
        { kind: 'unless', condition: { op: 'answered', slot: 1 }, to: 5 },
        asks(2),
        { kind: 'end', outcome: 'completed' },
      ],
    }
    // 97 of 100 came to `q` and from there to `r`: a base of 97 would tell of the three.
    const { byKey } = told(
      100,
      (at): Record<string, Answer> =>
        at < 3 ? { p: 'y' } : { p: 'x', q: at % 2 ? 'a' : 'b', r: at % 3 ? 'c' : 'd' },
      plainAnalysis,
      program,
    )
    for (const question of ['p', 'q', 'r']) expect(byKey.get(question)).toMatchObject({ state: 'withheld' })
  })

  it('is what those said who told no more than the wider place, such as before a flow was changed', () => {
    const { byKey } = told(123, (at) => ({
      district: at < 3 ? 'basra' : at % 2 ? 'basra_faw' : 'basra_zubayr',
      safe_now: at < 3 ? 'very_safe' : ((['very_safe', 'safe'] as const)[(at >> 1) % 2] ?? ''),
    }))
    const shown = [...byKey.values()].filter(
      ({ state, of }) => state === 'shown' && of[0]?.ids[0]?.startsWith('basra_'),
    )
    expect(shown).toEqual([])
  })

  it('is that all who did not say their sex ticked the same', () => {
    const { byKey } = told(240, (at) => ({
      district: at % 2 ? 'basra_faw' : 'kirkuk_dibis',
      ...(at < 80 ? { sex: 'female' } : at < 200 ? { sex: 'male' } : {}),
      worries:
        at >= 200 ? ['theft', 'drugs'] : at % 4 === 0 ? ['other'] : at % 3 ? ['theft', 'drugs'] : ['theft'],
    }))
    // They are told with the women, and cannot be told apart from them.
    expect(byKey.get('worries?sex=female+~unsaid')).toMatchObject({ state: 'shown', base: 120 })
    expect([...byKey.keys()]).not.toContain('worries?sex=female')
  })

  const figures = (
    question: string,
    kind: 'number' | 'choose_many',
    counts: readonly [string, number][],
    of: number,
  ) => ({
    ...({ state: 'shown', nonanswers: null } as const),
    ...{ question, kind, of: [], base: of, hidden: [], flags: [] },
    cells: counts.map(([id, count]) => ({ options: [id], count, percent: 0 })),
  })

  it('is that all who came between two snapshots are of one band', () => {
    const before = figures(
      'household',
      'number',
      [
        ['band_~_3', 15],
        ['band_3_~', 15],
      ],
      30,
    )
    expect(
      mayFollow(
        before,
        figures(
          'household',
          'number',
          [
            ['band_~_3', 25],
            ['band_3_~', 15],
          ],
          40,
        ),
        10,
      ),
    ).toBe(false)
    expect(
      mayFollow(
        before,
        figures(
          'household',
          'number',
          [
            ['band_~_3', 20],
            ['band_3_~', 20],
          ],
          40,
        ),
        10,
      ),
    ).toBe(true)
  })

  it('is that nobody who came between two snapshots ticked an answer', () => {
    const before = figures(
      'worries',
      'choose_many',
      [
        ['theft', 40],
        ['drugs', 30],
      ],
      80,
    )
    expect(
      mayFollow(
        before,
        figures(
          'worries',
          'choose_many',
          [
            ['theft', 40],
            ['drugs', 36],
          ],
          92,
        ),
        10,
      ),
    ).toBe(false)
    expect(
      mayFollow(
        before,
        figures(
          'worries',
          'choose_many',
          [
            ['theft', 45],
            ['drugs', 36],
          ],
          92,
        ),
        10,
      ),
    ).toBe(true)
  })
})
