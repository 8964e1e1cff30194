/** The numbers that tell a researcher how a round goes add up, at every moment of its life, and stay true after the cut. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CLOSING_TIME } from '../../src/limits.ts'
import { expireSessions } from '../../src/schedule/expire-sessions.ts'
import type { Database } from '../../src/store/database.ts'
import { type RoundRow, readRounds } from '../../src/store/rounds.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { countFunnel, type Funnel } from '../../src/survey/funnel.ts'
import { readProgress } from '../../src/survey/progress.ts'
import { closeRound } from '../../src/survey/rounds.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, seedRound } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, vault, type World } from '../support/world.ts'

const DAY = 24 * 3_600_000

let opened: TestDatabase
let database: Database
afterEach(() => opened.remove())

/** What must hold of any funnel. */
function addsUp(funnel: Funnel): void {
  const { reached, consented, started, finished, declined, notEligible, undecided, underWay, expired } =
    funnel
  expect(reached).toBe(declined + notEligible + undecided + consented)
  expect(consented).toBeGreaterThanOrEqual(started)
  expect(started).toBeGreaterThanOrEqual(finished)
  expect(reached).toBe(declined + notEligible + finished + underWay + expired)
  expect(funnel.left.reduce((sum, { count }) => sum + count, 0)).toBe(expired)
}

describe.each(DIALECTS)('a round on %s', (dialect) => {
  let world: World
  beforeEach(async () => {
    opened = await testDatabase(dialect)
    database = opened.database
    world = await openWorld(database)
  })

  const round = async (): Promise<RoundRow> => {
    const [first] = await readRounds(database, 'iraq', 'safety-pulse')
    if (first === undefined) throw new Error('the world opens a first round')
    return first
  }
  const funnel = async () => {
    const counted = await countFunnel(database, await round())
    addsUp(counted)
    return counted
  }
  let people = 700
  const begin = async (upTo?: string): Promise<Person> => {
    people += 10
    const person = world.person(String(people))
    await person.begins()
    if (upTo !== 'notice') await person.walks(upTo)
    return person
  }
  const refuse = async (question: string) => (await begin(question)).presses('no')

  /** Two who finished, one at each place on the way, one who declined, one who is too young. */
  async function everybody() {
    await begin()
    await begin()
    await begin('notice')
    await begin('adult')
    const atWorries = await begin('worries')
    await refuse('notice')
    await refuse('adult')
    return { atWorries }
  }

  test('counts everybody once, while people are under way and after they left', async () => {
    const { atWorries } = await everybody()
    const now = await funnel()
    expect(now).toEqual({
      ...{ reached: 7, consented: 4, started: 3, finished: 2 },
      ...{ declined: 1, notEligible: 1, undecided: 1, underWay: 3, expired: 0, left: [] },
    })
    world.advance(4 * DAY)
    await expireSessions(database, vault, world, world.now())
    expect(await funnel()).toEqual({
      ...{ ...now, underWay: 0, expired: 3 },
      left: [
        { question: 'adult', count: 1 },
        { question: 'notice', count: 1 },
        { question: 'worries', count: 1 },
      ],
    })
    await atWorries.begins()
    expect(await funnel()).toMatchObject({ underWay: 1, expired: 2 })
    await atWorries.walks()
    expect(await funnel()).toMatchObject({ reached: 7, started: 3, finished: 3, underWay: 0, expired: 2 })
  })

  test('counts the same after the cut, and half-way through it', async () => {
    await everybody()
    const before = await funnel()
    await closeRound(database, 'iraq', 'safety-pulse', world.now())
    expect(await funnel()).toEqual(before)
    // A message on its way holds one session back: the round is half cut.
    const { outbox } = database.tables
    const [first] = await database.read.select().from(database.tables.sessions)
    await database.write(async ({ update, queries }) => {
      await queries.update(outbox).set({ state: 'sent' })
      const rows = await queries.select().from(outbox)
      const [held] = rows.filter(({ session }) => session === first?.id)
      if (held !== undefined) await update(outbox, [{ ...held, state: 'sending' }], ['state'])
    })
    world.advance(CLOSING_TIME)
    expect(await cutClosedRounds(database, world.now())).toEqual([])
    expect(await database.read.select().from(database.tables.sessions)).toHaveLength(1)
    await funnel()
    expect(await cutClosedRounds(database, world.now() + DAY)).toHaveLength(1)
    expect(await database.read.select().from(database.tables.sessions)).toEqual([])
    const { left, underWay, expired, ...stages } = await funnel()
    expect(stages).toEqual({ ...stages, ...before, underWay: undefined, expired: undefined, left: undefined })
    expect({ underWay, expired }).toEqual({ underWay: 0, expired: 3 })
    expect(left.map(({ question }) => question)).toEqual(['adult', 'notice', 'worries'])
  })

  test('who asks to be forgotten is in no number at all', async () => {
    await everybody()
    const before = await funnel()
    const person = await begin()
    const half = await begin('worries')
    for (const one of [person, half]) {
      await one.types('forget me')
      await one.presses('yes')
    }
    expect(await funnel()).toEqual(before)
  })

  test('who answers anew is under way, until they finish again', async () => {
    const person = await begin()
    await person.begins()
    await person.presses('yes')
    expect(await funnel()).toMatchObject({ reached: 1, started: 1, finished: 0, underWay: 1 })
    await person.walks()
    expect(await funnel()).toMatchObject({ reached: 1, started: 1, finished: 1, underWay: 0 })
  })

  test('who takes back their first answer has started all the same', async () => {
    const person = await begin('district')
    await person.types('back')
    expect(await funnel()).toMatchObject({ reached: 1, consented: 1, started: 1, underWay: 1 })
  })

  test('nobody’s round is a row of noughts', async () => {
    expect(await funnel()).toMatchObject({ reached: 0, finished: 0, left: [] })
  })

  test('is counted in many small pages, of this round alone', async () => {
    const other = { ...pulse, flow: 'other' }
    const [one, two] = [await seedRound(database, pulse), await seedRound(database, { ...other, hash: 'o' })]
    await seedRespondents(
      database,
      one,
      respondents(450, () => ({ district: 'basra_faw' })),
    )
    await seedRespondents(
      database,
      two,
      respondents(30, () => ({ district: 'basra_faw' })),
    )
    const { sessions } = database.tables
    await database.write(({ insert }) =>
      insert(
        sessions,
        Array.from({ length: 900 }, (_, at) => ({
          ...{ contact: `c${String(at).padStart(4, '0')}`, id: `s${at}`, programme: 'iraq', flow: 'pulse' },
          ...{
            program: pulse.hash,
            round: at % 3 === 0 ? one.id : two.id,
            respondent: null,
            open: at % 2 === 0,
          },
          ...{ state: JSON.stringify({ answers: at % 9 === 0 ? ['yes'] : [null] }), shown_from: 1 },
        })),
      ),
    )
    const counted = await countFunnel(database, one)
    addsUp(counted)
    expect(counted).toMatchObject({
      reached: 750,
      consented: 550,
      started: 450,
      undecided: 200,
      underWay: 150,
    })
  })
})

describe('what staff are shown', () => {
  beforeEach(async () => {
    opened = await testDatabase('sqlite')
    database = opened.database
  })

  const targets = { all: 100, place: { basra: 50, kirkuk: 10, basra_faw: 5 }, sex: { female: 20 } }
  async function seeded(women: number, unfinished = 0) {
    const round = { ...(await seedRound(database, pulse)), targets }
    const people = respondents(40, (at) => ({
      district: at < 30 ? 'basra_faw' : 'basra_zubayr',
      sex: at < women ? 'female' : 'male',
    })).map((person, at) => ({ ...person, finished: at >= unfinished }))
    await seedRespondents(database, round, people)
    await database.write(({ insert }) =>
      insert(database.tables.outcomes, [{ round: round.id, outcome: 'declined', count: 10 }]),
    )
    return await readProgress(database, round)
  }
  const of = (progress: Awaited<ReturnType<typeof seeded>>, id: string) =>
    progress.targets.find((target) => target.id === id)

  test('is progress towards each target, by those who finished, and what is missing', async () => {
    const progress = await seeded(16, 6)
    expect(of(progress, '')).toMatchObject({ target: 100, count: 34, missing: 66 })
    expect(of(progress, 'basra')).toMatchObject({ by: 'place', target: 50, count: 34, missing: 16 })
    expect(of(progress, 'basra_faw')).toMatchObject({ count: 24, missing: 0 })
    expect(of(progress, 'kirkuk')).toMatchObject({ count: 0, missing: 10 })
    expect(of(progress, 'female')).toMatchObject({ count: 10, missing: 10 })
    expect(progress.reached).toEqual({ count: 50, percent: 100 })
    expect(progress.finished).toEqual({ count: 34, percent: 68 })
    expect(progress.declined).toEqual({ count: 10, percent: 20 })
  })

  test('does not count a few people', async () => {
    const progress = await seeded(3, 2)
    expect(of(progress, 'female')).toMatchObject({ count: 'few', missing: null })
    expect(progress.expired).toEqual({ count: 'few', percent: null })
    expect(progress.left).toEqual([{ question: 'safe_now', count: 'few' }])
  })
})
