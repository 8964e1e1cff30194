import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFollowUpRounds } from '../../src/store/feedback.ts'
import { feedbackTable } from '../../src/survey/export-feedback.ts'
import { csvFile } from '../../src/survey/export-file.ts'
import { seedFeedback } from '../fixtures/seed-feedback.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { exportTexts as texts } from '../support/export-texts.ts'

describe.each(DIALECTS)('feedback on %s', (dialect) => {
  let test: TestDatabase
  beforeEach(async () => {
    test = await testDatabase(dialect)
  })
  afterEach(() => test.remove())

  async function written(without: string[] = []) {
    const rounds = await readFollowUpRounds(test.database, 'iraq')
    const table = feedbackTable(test.database, { rounds, language: 'en', texts, without })
    const about = {
      ...{ kind: 'feedback' as const, programme: 'iraq', flow: null, rounds: [], madeUp: false },
      ...{ language: 'en', texts },
    }
    let text = ''
    for await (const piece of csvFile(table, about)) text += piece
    const [ids = [], labels = [], , ...rows] = parse(text, { bom: true }) as string[][]
    return { labels, text, rows: rows.map((row) => Object.fromEntries(ids.map((id, at) => [id, row[at]]))) }
  }

  it('is what people wrote, with what they chose and which summary it is about', async () => {
    const { told, asking } = await seedFeedback(test.database, [
      { matches: 'partly', more: '=اكتب أكثر عن "الكهرباء"' },
      { matches: 'yes' },
      { more: 'No water since May' },
      { matches: { nonanswer: 'skipped' }, more: { nonanswer: 'skipped' } },
    ])
    const { rows, labels, text } = await written()
    expect(labels[0]).toMatch(/^RESTRICTED/)
    expect(rows).toHaveLength(2)
    const about = {
      ...{ RESTRICTED: 'RESTRICTED', programme: 'iraq', flow: 'pulse', round: '1', round_name: '2026' },
      ...{ summary: 'summary-1', summary_number: '3', summary_place: 'basra', summary_place_name: 'Basra' },
      ...{ asked_round: String(asking.number), made_up: '0', question: 'more', language: 'ckb' },
    }
    expect(rows).toContainEqual({
      ...about,
      ...{ verdict: 'partly', verdict_label: 'In part', words: `'=اكتب أكثر عن "الكهرباء"` },
    })
    expect(rows).toContainEqual({
      ...about,
      ...{ verdict: '', verdict_label: '', words: 'No water since May' },
    })
    for (const at of [told.opened_at, asking.opened_at])
      expect(text).not.toContain(new Date(at).toISOString().slice(0, 10))
  })

  it('stands in the order of random ids and names nobody', async () => {
    const people = Array.from({ length: 40 }, (_, at) => ({ more: `words ${at}` }))
    await seedFeedback(test.database, people)
    const ids = (await test.database.read.select().from(test.database.tables.respondents)).map(({ id }) => id)
    const { rows, text } = await written()
    const order = rows.map(({ words }) => Number(words?.split(' ')[1]))
    expect(order.toSorted((a, b) => a - b)).toEqual(people.map((_, at) => at))
    expect(order).not.toEqual(people.map((_, at) => at))
    for (const id of ids) expect(text).not.toContain(id)
    expect((await written(['webchat'])).rows).toHaveLength(20)
  })
})
