/** From people’s answers to a summary that comes back to them, and what they say of it; below the channels. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Outgoing } from '../../src/engine/message.ts'
import { CLOSING_TIME, FOLLOW_UP_OPEN } from '../../src/limits.ts'
import { approveSummary } from '../../src/outreach/approve-summary.ts'
import { countAudience } from '../../src/outreach/audience.ts'
import { deliverSummaries } from '../../src/outreach/deliver-summaries.ts'
import { draftSummary } from '../../src/outreach/draft-summary.ts'
import { findSummary, nameOf } from '../../src/outreach/read-summary.ts'
import { shareSummary, withdrawSummary } from '../../src/outreach/share-summary.ts'
import type { Summary } from '../../src/outreach/summary.ts'
import { summaryWords } from '../../src/outreach/summary-words.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import { expireSessions } from '../../src/schedule/expire-sessions.ts'
import type { Database } from '../../src/store/database.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { type PublishedRound, readPublishedRound } from '../../src/survey/published.ts'
import { closeOneRound, closeRound, openRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import { common } from '../fixtures/common.ts'
import { seedRespondents } from '../fixtures/seed-round.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld, type Person, vault, type World } from '../support/world.ts'

const FOLLOW_UP = 'summary-check'
const MINUTE = 60_000
const SAFE = ['almost_always_safe', 'generally_safe', 'generally_unsafe', 'almost_always_unsafe']
const findings = readTexts('locales', 'findings')
const texts = readTexts('locales', 'summary')
const picture = readTexts('locales', 'picture')
const dataDir = mkdtempSync(join(tmpdir(), 'hearback-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const wordsFor = ([first, ...others]: PublishedRound['programs']) =>
  first === undefined
    ? undefined
    : summaryWords({
        programs: [first, ...others],
        ...{ findings, picture, summary: texts, source: () => 'Survey' },
      })

function must<T>(value: T | { readonly kind: 'refused'; readonly reason: string } | undefined): T {
  if (value === undefined) throw new Error('nothing there')
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refused')
    throw new Error(value.reason)
  return value as T // narrowed by the two checks above
}

describe.each(DIALECTS)('a summary on %s', (dialect) => {
  let held: TestDatabase
  let database: Database
  let world: World
  let people: Person[]
  beforeEach(async () => {
    held = await testDatabase(dialect)
    database = held.database
    world = await openWorld(database)
    people = Array.from({ length: 4 }, (_, at) => world.person(`90${at + 10}`))
  })
  afterEach(() => held.remove())

  /** Everybody answers and asks for results; then the round is closed, counted and cut. */
  async function answered(): Promise<void> {
    // At the same time, as people do: their turns share transactions.
    await Promise.all(
      people.map(async (person) => {
        await person.begins()
        await person.walks()
        await person.reads()
      }),
    )
    await crowd()
    await closeRound(database, 'iraq', 'safety-pulse', world.now())
    await refreshSnapshots(database, world.now())
    world.advance(CLOSING_TIME + MINUTE)
    await cutClosedRounds(database, world.now())
  }

  /** Others who answered, enough for findings. */
  async function crowd(): Promise<void> {
    const own = await round()
    await seedRespondents(
      database,
      own,
      Array.from({ length: 60 }, (_, at) => ({
        ...{ id: '', channel: 'telegram', language: 'ar', finished: true },
        answers: [
          { question: 'safe_now', value: SAFE[at % 4] ?? '', program: own.program },
          { question: 'change', value: at % 2 ? 'worse' : 'improved', program: own.program },
        ],
      })),
    )
  }

  const round = async () => must((await readRounds(database, 'iraq', 'safety-pulse'))[0])
  const words = async () => must(wordsFor((await readPublishedRound(database, await round())).programs))

  async function approved(): Promise<Summary> {
    const wanted = { round: await round(), place: null, findings: null, by: 'Amal' }
    const draft = must(await draftSummary(database, wanted, wordsFor, world.now()))
    const published = await readPublishedRound(database, draft.round)
    return must(await approveSummary(database, draft, published, 'Zaynab', await words(), world.now()))
  }

  async function share(summary: Summary) {
    const wanted = { by: 'Zaynab', contacts: true, groups: [], followUp: FOLLOW_UP, dataDir }
    const published = await readPublishedRound(database, summary.round)
    return must(await shareSummary(database, summary, published, await words(), wanted, world.now()))
  }

  const deliver = () => deliverSummaries({ database, vault, intake: world }, world.now())

  async function inboxOf(person: Person) {
    const rows = await person.outbox()
    return rows
      .filter(({ body }) => body !== '')
      .map(({ body, priority, state }) => ({ ...(JSON.parse(body) as Outgoing).message, priority, state }))
  }
  const summariesOf = async (person: Person) =>
    (await inboxOf(person)).filter(({ summary }) => summary !== undefined)

  const first = () => must(people[0])

  test('reaches each who asked for results once, in their language, with the question as its last word', async () => {
    const [kurd, arab, quiet, gone] = people
    for (const [person, language] of [
      [kurd, 'ckb'],
      [arab, 'ar'],
    ] as const) {
      await must(person).begins()
      await must(person).types(language === 'ar' ? 'العربية' : 'کوردی')
    }
    await answered()
    await must(quiet).types('stop')
    await must(quiet).reads()
    await must(gone).send({ kind: 'blocked' })
    const summary = await approved()
    expect(await countAudience(database, summary)).toEqual(new Map([['telegram', people.length - 2]]))
    await share(summary)
    expect(await deliver()).toBe(people.length - 2)
    expect(await deliver()).toBe(0)

    for (const person of people) {
      const told = await summariesOf(person)
      if (person === quiet || person === gone) {
        expect(told).toEqual([])
        continue
      }
      expect(told).toHaveLength(1)
      const inbox = await inboxOf(person)
      const language = person === kurd ? 'ckb' : person === arab ? 'ar' : 'en'
      expect(inbox.at(-2)).toMatchObject({ language, priority: 1, summary: summary.row.id })
      expect(inbox.at(-1)).toMatchObject({
        language,
        priority: 1,
        ask: { options: [{ id: 'yes' }, { id: 'partly' }, { id: 'no' }] },
      })
      expect(told[0]?.text).toContain(must(texts[language]).why)
    }
    // Shared again, and from the start: nobody gets it twice.
    const again = must(await findSummary(database, nameOf(summary)))
    await share(again)
    world.advance(MINUTE)
    expect(await deliver()).toBe(0)
    for (const person of people) expect((await summariesOf(person)).length).toBeLessThanOrEqual(1)
  })

  test('reaches nobody twice after a crash between the commit and the note of it, nor from two servers at once', async () => {
    await answered()
    await share(await approved())
    const crashing = {
      receive: async (events: Parameters<World['receive']>[0]) => {
        await world.receive(events)
        throw new Error('the process ended here')
      },
    }
    await expect(deliverSummaries({ database, vault, intake: crashing }, world.now())).rejects.toThrow(
      'ended',
    )
    await Promise.all([deliver(), deliver()])
    for (const person of people) expect(await summariesOf(person)).toHaveLength(1)

    await share(await approved())
    const counts = await Promise.all([deliver(), deliver(), deliver()])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(people.length)
    for (const person of people) expect(await summariesOf(person)).toHaveLength(2)
  })

  test('hears what people say of it, and keeps that apart from who they are', async () => {
    await answered()
    await share(await approved())
    await deliver()
    await first().reads()
    await first().presses('partly')
    await first().reads()
    await first().types('The market is not safe at night.')
    const [about] = await readRounds(database, 'iraq', FOLLOW_UP)
    expect(about).toMatchObject({ state: 'open', closes_at: world.now() + FOLLOW_UP_OPEN })
    const answers = async () =>
      (await database.read.select().from(database.tables.answers))
        .filter(({ question }) => question === 'matches' || question === 'more')
        .map(({ question, value }) => [question, JSON.parse(value)])
        .sort()
    expect(await answers()).toEqual([
      ['matches', 'partly'],
      ['more', 'The market is not safe at night.'],
    ])
    await closeOneRound(database, must(about), world.now())
    world.advance(CLOSING_TIME + MINUTE)
    await cutClosedRounds(database, world.now())
    expect(await answers()).toHaveLength(2)
    expect(await first().sessions()).toEqual([])
  })

  test('waits until somebody has finished what they are answering', async () => {
    await answered()
    const { program } = await round()
    await openRound(database, { programme: 'iraq', flow: 'safety-pulse', program }, world.now())
    await first().begins()
    await first().walks('safe_now')
    await first().reads()
    const asked = await first().question()
    await share(await approved())
    expect(await deliver()).toBe(people.length - 1)
    expect(await summariesOf(first())).toEqual([])
    expect(await first().question()).toEqual(asked)
    expect(await deliver()).toBe(0)

    await first().walks()
    world.advance(11 * MINUTE)
    expect(await deliver()).toBe(1)
    expect(await summariesOf(first())).toHaveLength(1)
    expect((await first().question())?.id).toBe('matches')
  })

  test('takes the place of the question about an earlier one: words answer what was seen last', async () => {
    await answered()
    await share(await approved())
    await deliver()
    await first().reads()
    const older = (await first().said()).at(-1)?.ask
    const second = await approved()
    await share(second)
    expect(await deliver()).toBe(people.length)
    await first().reads()
    await first().types('no')
    // The older question still has its buttons, and they still mean the older summary.
    await first().send({ kind: 'press', tag: older?.tag ?? '', ask: older?.ask ?? 0, option: 'yes' })
    const rounds = await readRounds(database, 'iraq', FOLLOW_UP)
    const said = await database.read.select().from(database.tables.answers)
    const respondents = await database.read.select().from(database.tables.respondents)
    const byRound = (id: string | undefined) =>
      said
        .filter(
          ({ question, respondent }) =>
            question === 'matches' && respondents.some((one) => one.id === respondent && one.round === id),
        )
        .map(({ value }) => JSON.parse(value))
    expect(byRound(rounds[0]?.id)).toEqual(['yes'])
    expect(byRound(rounds[1]?.id)).toEqual(['no'])
  })

  test('stands in the way of nothing: words that begin something else begin it, and silence is no reason to write', async () => {
    await answered()
    const { program } = await round()
    await share(await approved())
    await deliver()
    const other = must(people[1])
    await first().reads()
    await other.reads()
    await openRound(database, { programme: 'iraq', flow: 'safety-pulse', program }, world.now())
    await first().types('pulse')
    expect((await first().question())?.id).toBe('notice')
    await other.send({ kind: 'start' })
    expect((await other.question())?.id).toBe('notice')
    // Nobody who left the question alone hears of it again.
    const silent = must(people[2])
    await silent.reads()
    const before = (await silent.outbox()).length
    world.advance(8 * 24 * 60 * MINUTE)
    await expireSessions(database, vault, world, world.now())
    expect((await silent.sessions()).map(({ open }) => open)).toEqual([false])
    expect(await silent.outbox()).toHaveLength(before)
  })

  test('opens by its link for somebody whom nobody wrote to, with the summary first, whatever else is open', async () => {
    await answered()
    const summary = await approved()
    await share(summary)
    const stranger = world.person('7001')
    await stranger.begins()
    await stranger.send({ kind: 'start', payload: 'iraq_summary-check_1' })
    const [told, question] = (await stranger.said()).slice(-2)
    expect(told).toMatchObject({ summary: summary.row.id, text: expect.stringContaining('what people said') })
    expect(told?.text).not.toContain('because you asked')
    expect(question?.ask?.options).toHaveLength(3)

    // As words, where a platform has no payloads, in the middle of another survey.
    const other = world.person('7002')
    await other.begins()
    await other.types('iraq_summary-check_1')
    expect((await other.question())?.id).toBe('matches')
    // By the flow's name alone, the newest.
    const third = world.person('7003')
    await third.send({ kind: 'start', payload: 'summary-check' })
    expect((await third.question())?.id).toBe('matches')
    // Of no language that we know: asked for it first, and told then.
    const foreign = world.person('7004')
    await foreign.send({ kind: 'start', payload: 'iraq_summary-check_1' }, { language: 'fr' })
    expect(await summariesOf(foreign)).toEqual([])
    await foreign.presses('ar')
    expect(await summariesOf(foreign)).toMatchObject([{ language: 'ar' }])
    expect((await foreign.question())?.id).toBe('matches')
    // Who came by the link before is not written to as well.
    const sent = await deliver()
    expect(sent).toBe(people.length)
  })

  test.each([
    ['until they choose', true],
    ['and goes to them when their time to choose is over', false],
  ])('is not noted as told to who came by its link and chose no language %s', async (_, chooses) => {
    await answered()
    const { program } = await round()
    const { summary } = await share(await approved())
    const foreign = world.person('7004')
    const link = { kind: 'start', payload: 'iraq_summary-check_1' } as const
    await foreign.send(link, { language: 'fr' })
    await openRound(database, { programme: 'iraq', flow: 'safety-pulse', program }, world.now())
    await foreign.send({ kind: 'start', payload: 'iraq_safety-pulse' })
    await foreign.walks()
    const got = async () =>
      (await database.read.select().from(database.tables.shares)).map(({ contact }) => contact)
    const contact = must(await foreign.contact()).id
    expect(await countAudience(database, summary)).toEqual(new Map([['telegram', people.length + 1]]))
    expect(await deliver()).toBe(people.length)
    expect(await got()).not.toContain(contact)
    if (chooses) {
      await foreign.send(link)
      await foreign.presses('ar')
      expect(await summariesOf(foreign)).toMatchObject([{ language: 'ar' }])
      world.advance(11 * MINUTE)
      expect(await deliver()).toBe(0)
    } else {
      world.advance(8 * 24 * 60 * MINUTE)
      await expireSessions(database, vault, world, world.now())
      expect(await summariesOf(foreign)).toEqual([])
      expect(await deliver()).toBe(1)
    }
    expect(await got()).toContain(contact)
    expect(await summariesOf(foreign)).toHaveLength(1)
  })

  test('that was withdrawn goes no further, and nothing leads to it any more', async () => {
    await answered()
    const { summary } = await share(await approved())
    await deliver()
    await first().reads()
    expect(await withdrawSummary(database, summary, 'Zaynab', world.now())).toEqual({
      cancelled: people.length - 1,
    })
    const other = must(people[1])
    expect((await summariesOf(other)).map(({ state }) => state)).toEqual(['cancelled'])
    expect((await inboxOf(other)).at(-1)?.state).toBe('cancelled')
    expect(await other.question()).toBeUndefined()
    // Who has it may still say what they think.
    await first().presses('yes')
    const stranger = world.person('7001')
    await stranger.send({ kind: 'start', payload: 'iraq_summary-check_1' })
    expect(await summariesOf(stranger)).toEqual([])
    expect(await stranger.sessions()).toEqual([])
    expect(must((await readRounds(database, 'iraq', FOLLOW_UP))[0]).state).toBe('closing')
    await share(must(await findSummary(database, summary.row.id))).then(
      () => expect.unreachable(),
      (error: Error) => expect(error.message).toMatch(/withdrawn/),
    )
  })

  test('that was withdrawn before somebody who came by its link chose a language is not told, nor asked about', async () => {
    await answered()
    const { summary } = await share(await approved())
    const [foreign, leaving] = [world.person('7004'), world.person('7005')]
    for (const person of [foreign, leaving])
      await person.send({ kind: 'start', payload: 'iraq_summary-check_1' }, { language: 'fr' })
    must(await withdrawSummary(database, summary, 'Zaynab', world.now()))
    await foreign.presses('ar')
    expect(await summariesOf(foreign)).toEqual([])
    expect((await foreign.said()).at(-1)).toMatchObject({ language: 'ar', text: must(common.ar).idle })
    expect(await foreign.sessions()).toEqual([])
    expect(await foreign.contact()).toMatchObject({ language: 'ar', session: null })
    // What they say all the same is heard.
    await leaving.types('stop')
    expect(await leaving.contact()).toMatchObject({ state: 'stopped' })
  })

  test('that was withdrawn leads nowhere even where its follow-up still stands open', async () => {
    await answered()
    const { summary } = await share(await approved())
    const [before, after] = [world.person('7001'), world.person('7002')]
    await before.send({ kind: 'start', payload: 'iraq_summary-check_1' })
    expect(await summariesOf(before)).toHaveLength(1)
    const { summaries } = database.tables
    await database.write(async ({ queries }) => {
      await queries.update(summaries).set({ state: 'withdrawn' }).where(eq(summaries.id, summary.row.id))
    })
    await after.send({ kind: 'start', payload: 'iraq_summary-check_1' })
    expect(await summariesOf(after)).toEqual([])
    expect(await after.question()).toBeUndefined()
    expect(await after.sessions()).toEqual([])
    // Who has it may still say what they think.
    await before.presses('yes')
    expect(await before.answers()).toMatchObject({ matches: 'yes' })
    // A crash had left it half withdrawn: the second call ends the rest, the third has nothing to do.
    const half = must(await findSummary(database, nameOf(summary)))
    expect(await withdrawSummary(database, half, 'Zaynab', world.now())).not.toHaveProperty('kind')
    expect((await readRounds(database, 'iraq', FOLLOW_UP)).map(({ state }) => state)).toEqual(['closing'])
    expect(await withdrawSummary(database, half, 'Zaynab', world.now())).toMatchObject({ kind: 'refused' })
  })

  test('that is withdrawn the moment a page of it is on its way is stopped with that page', async () => {
    await answered()
    const { summary } = await share(await approved())
    let closed = false
    let arrived = () => {}
    let goOn = () => {}
    const reached = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const gate = new Promise<void>((resolve) => {
      goOn = resolve
    })
    // Everything is written, and nothing is committed yet.
    const write: Database['write'] = (work) =>
      database.write(async (writer) => {
        const result = await work(writer)
        if (!closed) return result
        arrived()
        await gate
        return result
      })
    const other = await openWorld({ ...database, write })
    closed = true
    const delivered = deliverSummaries({ database, vault, intake: other }, world.now())
    await reached
    let over = false
    const withdrawn = withdrawSummary(database, summary, 'Zaynab', world.now()).finally(() => {
      over = true
    })
    // Either it waits for the page, or it is through without having seen it.
    while (dialect === 'postgres' && !over && !(await somebodyWaits()));
    goOn()
    await delivered
    expect(await withdrawn).toEqual({ cancelled: people.length })
    for (const person of people)
      expect((await summariesOf(person)).map(({ state }) => state)).toEqual(['cancelled'])
  })

  async function somebodyWaits(): Promise<boolean> {
    const [row] = await database.read
      .select({ waiting: sql<number>`(select count(*)::int from pg_locks where not granted)` })
      .from(database.tables.flows)
      .limit(1)
    return (row?.waiting ?? 0) > 0
  }

  test('is forgotten with the person', async () => {
    await answered()
    await share(await approved())
    await deliver()
    await first().reads()
    await first().types('forget me')
    await first().presses('yes')
    const rows = await database.read.select().from(database.tables.shares)
    expect(rows).toHaveLength(people.length - 1)
  })
})
