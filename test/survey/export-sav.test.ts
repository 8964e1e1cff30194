import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Program } from '../../src/flow/program.ts'
import { answersSav } from '../../src/survey/export-answers.ts'
import { savNames, savOf } from '../../src/survey/sav.ts'
import { respondents } from '../fixtures/pulse.ts'
import { scaledPulse } from '../fixtures/scaled-pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'
import { exportTexts as texts } from '../support/export-texts.ts'
import { readSav } from '../support/read-sav.ts'

let test: TestDatabase
beforeEach(() => {
  test = sqliteDatabase()
})
afterEach(() => test.remove())

const answers = [
  {
    ...{ district: 'basra_faw', safe_now: 'unsafe', why: 'jobs', worries: ['theft', 'other'] },
    ...{ household: 7, wish: 'my own words', sex: 'female' },
  },
  { district: { nonanswer: 'no_answer' }, safe_now: { nonanswer: 'dont_know' }, worries: ['none'] },
  { district: 'kirkuk', safe_now: { nonanswer: 'not_here' }, household: { nonanswer: 'skipped' } },
]

async function opened(language: string, program: Program = scaledPulse) {
  const round = await seedRound(test.database, program, { name: '2026', madeUp: true })
  const ids = await seedRespondents(
    test.database,
    round,
    respondents(3, (at) => answers[at] ?? {}),
  )
  const file = await answersSav(test.database, { rounds: [round], language, texts, without: [] })
  if (file === undefined) throw new Error('the round has a program')
  const pieces: Uint8Array[] = []
  for await (const piece of savOf(file)) pieces.push(piece)
  const read = readSav(Buffer.concat(pieces))
  return { ...read, of: (at: number) => read.cases.find(({ respondent }) => respondent === ids[at]) }
}

describe('answers for SPSS', () => {
  it('are numbers with labels, and tell an answer from every kind of silence', async () => {
    const own: Program = {
      ...scaledPulse,
      questions: scaledPulse.questions.map((question) =>
        question.id === 'safe_now' ? { ...question, also: [...question.also, 'not_here'] } : question,
      ),
    }
    const { of, variables, encoding } = await opened('en', own)
    expect(encoding).toBe('UTF-8')
    expect(of(0)).toMatchObject({
      ...{ RESTRICTED: 'RESTRICTED', round: 1, made_up: 1, finished: 1, safe_now: 3, why: 2 },
      ...{ 'district.governorate': 1, 'district.district': 2, household: 7, sex: 1 },
      ...{ 'worries.theft': 1, 'worries.drugs': 0, 'worries.other': 1, 'worries.none': 0 },
    })
    // Refused, don't know, and never put: why hangs on another answer. Then the person left at household.
    expect(of(1)).toMatchObject({
      ...{ 'district.governorate': -97, safe_now: -98, why: -99, 'worries.theft': 0, household: -95 },
    })
    // A place above the level that is asked for, a non-answer of the flow's own, and a skipped question.
    expect(of(2)).toMatchObject({
      ...{ 'district.governorate': 2, 'district.district': null, safe_now: -90, household: -96 },
    })
    const safeNow = variables.find(({ name }) => name === 'safe_now')
    expect(safeNow).toMatchObject({ label: 'How safe are you?', missing: [-99, -81], measure: 2 })
    expect(safeNow?.valueLabels.get(3)).toBe('unsafe (en)')
    expect(safeNow?.valueLabels.get(-98)).toBe('They did not know')
    expect(safeNow?.valueLabels.get(-90)).toBe('not_here')
    expect(variables.find(({ name }) => name === 'household')).toMatchObject({ measure: 3 })
  })

  it('have questions with several answers as sets, and nobody’s own words', async () => {
    const { sets, variables, cases, label, notes } = await opened('ar')
    const places = variables.flatMap(({ name }, at) => (name.startsWith('worries.') ? [`v${at + 1}`] : []))
    expect(sets).toEqual([`$worries=D1 1 17 What worries you? ${places.join(' ')}`])
    expect(variables.map(({ name }) => name)).not.toContain('wish')
    expect(JSON.stringify(cases)).not.toContain('my own words')
    expect(label).toMatch(/^RESTRICTED/)
    expect(notes.join(' ')).toMatch(/^RESTRICTED.*مصطنعة/s)
    const district = variables.find(({ name }) => name === 'district.governorate')
    expect(district?.label).toBe('Where do you live? – المحافظة')
    expect(district?.valueLabels.get(-99)).toMatch(/^لم يُطرح عليهم/)
  })
})

describe('names of variables', () => {
  it('are ones that SPSS takes, and none stands twice', () => {
    const long = 'a'.repeat(70)
    expect(
      savNames(['worries/theft', 'by', 'With', 'Safe', 'safe', '2018', 'a..', long, `${long}b`]),
    ).toEqual([
      'worries.theft',
      'by_',
      'With_',
      'Safe',
      'safe_2',
      'v',
      'a',
      'a'.repeat(64),
      `${'a'.repeat(58)}_2`,
    ])
  })
})
