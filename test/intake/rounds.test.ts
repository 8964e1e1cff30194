/** What somebody meets at the door of a round: in, not now, or not for your place; never silence. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { type RoundRow, readRounds } from '../../src/store/rounds.ts'
import { closeOneRound, openRound, pauseRound, planRound, resumeRound } from '../../src/survey/rounds.ts'
import { common } from '../fixtures/common.ts'
import { type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type World } from '../support/world.ts'

let opened: TestDatabase
let database: Database
let world: World
beforeEach(async () => {
  opened = await testDatabase('sqlite')
  database = opened.database
  world = await openWorld(database)
})
afterEach(() => opened.remove())

const FLOW = { programme: 'iraq', flow: 'safety-pulse' }
const rounds = () => readRounds(database, FLOW.programme, FLOW.flow)
const first = async (): Promise<RoundRow> => {
  const [round] = await rounds()
  if (round === undefined) throw new Error('the world opens a first round')
  return round
}
/** The first round makes way for one like this. */
async function reopened(more: { places?: readonly string[] } = {}): Promise<RoundRow> {
  const before = await first()
  await closeOneRound(database, before, world.now())
  return (await openRound(database, { ...FLOW, program: before.program, ...more }, world.now())).round
}

test.each([
  ['en', 'These questions are resting for now'],
  ['ar', 'هذه الأسئلة متوقفة مؤقتاً'],
  ['ckb', 'ئەم پرسیارانە بۆ ماوەیەک وەستاون'],
])('who comes to a paused round is told in %s that it rests, and begins nothing', async (language, words) => {
  const round = await first()
  await pauseRound(database, round, world.now())
  const person = world.person('901')
  await person.send({ kind: 'start', payload: 'iraq_safety-pulse' }, { language })
  const said = await person.said()
  expect(said.map(({ text }) => text).join()).toContain(words)
  expect(said.at(-1)).toMatchObject({ language, text: common[language]?.resting })
  expect(await person.sessions()).toEqual([])
  await resumeRound(database, { ...round, state: 'paused' }, world.now())
  await person.begins()
  expect(await person.question()).toBeDefined()
})

test('who had begun goes on while a round is paused, and finishes', async () => {
  const person = world.person('902')
  await person.begins()
  await person.walks('safe_now')
  await pauseRound(database, await first(), world.now())
  await person.begins()
  expect((await person.question())?.id).toBe('safe_now')
  await person.walks()
  expect((await person.sessions()).map(({ open }) => open)).toEqual([false])
  expect(Object.keys(await person.answers()).length).toBeGreaterThan(10)
})

test('a planned round lets nobody in yet', async () => {
  const before = await first()
  await closeOneRound(database, before, world.now())
  await planRound(database, { ...FLOW, program: before.program }, world.now())
  const person = world.person('903')
  await person.begins()
  expect((await person.said()).map(({ text }) => text)).toEqual([common.en?.idle])
})

test('a round for some places asks for these alone, whatever the channel presses', async () => {
  await reopened({ places: ['basra_faw', 'kirkuk'] })
  const person = world.person('904')
  await person.begins()
  await person.walks('district')
  const offered = async () => (await person.said()).at(-1)?.ask?.options.map(({ id }) => id)
  expect(await offered()).toEqual(['basra', 'kirkuk', '~elsewhere', 'no_answer'])
  await person.presses('salahaddin')
  expect((await person.question())?.id).toBe('district')
  await person.presses('basra')
  expect(await offered()).toEqual(['basra_faw', '~elsewhere', 'no_answer'])
  await person.presses('basra_faw')
  expect(await person.answers()).toMatchObject({ district: 'basra_faw' })
})

test('all of a whole place is offered, with no way out where there is nothing else', async () => {
  await reopened({ places: ['basra'] })
  const person = world.person('905')
  await person.begins()
  await person.walks('district')
  await person.presses('basra')
  const options = (await person.said()).at(-1)?.ask?.options.map(({ id }) => id) ?? []
  expect(options).toContain('basra_zubayr')
  expect(options).not.toContain('~elsewhere')
})

test('who lives elsewhere is thanked, leaves a count and nothing else, and may begin again', async () => {
  const round = await reopened({ places: ['basra'] })
  const person = world.person('906')
  await person.begins()
  await person.walks('district')
  const before = await person.contact()
  expect((await person.presses('~elsewhere')).messages?.at(-1)?.text).toContain('for other places')
  expect(world.entombed).toEqual([before?.id])
  const { tables, read } = database
  expect(await read.select().from(tables.outcomes)).toEqual([
    { round: round.id, outcome: 'not_eligible', count: 1 },
  ])
  expect(await read.select().from(tables.answers)).toEqual([])
  await person.begins()
  expect(await person.question()).toBeDefined()
})

test('a round of all places is as it ever was', async () => {
  const person = world.person('907')
  await person.begins()
  await person.walks('district')
  const options = (await person.said()).at(-1)?.ask?.options.map(({ id }) => id)
  expect(options).toEqual(['basra', 'kirkuk', 'salahaddin', 'no_answer'])
})

test('the flow’s name leads past the rounds about summaries', async () => {
  const before = await first()
  await closeOneRound(database, before, world.now())
  await openRound(database, { ...FLOW, program: before.program, summary: 'one' }, world.now())
  const person = world.person('908')
  await person.begins()
  expect(await person.sessions()).toEqual([])
  const next = await openRound(database, { ...FLOW, program: before.program }, world.now())
  await person.begins()
  expect((await person.sessions()).map(({ round }) => round)).toEqual([next.round.id])
})
