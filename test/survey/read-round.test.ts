import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RespondentRow } from '../../src/findings/tally.ts'
import type { Program } from '../../src/flow/program.ts'
import { rewriteRespondents } from '../../src/store/cut-round.ts'
import { RESPONDENTS_AT_ONCE } from '../../src/store/packed-answers.ts'
import { publishPrograms } from '../../src/store/programs.ts'
import { programsOf, respondentPages, respondentsOf } from '../../src/survey/read-round.ts'
import { openRound } from '../../src/survey/rounds.ts'
import { countRound } from '../../src/survey/tallies.ts'
import { createUnpacker } from '../../src/survey/unpack-answers.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound, T0 } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)

describe.each(DIALECTS)('a round read from %s', (dialect) => {
  let test: TestDatabase
  beforeEach(async () => {
    test = await testDatabase(dialect)
  })
  afterEach(() => test.remove())

  async function read(
    round: { id: string; program?: string },
    without: string[] = [],
  ): Promise<RespondentRow[]> {
    const all: RespondentRow[] = []
    for await (const { respondents } of respondentPages(test.database, round, without))
      all.push(...respondents)
    return all
  }

  it('gives every answer as it was written, whatever people wrote', async () => {
    const words = [
      '',
      'a "quote"\\',
      'line\nbreak\u2028',
      '\u001e\u001f\u0001',
      'السلام 😀',
      '[1,2]',
      'null',
      "'",
    ]
    const round = await seedRound(test.database, pulse)
    const people = respondents(words.length, (at) => ({
      district: 'basra_faw',
      household: at - 0.5,
      safe_now: { nonanswer: 'dont_know' },
      wish: words[at] ?? '',
      worries: at % 2 ? [] : ['theft', 'none'],
    }))
    const ids = await seedRespondents(test.database, round, people)
    const expected = people.map((person, at) => ({ ...person, id: ids[at] ?? '' })).toSorted(byId)
    expect(await read(round)).toEqual(expected)
  })

  it('gives everybody of the round once, and nobody else, also over several pieces and after the cut', async () => {
    const count = 2 * RESPONDENTS_AT_ONCE + 3
    const round = await seedRound(test.database, pulse)
    const { round: other } = await openRound(
      test.database,
      { programme: 'iraq', flow: 'other', program: pulse.hash },
      T0,
    )
    const answer = (at: number) => ({ safe_now: at % 2 ? 'safe' : 'unsafe' })
    const ids: string[] = []
    for (let from = 0; from < count; from += 100) {
      ids.push(
        ...(await seedRespondents(test.database, round, respondents(Math.min(100, count - from), answer))),
      )
      await seedRespondents(test.database, other, respondents(7, answer))
    }
    // Began, and answered nothing.
    await seedRespondents(
      test.database,
      round,
      respondents(3, () => ({})),
    )
    const sorted = ids.toSorted()
    const idsOf = (people: readonly RespondentRow[]) => people.map(({ id }) => id)
    expect(idsOf(await read(round))).toEqual(sorted)
    for (let after: string | null = ''; after !== null; )
      after = await rewriteRespondents(test.database, round.id, after, T0, 50)
    expect(idsOf(await read(round))).toEqual(sorted)
    expect(await read({ id: 'none' })).toEqual([])
  })

  it('leaves out the channels that are not wanted', async () => {
    const round = await seedRound(test.database, pulse)
    await seedRespondents(
      test.database,
      round,
      respondents(20, () => ({ sex: 'male' })),
    )
    expect((await read(round, ['webchat'])).map(({ channel }) => channel)).toEqual(
      Array.from({ length: 16 }, () => 'telegram'),
    )
    const people: RespondentRow[] = []
    for await (const person of respondentsOf(test.database, round.id, ['telegram'])) people.push(person)
    expect(people).toHaveLength(4)
  })

  it('counts an answer by the program that it was given to, also where a flow changed half-way', async () => {
    const changed: Program = {
      ...pulse,
      hash: 'pulse-two-00',
      questions: pulse.questions.map((question) =>
        question.id === 'sex' ? { ...question, id: 'gender', wording: 'new' } : question,
      ),
    }
    const round = await seedRound(test.database, changed)
    for (const program of [pulse, { ...pulse, hash: 'pulse-unused' }])
      await publishPrograms(test.database, [program], T0 - 1)
    const old = respondents(RESPONDENTS_AT_ONCE + 20, () => ({ sex: 'male' }))
    const late = respondents(30, () => ({ gender: 'female' })).map((person) => ({
      ...person,
      answers: person.answers.map((answer) => ({ ...answer, program: changed.hash })),
    }))
    await seedRespondents(test.database, round, late)
    await seedRespondents(test.database, round, old)
    const counted = await countRound(test.database, round)
    expect(counted?.programs.map(({ hash }) => hash)).toEqual([changed.hash, pulse.hash])
    expect((await programsOf(test.database, round))?.map(({ hash }) => hash)).toEqual([
      changed.hash,
      pulse.hash,
    ])
    expect(counted?.tallies.respondents).toBe(old.length + late.length)
    const answered = new Map(counted?.tallies.questions.map(({ question, answered }) => [question, answered]))
    expect([answered.get('sex'), answered.get('gender')]).toEqual([old.length, late.length])
  })

  it('of which no program is known gives no figures', async () => {
    const { round } = await openRound(test.database, { programme: 'iraq', flow: 'lost', program: 'gone' }, T0)
    expect(await countRound(test.database, round)).toBeUndefined()
    expect(await programsOf(test.database, round)).toBeUndefined()
  })
})

describe('answers unpacked', () => {
  const packed = (...answers: [question: string, value: unknown][]) =>
    answers.map(([question, value]) => `${question}\u001f${JSON.stringify(value)}`).join('\u001e')

  it('are one object where they are equal, so that a million of them take no room', () => {
    const { unpack, programs } = createUnpacker('p1')
    const [first, wish] = unpack(packed(['safe_now', 'safe'], ['wish', 'x'.repeat(500)]))
    expect(unpack(packed(['safe_now', 'safe']))[0]).toBe(first)
    expect(unpack(packed(['wish', 'x'.repeat(500)]))[0]).toEqual(wish)
    expect([...programs]).toEqual(['p1'])
  })

  it('stay right when there are more different ones than are remembered', () => {
    const { unpack } = createUnpacker('p1')
    for (const round of [1, 2])
      for (let at = 0; at < 12_000; at += 1)
        if (unpack(packed(['household', at]))[0]?.value !== at) throw new Error(`${round}: ${at} is lost`)
    expect(unpack(packed(['household', 11_999]))).toEqual([
      { question: 'household', value: 11_999, program: 'p1' },
    ])
  })
})
