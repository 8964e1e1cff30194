import { describe, expect, it } from 'vitest'
import { routeText } from '../../src/flow/condition-text.ts'
import type { Expression } from '../../src/flow/expression.ts'
import type { Program } from '../../src/flow/program.ts'
import { type Leg, routesOf } from '../../src/flow/route.ts'
import { type AskedRound, wordingsOf } from '../../src/survey/codebook.ts'
import { questionsAsJson } from '../../src/survey/codebook-json.ts'
import { codebookTable } from '../../src/survey/export-codebook.ts'
import { routingWords } from '../../src/survey/routing-words.ts'
import type { Value } from '../../src/survey/table.ts'
import { pulse } from '../fixtures/pulse.ts'
import { scaledPulse } from '../fixtures/scaled-pulse.ts'
import { survey } from '../fixtures/survey.ts'
import { exportTexts as texts } from '../support/export-texts.ts'

const answer = (slot: number): Expression => ({ op: 'answer', slot })
const value = (of: string | number | string[]): Expression => ({ op: 'value', value: of })
const holds = (condition: Expression): Leg => ({ kind: 'holds', condition })
const fails = (...route: Leg[]): Leg => ({ kind: 'fails', route })

/** Slots of the survey: 1 adult, 2 district, 3 safe_now, 4 worries, 5 household, 6 wish, 7 results. */
const notAdult = holds({ op: '==', left: answer(1), right: value('no') })
const unsafe = holds({
  op: 'in',
  left: answer(3),
  right: value(['mostly_unsafe', 'always_unsafe']),
})
const large: Expression = { op: '>', left: answer(5), right: value(1000) }
const theft: Expression = { op: 'in', left: value('theft'), right: answer(4) }

describe('whom a question is put to', () => {
  it.each<[string, Leg[], string, string]>([
    ['everybody', [], '', 'Everybody who came this far.'],
    [
      'a list of options',
      [unsafe],
      'safe_now in ["mostly_unsafe", "always_unsafe"]',
      'Only if the answer to “How safe do you feel in {{district}} these days?” is one of “Generally unsafe”, “Almost always unsafe”.',
    ],
    [
      'an early end and one option of several',
      [fails(notAdult), holds(theft)],
      '!(adult == "no") && "theft" in worries',
      'Only if “Theft” is part of the answer to “What worries you most?”. Not if the answer to “Are you 18 or older?” is “No”.',
    ],
    [
      'or within and, and a great number',
      [
        holds({
          op: 'and',
          left: { op: 'or', left: large, right: theft },
          right: { op: 'answered', slot: 6 },
        }),
      ],
      '(household > 1000 || "theft" in worries) && answered(wish)',
      'Only if (the answer to “How many people live in your home?” is more than 1,000 or “Theft” is part of the answer to “What worries you most?”) and there is an answer to “What one thing would help most?”.',
    ],
    [
      'a count, a calculation and a place',
      [
        holds({ op: '>=', left: { op: 'size', of: answer(4) }, right: value(2) }),
        holds({ op: '<', left: { op: '*', left: answer(5), right: value(2) }, right: value(9) }),
        holds({ op: '!=', left: answer(2), right: value('zubair') }),
      ],
      'size(worries) >= 2 && household * 2 < 9 && district != "zubair"',
      'Only if the number of answers to “What worries you most?” is 2 or more and household * 2 is less than 9 and the answer to “Where do you live?” is there and is not “Al-Zubair”.',
    ],
  ])('%s', (_, route, condition, words) => {
    expect(routeText(route, survey)).toBe(condition)
    const plain = routingWords(survey, 'en', texts)
      .of(route)
      .replace(/[\u2068\u2069]/g, '')
    expect(plain).toBe(words)
  })

  it('is said in Arabic and Sorani with the labels that people saw', () => {
    const words = (language: string) =>
      routingWords(survey, language, texts)
        .of([unsafe])
        .replace(/[\u2068\u2069]/g, '')
    expect(words('ar')).toBe(
      'فقط إذا كان الجواب عن «ما مدى شعورك بالأمان في {{district}} هذه الأيام؟» واحداً من «غير آمن عموماً»، «غير آمن دائماً تقريباً».',
    )
    expect(words('ckb')).toBe(
      'تەنیا ئەگەر وەڵامی «ئەم ڕۆژانە لە {{district}} چەند هەست بە ئاسایش دەکەیت؟» یەکێک بێت لە «بە گشتی نائارام»، «نزیکەی هەمیشە نائارام».',
    )
  })
})

const rounds = (...programs: Program[][]): AskedRound[] =>
  programs.map((own, at) => ({ round: { number: at + 1, name: String(2020 + at) }, programs: own }))

const reworded = (wording: string): Program => ({
  ...pulse,
  hash: `pulse-${wording}`,
  questions: pulse.questions.map((question) =>
    question.id === 'safe_now' ? { ...question, wording } : question,
  ),
})

describe('the codebook', () => {
  it('tells when the wording of a question changed, and when it was not asked', () => {
    const without: Program = { ...pulse, hash: 'none', questions: [] }
    const all = rounds([pulse], [pulse], [without], [reworded('x')], [reworded('y'), reworded('x')])
    expect(wordingsOf('safe_now', all).map(({ wording, change }) => [wording, change])).toEqual([
      ['w', 'first'],
      ['w', 'same'],
      [null, null],
      ['x', 'changed'],
      ['y x', 'within'],
    ])
  })

  it('lists questions, options, non-answers and the parts of a scale, with their codes', () => {
    const asked = rounds([scaledPulse])
    const [first] = asked
    if (first === undefined) throw new Error('there is one round')
    const { columns, rows } = codebookTable({
      ...{ asked: first, rounds: asked, languages: ['ar', 'en'], language: 'en', texts },
    })
    const read = [...(rows as Iterable<readonly Value[]>)].map((row) =>
      Object.fromEntries(columns.map(({ id }, at) => [id, row[at]])),
    )
    const safeNow = read.filter(({ question }) => question === 'safe_now')
    expect(
      safeNow.map(({ what, id, missing_code, text_ar, options }) => [
        what,
        id,
        missing_code,
        text_ar,
        options,
      ]),
    ).toEqual([
      ['question', null, null, 'How safe are you?', null],
      ['option', 'very_safe', null, 'very_safe (ar)', null],
      ['option', 'safe', null, 'safe (ar)', null],
      ['option', 'unsafe', null, 'unsafe (ar)', null],
      ['option', 'unsure', null, 'unsure (ar)', null],
      ['nonanswer', 'dont_know', -98, 'لا أعرف', null],
      ['nonanswer', 'no_answer', -97, 'أفضّل عدم الإجابة', null],
      ['part', 'safe_part', null, 'Safe (ar)', 'very_safe safe'],
      ['part', 'unsafe_part', null, 'Not safe (ar)', 'unsafe unsure'],
    ])
    expect(read.find(({ question }) => question === 'why')).toMatchObject({
      condition: 'safe_now == "unsafe"',
      program_1: 'pulse-one-00',
      change_1: 'first',
    })
    expect(read.find(({ question }) => question === 'household')).toMatchObject({
      settings: 'min: 1; max: 60; whole: true',
    })
  })

  it('says the same as JSON', () => {
    const asked = rounds([scaledPulse])
    const [first] = asked
    if (first === undefined) throw new Error('there is one round')
    const questions = questionsAsJson({ asked: first, rounds: asked, languages: ['ar', 'en'], texts })
    expect(questions.map(({ id, base }) => `${id} ${base}`)).toContain('wish text')
    expect(questions.find(({ id }) => id === 'why')).toMatchObject({
      ...{ kind: 'choose', by: null, condition: 'safe_now == "unsafe"', hint: null },
      options: [
        { id: 'crime', text: { ar: 'crime (ar)', en: 'crime (en)' } },
        { id: 'jobs', text: { ar: 'jobs (ar)', en: 'jobs (en)' } },
      ],
      rounds: [{ round: 1, programs: ['pulse-one-00'], wording: 'w', change: 'first' }],
    })
    expect(questions.find(({ id }) => id === 'sex')).toMatchObject({ by: 'sex' })
  })
})

it('knows a route for every question of a flow that somebody can come to', () => {
  expect([...routesOf(survey).keys()]).toEqual(survey.questions.map(({ id }) => id))
})
