/** Every kind of sentence, each as one row of the table that native readers review. */

import {
  bandId,
  type Cell,
  type Filter,
  type Flag,
  type Reason,
  type ShownFinding,
  UNLISTED,
  UNSAID,
} from '../../src/findings/finding.ts'
import { shortFinding } from '../../src/findings/short-finding.ts'
import { tellFinding, tellUnderQuestion } from '../../src/findings/tell-finding.ts'
import { tellAdjusted, tellCoverage, tellFlags, tellWeighting } from '../../src/findings/tell-flags.ts'
import { tellFilter, tellGroup } from '../../src/findings/tell-group.ts'
import { tellOptions } from '../../src/findings/tell-options.ts'
import { tellTrend } from '../../src/findings/tell-trend.ts'
import type { Teller } from '../../src/findings/teller.ts'
import type { Change, Trend, TrendReason } from '../../src/findings/trend.ts'
import { told } from '../fixtures/told.ts'

export interface Case {
  readonly name: string
  readonly tell: (teller: Teller) => string
}

export interface Section {
  readonly title: string
  readonly cases: readonly Case[]
}

const COUNTS = [0, 1, 2, 3, 10, 11, 12, 99, 100, 101, 102, 103, 111, 1000]
const PERCENTS = [
  ...[0, 3, 5, 7, 8, 10, 12, 15, 19, 20, 24, 25, 27, 29, 30, 32, 33, 35, 37, 40, 43, 47, 49, 50],
  ...[52, 55, 58, 60, 63, 65, 67, 70, 75, 80, 85, 90, 92, 95, 98, 100],
]

const place = (...ids: string[]): Filter => ({ by: 'place', ids })
const sex = (...ids: string[]): Filter => ({ by: 'sex', ids })
const age = (...ids: string[]): Filter => ({ by: 'age_band', ids })
const incident = (...ids: string[]): Filter => ({ by: 'incident', ids })
const BASRA = place('basra')

const kindOf = (id: string) => told.questions.find((question) => question.id === id)?.kind ?? 'choose'

/** `{ no: 60, 'once+more': 40 }`: options joined by + are only told together; `part:` names a part of the scale. */
function cells(shares: Readonly<Record<string, number>>): Cell[] {
  return Object.entries(shares).map(([key, percent]) => {
    const [, part, options = key] = /^(\w+):(.+)$/.exec(key) ?? []
    return { options: options.split('+'), ...(part === undefined ? {} : { part }), count: percent, percent }
  })
}

export const shown = (
  question: string,
  shares: Readonly<Record<string, number>>,
  more: Partial<ShownFinding> = {},
): ShownFinding => ({
  state: 'shown',
  question,
  kind: kindOf(question),
  of: [BASRA],
  base: 212,
  cells: cells(shares),
  hidden: [],
  nonanswers: null,
  flags: [],
  ...more,
})

const finding = (name: string, one: ShownFinding): Case => ({
  name,
  tell: (teller) => tellFinding(teller, one),
})

const yes = (more: Partial<ShownFinding>) => shown('incident', { no: 60, once: 30, more: 10 }, more)

const counted = (noun: string, of: readonly Filter[]): Case[] =>
  COUNTS.map((base) => ({
    name: `${base} ${noun}`,
    tell: (teller) => tellUnderQuestion(teller, yes({ base, of })),
  }))

const few = (noun: string, of: readonly Filter[]): Case[] =>
  [1, 2, 3, 10, 11, 24].map((base) => ({
    name: `only ${base} ${noun}`,
    tell: (teller) => tellUnderQuestion(teller, yes({ base, of, flags: ['few'] })),
  }))

const flag = (name: string, base: number, ...flags: Flag[]): Case => ({
  name,
  tell: (teller) => tellFlags(teller, yes({ base, flags })).join(' '),
})

const withheld = (name: string, question: string, reason: Reason, of: readonly Filter[] = []): Case => ({
  name,
  tell: (teller) => tellFinding(teller, { state: 'withheld', question, kind: kindOf(question), of, reason }),
})

export function trendOf(
  changes: readonly (Partial<Change> & Pick<Change, 'options' | 'from' | 'to'>)[],
  more: Partial<ShownFinding> & { bases?: readonly [number, number]; question?: string } = {},
): Extract<Trend, { state: 'comparable' }> {
  const { bases: [first, second] = [759, 613], question = 'incident', of = [place('kirkuk')], ...rest } = more
  const point = (round: number, base: number) => ({
    round,
    at: 0,
    finding: shown(question, { no: 60, once: 40 }, { ...rest, of, base }),
  })
  return {
    question,
    kind: kindOf(question),
    of,
    state: 'comparable',
    points: [point(1, first), point(2, second)],
    changes: changes.map((change) => ({ z: -5, p: 0.001, changed: true, ...change })),
  }
}

const trend = (name: string, one: Trend): Case => ({ name, tell: (teller) => tellTrend(teller, one) })
const refused = (reason: TrendReason): Case =>
  trend(`not comparable: ${reason}`, { ...trendOf([]), state: 'refused', reasons: [reason] })

const group = (name: string, ...of: Filter[]): Case => ({ name, tell: (teller) => tellGroup(teller, of) })
const filter = (name: string, one: Filter): Case => ({ name, tell: (teller) => tellFilter(teller, one) })
const cell = (name: string, question: string, key: string): Case => ({
  name,
  tell: (teller) =>
    cells({ [key]: 1 })
      .map((one) => tellOptions(teller, question, one))
      .join(),
})
const short = (name: string, one: ShownFinding): Case => ({
  name,
  tell: (teller) => {
    const { figure, words } = shortFinding(teller, one)
    return `[${figure ?? ''}] ${words}`
  },
})

const band = (low: number | null, high: number | null) => bandId(low, high)
const BANDS = { [band(null, 3)]: 14, [band(3, 6)]: 45, [band(6, 10)]: 30, [band(10, null)]: 11 }

export const SECTIONS: readonly Section[] = [
  {
    title: 'One answer of several',
    cases: [
      finding('one answer stands for most', yes({ cells: cells({ no: 71, once: 20, more: 9 }) })),
      finding('three answers', yes({ cells: cells({ no: 45, once: 30, more: 25 }) })),
      finding('everybody, no place', yes({ of: [] })),
      finding('a topic is missing', shown('next_year', { better: 40, same: 35, worse: 25 })),
      finding(
        'a scale, all of it',
        shown('safe_now', {
          ...{ almost_always_safe: 27, generally_safe: 33 },
          ...{ generally_unsafe: 26, almost_always_unsafe: 14 },
        }),
      ),
      finding(
        'a scale, one side told as one',
        shown('safe_now', {
          ...{ almost_always_safe: 27, generally_safe: 58 },
          'unsafe:generally_unsafe+almost_always_unsafe': 15,
        }),
      ),
      finding(
        'a scale, both sides told as one',
        shown('safe_now', {
          'safe:almost_always_safe+generally_safe': 60,
          'unsafe:generally_unsafe+almost_always_unsafe': 40,
        }),
      ),
      finding('a short scale', shown('change', { improved: 41, unchanged: 38, worse: 21 })),
      finding('two answers told together', yes({ cells: cells({ no: 80, 'once+more': 20 }) })),
      finding('two answers told together are more', yes({ cells: cells({ no: 40, 'once+more': 60 }) })),
      finding('nothing but what is told together', yes({ cells: cells({ 'no+once+more': 100 }) })),
      finding(
        'one of many comes first',
        shown('help_most', {
          ...{ jobs: 40, services: 22, police: 11, law: 8 },
          ...{ weapons: 7, drugs: 5, 'clearance+dialogue': 7 },
        }),
      ),
      finding(
        'several of many come first together',
        shown('help_most', {
          ...{ jobs: 26, services: 24, police: 22, law: 9 },
          ...{ weapons: 7, drugs: 5, 'clearance+dialogue': 7 },
        }),
      ),
      finding(
        'none of many comes first',
        shown('help_most', {
          ...{ jobs: 14, services: 13, police: 13, law: 12 },
          ...{ weapons: 12, drugs: 12, clearance: 12, dialogue: 12 },
        }),
      ),
      finding(
        'many are told together',
        shown('help_most', { jobs: 22, services: 18, 'police+law+weapons+drugs+clearance+dialogue': 60 }),
      ),
      finding(
        'answers that are no longer offered',
        yes({ cells: cells({ no: 40, [`once+more+${UNLISTED}`]: 60 }) }),
      ),
    ],
  },
  {
    title: 'Several answers',
    cases: [
      finding('one comes first', shown('worries', { theft: 60, drugs: 31, tribal: 12, none: 10 })),
      finding('two come next', shown('worries', { theft: 60, drugs: 31, clashes: 30, tribal: 12 })),
      finding('three come first together', shown('worries', { theft: 32, drugs: 31, tribal: 30, none: 12 })),
      finding(
        'some are hidden',
        shown('worries', { theft: 40, drugs: 31 }, { hidden: ['kidnapping', 'none'] }),
      ),
      finding('only one is shown', shown('worries', { drugs: 31 }, { hidden: ['kidnapping', 'none'] })),
    ],
  },
  {
    title: 'Numbers and places',
    cases: [
      finding(
        'middle and quartiles',
        shown('household', BANDS, { numbers: { median: 6, lowerQuartile: 4, upperQuartile: 8 } }),
      ),
      finding('the middle lies between two', shown('household', {}, { numbers: { median: 5.5 } })),
      finding(
        'half said the same',
        shown('household', {}, { numbers: { median: 6, lowerQuartile: 6, upperQuartile: 6 } }),
      ),
      finding('bands', shown('household', BANDS)),
      finding('where people live', shown('district', { basra: 61, kirkuk: 25, salahaddin: 14 }, { of: [] })),
      finding(
        'where people live, in a place',
        shown('district', { basra_zubayr: 45, basra_qurna: 30, 'basra_faw+basra_mudaina': 25 }),
      ),
    ],
  },
  {
    title: 'Groups',
    cases: [
      finding('women in a place', yes({ of: [BASRA, sex('female')], base: 98 })),
      finding('men', yes({ of: [sex('male')], base: 114 })),
      finding('an age group in a place', yes({ of: [BASRA, age('age_18_30')], base: 40 })),
      finding('two age groups together', yes({ of: [age('age_46_65', 'age_66_up')], base: 40 })),
      finding(
        'those who answered another question so',
        yes({
          question: 'next_year',
          kind: 'choose',
          cells: cells({ better: 30, same: 45, worse: 25 }),
          of: [BASRA, incident('once')],
          base: 40,
        }),
      ),
      finding('two places together', yes({ of: [place('basra_faw', 'basra_qurna')], base: 40 })),
      finding(
        'five places together',
        yes({ of: [place('basra_faw', 'basra_qurna', 'basra_zubayr', 'basra_mudaina')], base: 40 }),
      ),
      finding('place not said', yes({ of: [place(UNSAID)], base: 40 })),
      finding('a place, and place not said', yes({ of: [place('basra_faw', UNSAID)], base: 40 })),
      finding('age not said', yes({ of: [BASRA, age(UNSAID)], base: 40 })),
      finding('sex not said, and men', yes({ of: [BASRA, sex('male', UNSAID)], base: 40 })),
      finding(
        'another question not answered',
        yes({
          of: [incident(UNSAID)],
          question: 'next_year',
          kind: 'choose',
          cells: cells({ better: 30, same: 45, worse: 25 }),
          base: 40,
        }),
      ),
      finding('an age group, and age not said', yes({ of: [age('age_66_up', UNSAID)], base: 40 })),
      finding('both sexes together', yes({ of: [sex('female', 'male')], base: 40 })),
      finding('sex not said', yes({ of: [sex(UNSAID)], base: 40 })),
      group('label: everybody'),
      group('label: a place', BASRA),
      group('label: two places', place('basra_faw', 'basra_qurna')),
      group('label: five places', place('basra_faw', 'basra_qurna', 'basra_zubayr', 'basra_mudaina')),
      group('label: place not said', place(UNSAID)),
      group('label: women', sex('female')),
      group('label: women in a place', BASRA, sex('female')),
      group('label: an age group in a place', BASRA, age('age_18_30')),
      group('label: an answer in a place', BASRA, incident('once')),
      group('label: three answers', incident('no', 'once', 'more')),
      group('label: an answer, or none', incident('more', UNSAID)),
      group('label: four age groups', age('age_18_30', 'age_31_45', 'age_46_65', 'age_66_up')),
      group('label: age not said in a place', BASRA, age(UNSAID)),
      group('label: sex not said', sex(UNSAID)),
      group('label: no answer', incident(UNSAID)),
      filter('short label: women', sex('female')),
      filter('short label: an age group', age('age_18_30')),
      filter('short label: two age groups', age('age_46_65', 'age_66_up')),
      filter('short label: an answer', incident('once')),
      filter('short label: two answers, or not said', incident('once', 'more', UNSAID)),
      filter('short label: four answers', {
        by: 'help_most',
        ids: ['jobs', 'services', 'police', 'law'],
      }),
      {
        name: 'label: four places, one named first',
        tell: (teller) =>
          tellGroup(
            teller,
            [place('basra_faw', 'basra_qurna', 'basra_zubayr', 'basra_mudaina')],
            'basra_zubayr',
          ),
      },
      filter('short label: not said', age(UNSAID)),
      filter('short label: an age group, or not said', age('age_66_up', UNSAID)),
    ],
  },
  {
    title: 'Labels of figures',
    cases: [
      cell('one option', 'safe_now', 'generally_safe'),
      cell('a part of a scale', 'safe_now', 'safe:almost_always_safe+generally_safe'),
      cell('told together', 'worries', 'drugs+tribal+other'),
      cell('the first band', 'household', band(null, 3)),
      cell('a band', 'household', band(3, 6)),
      cell('a band, with fractions', 'hours', band(3, 6)),
      cell('every number', 'household', band(null, null)),
      cell('a band of one', 'household', band(3, 4)),
      cell('the last band', 'household', band(10, null)),
      cell('two bands', 'household', `${band(3, 6)}+${band(6, 10)}`),
      cell('a place', 'district', 'basra'),
    ],
  },
  {
    title: 'Short forms',
    cases: [
      short('one answer', yes({})),
      short('several answers', shown('worries', { theft: 60, drugs: 31, tribal: 12, none: 10 })),
      short('about half', yes({ cells: cells({ no: 49, once: 40, more: 11 }) })),
      short('a band', shown('household', BANDS)),
      short('a number', shown('household', {}, { numbers: { median: 6 } })),
      short('a number between two', shown('household', {}, { numbers: { median: 5.5 } })),
      short('a place', shown('district', { basra: 61, kirkuk: 39 }, { of: [] })),
    ],
  },
  {
    title: 'What is not told',
    cases: [
      withheld('too few', 'incident', 'few'),
      withheld('revealing', 'incident', 'revealing'),
      withheld('own words', 'wish', 'text'),
      withheld('the round is open', 'incident', 'open'),
      withheld('too few of a group', 'incident', 'few', [BASRA, sex('female')]),
      withheld('revealing, of a group', 'incident', 'revealing', [BASRA]),
      withheld('own words of a group', 'wish', 'text', [BASRA]),
      withheld('a group of an open round', 'incident', 'open', [BASRA]),
    ],
  },
  {
    title: 'Flags and caveats',
    cases: [
      flag('few: 1', 1, 'few'),
      flag('few: 2', 2, 'few'),
      flag('few: 3', 3, 'few'),
      flag('few: 24', 24, 'few'),
      flag('small: 40', 40, 'small'),
      flag('small and wide: 31', 31, 'small', 'wide'),
      flag('wide: 3', 3, 'wide'),
      flag('wide: 103', 103, 'wide'),
      flag('half way', 212, 'half_way'),
      flag('wording', 212, 'wording'),
      { name: 'coverage', tell: tellCoverage },
      { name: 'adjusted', tell: (teller) => tellAdjusted(teller, [yes({ designEffect: 1.4 })]) ?? '' },
      {
        name: 'weighted',
        tell: (teller) =>
          tellWeighting(teller, {
            state: 'raked',
            margins: ['place', 'sex', 'age_band'],
            designEffect: 1.4,
            trimmed: 0,
          }) ?? '',
      },
      {
        name: 'weighted by a question',
        tell: (teller) =>
          tellWeighting(teller, { state: 'raked', margins: ['incident'], designEffect: 1.4, trimmed: 0 }) ??
          '',
      },
      {
        name: 'not weighted: a group is empty',
        tell: (teller) =>
          tellWeighting(teller, { state: 'failed', reason: 'empty', margin: 'place', group: 'salahaddin' }) ??
          '',
      },
      {
        name: 'not weighted: some group is empty',
        tell: (teller) => tellWeighting(teller, { state: 'failed', reason: 'empty', margin: 'sex' }) ?? '',
      },
      {
        name: 'not weighted: margins are not met',
        tell: (teller) =>
          tellWeighting(teller, { state: 'failed', reason: 'not_converged', margin: 'age_band' }) ?? '',
      },
    ],
  },
  {
    title: 'From round to round',
    cases: [
      trend('fewer', trendOf([{ options: ['once'], from: 33, to: 21 }])),
      trend('more', trendOf([{ options: ['once'], from: 21, to: 33 }], { of: [] })),
      trend(
        'two changes',
        trendOf(
          [
            { options: ['once'], from: 33, to: 21 },
            { options: ['no'], from: 60, to: 74 },
          ],
          { of: [BASRA, sex('female')] },
        ),
      ),
      trend(
        'told together',
        trendOf([{ options: ['once', 'more'], from: 33, to: 21 }], { bases: [103, 102] }),
      ),
      trend(
        'several answers',
        trendOf([{ options: ['theft'], from: 33, to: 21 }], { question: 'worries', kind: 'choose_many' }),
      ),
      trend(
        'a band',
        trendOf([{ options: [band(3, 6)], from: 33, to: 21 }], { question: 'household', kind: 'number' }),
      ),
      trend(
        'a place',
        trendOf([{ options: ['basra'], from: 33, to: 21 }], { question: 'district', kind: 'place', of: [] }),
      ),
      ...(
        [
          ['worries', 'theft'],
          ['household', band(3, 6)],
          ['district', 'basra'],
        ] as const
      ).map(([question, option]) =>
        trend(
          `more: ${question}`,
          trendOf([{ options: [option], from: 21, to: 33 }], {
            question,
            kind: kindOf(question),
            of: [sex('male')],
          }),
        ),
      ),
      trend('may be chance', trendOf([{ options: ['once'], from: 14, to: 17, changed: false }])),
      trend(
        'may be chance, among women',
        trendOf([{ options: ['once'], from: 14, to: 17, changed: false }], { of: [sex('female')] }),
      ),
      trend(
        'may be chance, among men in a place',
        trendOf([{ options: ['once'], from: 14, to: 17, changed: false }], { of: [BASRA, sex('male')] }),
      ),
      trend('a change, with care', {
        ...trendOf([{ options: ['once'], from: 33, to: 21 }]),
        state: 'flagged',
        reasons: ['places', 'mode', 'weighting'],
      }),
      ...(['wording', 'options', 'routing', 'places', 'mode', 'weighting', 'made_up', 'few'] as const).map(
        refused,
      ),
      trend('one round only', { ...trendOf([]), points: trendOf([]).points.slice(0, 1) }),
    ],
  },
  {
    title: 'Shares in words',
    cases: PERCENTS.map((percent) => ({
      name: `${percent}%`,
      tell: (teller) =>
        tellUnderQuestion(
          teller,
          yes({ of: [], cells: cells(percent === 100 ? { no: 100 } : { no: percent, 'once+more': 0 }) }),
        ),
    })),
  },
  { title: 'Counts of people', cases: counted('people', [BASRA]) },
  { title: 'Counts of women', cases: counted('women', [sex('female')]) },
  { title: 'Counts of men', cases: counted('men', [sex('male')]) },
  {
    title: 'Few',
    cases: [...few('people', [BASRA]), ...few('women', [BASRA, sex('female')]), ...few('men', [sex('male')])],
  },
  {
    title: 'Counts in a trend',
    cases: COUNTS.filter((count) => count > 0).map((count) =>
      trend(
        `${count}`,
        trendOf([{ options: ['once'], from: 33, to: 21 }], { bases: [count, count], of: [] }),
      ),
    ),
  },
]
