/** The web chat through the whole house: no JavaScript, real flows, and what the store keeps of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../src/app.ts'
import { exportCommand } from '../../src/cli/export.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { questionOf, throughTo, type Visitor, visitor } from '../channels/webchat/door.ts'
import { type House, openHouse } from '../support/house.ts'

let house: House
let app: App
/** Whichever server runs now. */
const door = { request: (...call: Parameters<Hono['request']>) => app.web.request(...call) }
beforeEach(async () => {
  house = await openHouse()
  app = house.app
})
afterEach(() => house.remove())

/** What the person sees of the question that stands: which it is, and its options. */
const question = (page: string) => ({
  ...questionOf(page),
  options: [...page.matchAll(/name="(?:press|option)" value="([^"]*)"/g)].map(([, option]) => option),
})
const reload = async (person: Visitor) => (await person.get()).text()

/** Everything that could lead to a person, and how many rows it holds. */
async function traces() {
  const { read, tables } = app.database
  const { contacts, addresses, consents, sessions, outbox, respondents, answers, problems } = tables
  const kept = { contacts, addresses, consents, sessions, outbox, respondents, answers, problems }
  const counts = Object.entries(kept).map(async ([name, table]) => {
    return [name, (await read.select().from(table)).length] as const
  })
  return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0))
}

const given = async () =>
  (await app.database.read.select().from(app.database.tables.answers)).map(({ question: of, value }) => ({
    of,
    value: JSON.parse(value) as unknown,
  }))

test('start, answer, come back later, and be forgotten', async () => {
  const person = visitor(door)
  await person.does({ do: 'start' })
  await person.answers({ press: 'yes' })
  const stands = await person.answers({ press: 'yes' })
  expect(question(await reload(person))).toEqual(question(stands))
  expect(await given()).toEqual([{ of: 'adult', value: 'yes' }])

  const asked = await person.does({ word: 'forget' })
  const [forget = ''] = question(asked).options
  const goodbye = await person.answers({ press: forget })
  expect(goodbye).toContain('class="bubble"')
  expect(person.cookie()).toBeUndefined()
  expect(await reload(person)).toContain('value="start"')
  // The goodbye itself keeps a sealed address until it is delivered.
  await vi.waitFor(async () => expect(await traces()).toEqual({}), { timeout: 10_000, interval: 10 })
})

test('who has finished can still change their language, their answers, and be forgotten', async () => {
  const person = visitor(door)
  await throughTo(person, 'end')
  expect(question(await person.does({ word: 'language' })).options).toContain('ckb')
  expect(await person.answers({ press: 'en' })).toContain('class="over"')
  const again = await person.does({ do: 'start' })
  const [change = ''] = question(again).options
  expect(question(await person.answers({ press: change })).options).toEqual(['yes', 'no', '~back'])
  const asked = await person.does({ word: 'forget' })
  const [forget = ''] = question(asked).options
  await person.answers({ press: forget })
  expect(person.cookie()).toBeUndefined()
  await vi.waitFor(async () => expect(await traces()).toEqual({}), { timeout: 10_000, interval: 10 })
})

test('who declines sees the goodbye, and only a count stays', async () => {
  const person = visitor(door)
  await person.does({ do: 'start' })
  const goodbye = await person.answers({ press: 'no' })
  expect(goodbye).toContain('class="bubble"')
  expect(goodbye).not.toContain('name="press"')
  expect(person.cookie()).toBeUndefined()
  await vi.waitFor(async () => expect(await traces()).toEqual({}), { timeout: 10_000, interval: 10 })
  const { outcomes } = app.database.tables
  expect(await app.database.read.select().from(outcomes)).toMatchObject([{ outcome: 'declined', count: 1 }])
})

test('a restart of the server in the middle changes nothing for the person', async () => {
  const person = visitor(door)
  const before = await throughTo(person, 'number')
  app = await house.restart()
  expect(question(await reload(person))).toEqual(question(before))
  const next = await person.answers({ do: 'reply', text: '٧' })
  expect(question(next)).not.toEqual(question(before))
  expect(await given()).toContainEqual({ of: 'household', value: 7 })
})

test('with two tabs a question is answered once, and the tab left behind is told so', async () => {
  const person = visitor(door)
  await person.does({ do: 'start' })
  const both = await person.answers({ press: 'yes' })
  const shown = questionOf(both)
  const [one, two] = await Promise.all([
    person.post({ ...shown, press: 'yes' }),
    person.post({ ...shown, press: 'yes' }),
  ])
  expect([one?.status, two?.status].every((status) => status === 303 || status === 200)).toBe(true)
  const next = await reload(person)
  expect(await given()).toEqual([{ of: 'adult', value: 'yes' }])

  const late = await (await person.post({ ...shown, press: 'no' })).text()
  expect(/role="status">[^<]+/.test(late)).toBe(true)
  expect(question(late)).toEqual(question(next))
  expect(await given()).toEqual([{ of: 'adult', value: 'yes' }])
  const { contacts, sessions } = await traces()
  expect({ contacts, sessions }).toEqual({ contacts: 1, sessions: 1 })
})

test('what came by the web chat is marked in the export, and can be left out of it', async () => {
  await throughTo(visitor(door), 'number')
  const chat = house.fake.person({ id: 61_000_001, language_code: 'en' })
  chat.says('/start iraq_safety-pulse')
  for (const asked of [1, 2]) {
    await vi.waitFor(() => expect(questionsIn(chat.inbox())).toBe(asked), { timeout: 10_000, interval: 10 })
    const shows = chat.inbox().at(-1)?.reply_markup?.inline_keyboard.flat() ?? []
    const yes = shows.find((button) => 'callback_data' in button && button.callback_data.endsWith(':yes'))
    chat.presses(yes?.text ?? '')
  }
  await vi.waitFor(async () => expect((await given()).filter(({ of }) => of === 'adult')).toHaveLength(2), {
    timeout: 10_000,
    interval: 10,
  })
  await house.stop()

  expect(new Set(await channels([]))).toEqual(new Set(['telegram', 'webchat']))
  expect(await channels(['--without', 'webchat'])).toEqual(['telegram'])
  expect(await channels(['--without', 'telegram'])).toEqual(['webchat'])
})

const questionsIn = (inbox: readonly { readonly reply_markup?: unknown }[]) =>
  inbox.filter(({ reply_markup }) => reply_markup !== undefined).length

/** The channel of each row of the export. */
async function channels(more: readonly string[]): Promise<(string | undefined)[]> {
  const output = join(house.settings.DATA_DIR, 'answers.csv')
  const words = ['answers', '--programme', 'iraq', '--flow', 'safety-pulse', '--output', output, ...more]
  const io = { out: () => undefined, err: () => undefined, env: {} }
  expect(await exportCommand(() => openDatabase(house.settings)).run(words, io)).toBe(0)
  const [names = [], , , ...rows] = parse(readFileSync(output), { bom: true }) as string[][]
  return rows.map((row) => row[names.indexOf('channel')])
}
