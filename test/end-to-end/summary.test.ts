/** A summary’s whole way: people answer on Telegram, staff tell them what came out, and hear what they say of it. */

import type { Hono } from 'hono'
import { afterEach, expect, test, vi } from 'vitest'
import type { App } from '../../src/app.ts'
import { groupCommand } from '../../src/cli/group.ts'
import { summaryCommand } from '../../src/cli/summary.ts'
import { keepGroups } from '../../src/outreach/groups.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { writeHandle } from '../../src/store/handles.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { throughTo, visitor } from '../channels/webchat/door.ts'
import type { Person } from '../fakes/bot-api/person.ts'
import { closeWithCrowd, takesPart } from '../support/answered-survey.ts'
import { type House, openHouse } from '../support/house.ts'

let house: House | undefined
let app: App
/** Whichever server runs now. */
const door = { request: (...call: Parameters<Hono['request']>) => app.web.request(...call) }
afterEach(async () => {
  await house?.remove()
  house = undefined
})
const soon = (holds: () => unknown) => vi.waitFor(holds, { timeout: 15_000, interval: 20 })

const DEVICE = { channel: 'whatsapp-web', account: 'device' }
const NAME = 'iraq/safety-pulse/1/1'

/** Commands as staff type them, in a process of their own. */
function staff({ settings }: House) {
  const env = {
    DATA_DIR: settings.DATA_DIR,
    PUBLIC_URL: settings.PUBLIC_URL,
    TELEGRAM_BOT_TOKEN: settings.TELEGRAM_BOT_TOKEN,
  }
  const run =
    (command: typeof summaryCommand) =>
    async (line: string, ...more: string[]) => {
      const told: string[] = []
      const io = { out: (text: string) => told.push(text), err: (text: string) => told.push(text), env }
      const code = await command(() => openDatabase(settings), Date.now).run(
        [...line.split(' '), ...more],
        io,
      )
      return { code, told: told.join('') }
    }
  return { summary: run(summaryCommand), group: run(groupCommand) }
}

const textsOf = (person: Person) => person.inbox().map(({ text, caption }) => text ?? caption ?? '')
const heardSummary = (person: Person) =>
  textsOf(person).filter((text) => TITLES.some((title) => text.includes(title)))
const TITLES = ['what people said', 'ماذا قال الناس', 'خەڵک چییان وت']

/** Milliseconds: a whole programme in one test. */
const LONG = 90_000

test('goes back to those who asked, once, in their language, and comes back with what they say', {
  timeout: LONG,
}, async () => {
  house = await openHouse()
  app = house.app
  const { fake } = house
  const database = () => app.database
  const person = (id: number, language: string) => fake.person({ id, language_code: language })
  const [arab, kurd, english] = [person(9_100_001, 'ar'), person(9_100_002, 'ckb'), person(9_100_003, 'en')]
  const people = [arab, kurd, english]
  for (const one of people) await takesPart(fake, one)
  const silent = person(9_100_004, 'en')
  await takesPart(fake, silent, (_, text) => (/results/.test(text) ? 'no' : undefined))
  const guest = visitor(door)
  await throughTo(guest, 'end')
  await closeWithCrowd(database(), Date.now())

  const { summary } = staff(house)
  expect(await summary('draft --programme iraq --flow safety-pulse --by Amal')).toMatchObject({ code: 0 })
  const wrong = await summary(
    `edit ${NAME} --language en --by Amal --item 1 --sentence`,
    '7 in 10 people feel safe.',
  )
  expect(wrong).toMatchObject({ code: 1, told: expect.stringMatching(/7 is not a number of this finding/) })
  const better =
    'Of all 124 people who answered, half feel safe where they live: 25% almost always, 27% generally.'
  const shown = await summary(`show ${NAME} --language en`)
  const [, first, second] = must(
    /safe_now: almost_always_safe ([0-9]+)%, generally_safe ([0-9]+)%/.exec(shown.told),
  )
  const told = better
    .replace('25', must(first))
    .replace('27', must(second))
    .replace('124', must(/of ([0-9]+)\)/.exec(shown.told)?.[1]))
  expect(await summary(`edit ${NAME} --language en --by Amal --item 1 --sentence`, told)).toMatchObject({
    code: 0,
    told: 'Changed.\n',
  })
  expect(await summary(`share ${NAME} --by Amal`)).toMatchObject({
    code: 1,
    told: expect.stringMatching(/draft/),
  })
  expect(await summary(`approve ${NAME} --by`, ' AMAL ')).toMatchObject({
    code: 1,
    told: expect.stringMatching(/somebody else/),
  })
  expect(await summary(`approve ${NAME} --by Zaynab`)).toMatchObject({ code: 0 })
  const dry = await summary(`share ${NAME} --by Zaynab --dry-run`)
  expect(dry).toMatchObject({
    code: 0,
    told: expect.stringMatching(/4 people who asked for results: 3 on telegram, 1 on webchat/),
  })
  expect(people.map((one) => heardSummary(one).length)).toEqual([0, 0, 0])
  expect(await summary(`share ${NAME} --by Zaynab`)).toMatchObject({ code: 0 })

  // Killed right after, started again, shared again: nobody gets it twice.
  await soon(() => expect(people.some((one) => heardSummary(one).length > 0)).toBe(true))
  app = await house.restart()
  expect(await summary(`share ${NAME} --by Zaynab`)).toMatchObject({ code: 0 })
  await soon(() =>
    expect(people.map((one) => one.inbox().at(-1)?.reply_markup?.inline_keyboard.flat().length)).toEqual([
      3, 3, 3,
    ]),
  )
  await app.drained()
  expect(people.map((one) => heardSummary(one).length)).toEqual([1, 1, 1])
  expect(heardSummary(english)[0]).toContain(told)
  expect(heardSummary(arab)[0]).toContain('ماذا قال الناس')
  expect(heardSummary(kurd)[0]).toContain('خەڵک چییان وت')
  expect(heardSummary(silent)).toEqual([])
  const shownOnPage = await guest.opens()
  expect(shownOnPage).toContain('what people said')
  expect(shownOnPage).toContain('Partly')

  // What they say of it is counted on its own.
  const before = english.inbox().length
  english.presses('Partly')
  await fake.until(() => english.inbox().length > before)
  english.says('Not at night.')
  await guest.answers({ press: 'yes' })
  await soon(async () => {
    const answers = await database().read.select().from(database().tables.answers)
    const said = answers.filter(({ question }) => question === 'matches' || question === 'more')
    expect(said.map(({ value }) => JSON.parse(value)).sort()).toEqual(['Not at night.', 'partly', 'yes'])
  })
  const [about] = await readRounds(database(), 'iraq', 'summary-check')
  expect(about).toMatchObject({ state: 'open', name: 'safety-pulse 1/1' })
  expect(fake.calls.filter(({ status }) => status !== 200 && status !== 0)).toEqual([])
})

/** One person’s answers and a crowd’s, summed up and approved. */
async function approvedSummary(one: House) {
  const { summary, group } = staff(one)
  await closeWithCrowd(app.database, Date.now())
  expect(await summary('draft --programme iraq --flow safety-pulse --by Amal')).toMatchObject({ code: 0 })
  expect(await summary(`approve ${NAME} --by Zaynab`)).toMatchObject({ code: 0 })
  return { summary, group }
}

test('goes to a group that staff accepted, once, with a link into the private chat', {
  timeout: LONG,
}, async () => {
  house = await openHouse()
  app = house.app
  const { fake, lines } = house
  const youth = fake.group({ id: -1_009_001, title: 'Youth of Basra', type: 'group' })
  const other = fake.group({ id: -1_009_002, title: 'Somebody’s group' })
  youth.adds()
  other.adds()
  youth.says('hello bot')
  const { summary, group } = await approvedSummary(house)
  await fake.settled()
  const listed = await group('list')
  expect(listed.told).toMatch(/Youth of Basra \(telegram\): not accepted/)
  expect(await summary(`share ${NAME} --by Zaynab --to`, 'group:Youth of Basra')).toMatchObject({
    code: 1,
    told: expect.stringMatching(/is not accepted/),
  })
  expect(await group('accept -1009001 --by Zaynab')).toMatchObject({ code: 0 })
  // One of the linked device, which does not run here: its post waits.
  const river = { id: '1203630001@g.us', name: 'River', people: 12, canPost: true }
  const vault = await openVault(app.database, house.settings)
  await keepGroups(app.database, vault, DEVICE, [river])
  await writeHandle(app.database, DEVICE, '9647700000000')
  expect(await group('accept River --by Zaynab')).toMatchObject({ code: 0 })
  // It becomes a supergroup before anything is sent: what staff agreed to holds on, whoever tells first.
  const upgraded = fake.group({ id: -1_009_777, title: 'Youth of Basra' })
  upgraded.adds()
  await fake.settled()
  youth.upgrades(upgraded)
  await fake.settled()
  for (const again of [false, true]) {
    const shared = await summary(`share ${NAME} --by Zaynab --to all`)
    expect(shared).toMatchObject({ code: 0, told: expect.stringMatching(/the group "Youth of Basra"/) })
    expect(shared.told.includes('has it already')).toBe(again)
    expect(shared.told).not.toContain('Somebody')
  }
  await soon(() => expect(upgraded.inbox()).not.toEqual([]))
  await app.drained()
  expect(other.inbox()).toEqual([])
  const told = upgraded.inbox().map(({ text, caption }) => text ?? caption ?? '')
  expect(told.filter((text) => text.includes('ماذا قال الناس'))).toHaveLength(1)
  const link = /https:\/\/t\.me\/hearback_test_bot\?start=([A-Za-z0-9_-]+)/.exec(told.join())
  const page = /http:\/\/127\.0\.0\.1:[0-9]+(\/chat\/iraq\/summary-check\/1)/.exec(told.join())

  const waiting = await app.database.read.select().from(app.database.tables.outbox)
  expect(
    waiting.filter(({ channel }) => channel === 'whatsapp-web').map(({ body }) => JSON.parse(body).message),
  ).toMatchObject([
    {
      text: expect.stringMatching(/https:\/\/wa\.me\/9647700000000\?text=iraq_summary-check_1/),
      picture: { type: 'image/png' },
      once: true,
    },
  ])

  // By the link of the bot, and in the browser: the summary, then the question.
  const reader = fake.person({ id: 9_200_001, language_code: 'en' })
  reader.says(`/start ${must(link)[1]}`)
  await soon(() => expect(reader.inbox()).toHaveLength(2))
  expect(heardSummary(reader)).toHaveLength(1)
  reader.presses('No')
  const guest = visitor(door, 'en', undefined, must(page)[1])
  expect(await guest.opens()).toContain('value="start"')
  const onPage = await guest.does({ do: 'start', lang: 'en' })
  expect(onPage).toContain('what people said')
  expect(onPage).toContain('<img src="/chat/pictures/')
  const thanked = await guest.answers({ press: 'yes' })
  expect(thanked).toContain('tell us more')
  // Come back to the same address: the conversation about this summary, and no other.
  expect(await guest.opens()).toContain('tell us more')
  await soon(async () => {
    const answers = await app.database.read.select().from(app.database.tables.answers)
    const said = answers.filter(({ question }) => question === 'matches').map(({ value }) => value)
    expect(said.sort()).toEqual(['"no"', '"yes"'])
  })
  // What was written in the group made nobody a contact, and no name of a group is in a log.
  const { contacts, groups } = app.database.tables
  expect(await app.database.read.select().from(contacts)).toHaveLength(4)
  expect(JSON.stringify(await app.database.read.select().from(groups))).not.toContain('Youth')
  expect(lines.join('')).not.toMatch(/Youth|1009001|1009777/)
})

test('is not sent to a group twice, and tells staff when they were taken out of one', {
  timeout: LONG,
}, async () => {
  house = await openHouse()
  app = house.app
  const { fake, lines } = house
  const [doubtful, closed] = [-1_008_001, -1_008_002].map((id) => fake.group({ id, title: `Group ${id}` }))
  must(doubtful).adds()
  must(closed).adds()
  const { summary, group } = await approvedSummary(house)
  await fake.settled()
  for (const id of [-1_008_001, -1_008_002])
    expect(await group(`accept ${id} --by Zaynab`)).toMatchObject({ code: 0 })
  // It arrives, and nobody hears that it did.
  fake.plan({ kind: 'dropped', applied: true, chat: -1_008_001 })
  // Taken out without a word.
  fake.plan({
    kind: 'refused',
    status: 403,
    description: 'Forbidden: bot was kicked from the supergroup chat',
    chat: -1_008_002,
  })
  expect(await summary(`share ${NAME} --by Zaynab --to all`)).toMatchObject({ code: 0 })
  await soon(async () => {
    const { problems } = app.database.tables
    const codes = (await app.database.read.select().from(problems)).map(({ code }) => code).sort()
    expect(codes).toEqual(['delivery_group_gone', 'delivery_unknown'])
  })
  await app.drained()
  expect(must(doubtful).inbox()).toHaveLength(1)
  expect(must(closed).inbox()).toEqual([])
  expect((await group('list')).told).toMatch(/Group -1008002 .*gone: we were taken out/)
  expect(lines.join('')).toContain('delivery_group_gone')
  expect(await summary(`share ${NAME} --by Zaynab --to group:-1008002`)).toMatchObject({
    code: 1,
    told: expect.stringMatching(/taken out/),
  })
  // Put in again: what certainly did not arrive is sent, what may have is not.
  must(closed).adds()
  await fake.settled()
  await group('accept -1008002 --by Zaynab')
  const again = await summary(`share ${NAME} --by Zaynab --to all`)
  expect(again.told).toMatch(/"Group -1008001" has it already/)
  await soon(() => expect(must(closed).inbox()).toHaveLength(1))
  expect(must(doubtful).inbox()).toHaveLength(1)
  // Taken out with a word: no longer there at all.
  must(closed).kicks()
  await soon(async () => expect((await group('list')).told).not.toContain('1008002'))
})

function must<T>(value: T | undefined | null): T {
  if (value == null) throw new Error('nothing there')
  return value
}
