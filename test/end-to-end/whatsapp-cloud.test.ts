/** The walk through the whole house by WhatsApp: a person's first message, to a row in the export, and what may go wrong. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, test } from 'vitest'
import { exportCommand } from '../../src/cli/export.ts'
import { readReceived } from '../../src/media.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import type { Person } from '../fakes/cloud-api/person.ts'
import { type CloudHouse, openCloudHouse } from '../support/cloud-house.ts'

const PHONE = '9647701234567'
const DAY = 24 * 3_600_000
let house: CloudHouse | undefined
afterEach(async () => {
  await house?.remove()
  house = undefined
})

/** Answers in the flow's order: an option to press, or words to type; `told`: something is told before the next question. */
const ANSWERS: readonly { readonly press?: string; readonly say?: string; readonly told?: true }[] = [
  { press: 'yes' },
  { press: 'yes' },
  { press: 'basra' },
  { press: 'basra_zubayr' },
  { say: '٣' },
  { press: 'worse' },
  { say: '1 و 3' },
  { say: '١ و ٥' },
  { press: 'no' },
  { press: 'just_ok' },
  { press: 'dont_know' },
  { press: 'better' },
  { say: '1' },
  { say: '=الماء "النظيف"' },
  { say: '７' },
  { press: 'female' },
  { press: 'age_31_45', told: true },
  { press: 'yes' },
  { press: 'no' },
]

async function answers(person: Person, { press, say, told }: (typeof ANSWERS)[number]): Promise<void> {
  const heard = person.messages.length
  if (say !== undefined) person.writes(say)
  else {
    const last = person.messages.at(-1)
    const option = last?.options.find(({ id }) => id.endsWith(`:${press}`))
    if (last === undefined || option === undefined)
      throw new Error(`no ${press} in: ${last?.text} ${JSON.stringify(last?.options)}`)
    person.pressesOld(last, option.id)
  }
  await house?.meta.until(() => person.messages.length > heard + (told ? 1 : 0))
}

/** Meta tells nobody's language: the first question asks for it. */
const begin = async (person: Person) => {
  person.writes('مرحبا')
  await person.until(({ options }) => options.some(({ id }) => id.endsWith(':ckb')))
  await answers(person, { press: 'ar' })
}

test('a pulse taken over WhatsApp is exported as it was answered, and no address is told anywhere', async () => {
  house = await openCloudHouse({}, { statuses: 'auto' })
  const { meta, lines, settings, stop, app } = house
  const person = meta.person({ phone: PHONE, name: 'Zaynab' })
  await begin(person)
  for (const answer of ANSWERS) await answers(person, answer)
  await meta.settled()
  // One bubble a question, that for a language among them, one for what others said, and one for the thanks.
  const bubbles = ANSWERS.length + 3
  expect(person.messages).toHaveLength(bubbles)
  expect(meta.calls.filter(({ status }) => status !== 200)).toEqual([])
  await meta.until(() => meta.read.size === ANSWERS.length + 2)
  const rows = await house.outbox(PHONE)
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['read']))

  const { charges } = app.database.tables
  expect(await app.database.read.select().from(charges)).toMatchObject([
    { channel: 'whatsapp-cloud', category: 'service', count: bubbles },
  ])
  await stop()
  const file = join(settings.DATA_DIR, 'answers.csv')
  const printed: string[] = []
  const io = { out: () => undefined, err: (text: string) => printed.push(text), env: {} }
  const code = await exportCommand(() => openDatabase(settings)).run(
    ['answers', '--programme', 'iraq', '--flow', 'safety-pulse', '--output', file],
    io,
  )
  expect({ code, printed: printed.filter((text) => /error/i.test(text)) }).toEqual({ code: 0, printed: [] })
  const text = readFileSync(file, 'utf8')
  const [names = [], , , ...records] = parse(text, { bom: true }) as string[][]
  expect(records).toHaveLength(1)
  expect(Object.fromEntries(names.map((name, index) => [name, records[0]?.[index]]))).toMatchObject({
    channel: 'whatsapp-cloud',
    district: 'basra_zubayr',
    safe_now: 'generally_unsafe',
    reasons_worse: 'attacks tribal',
    worries: 'theft drugs',
    wish: '\'=الماء "النظيف"',
    household: '7',
    sex: 'female',
    age_band: 'age_31_45',
  })
  expect(text).not.toContain(PHONE)
  expect(readFileSync(join(settings.DATA_DIR, 'hearback.sqlite')).includes(PHONE)).toBe(false)
  for (const line of lines) {
    expect(line).not.toContain(PHONE)
    expect(line).not.toMatch(/wamid|Zaynab|EAAB/)
  }
})

describe('who somebody is', () => {
  test('a person without a visible number answers, and stays the same person when it appears', async () => {
    house = await openCloudHouse()
    const { meta } = house
    const person = meta.person({ userId: 'IQ.13491208655302741918' })
    await begin(person)
    await answers(person, { press: 'yes' })
    expect(person.messages.at(-1)?.raw.recipient).toBe('IQ.13491208655302741918')
    const before = await house.contact('IQ.13491208655302741918')
    person.reveal(PHONE)
    await answers(person, { press: 'yes' })
    expect(await house.contact(PHONE)).toMatchObject({ id: before?.id })
    expect(person.messages.at(-1)?.raw.to).toBe(PHONE)
    expect(await house.app.database.read.select().from(house.app.database.tables.contacts)).toHaveLength(1)
  })

  test('two contacts that turn out to be one person become one, with what both said', async () => {
    house = await openCloudHouse()
    const { meta, app } = house
    const byPhone = meta.person({ phone: PHONE })
    const byId = meta.person({ userId: 'IQ.77' })
    await begin(byPhone)
    for (const answer of ANSWERS.slice(0, 3)) await answers(byPhone, answer)
    await begin(byId)
    await answers(byId, { press: 'yes' })
    const older = await house.contact(PHONE)
    byId.reveal(PHONE)
    byId.writes('مرحبا')
    await meta.settled()
    const { contacts, sessions, respondents } = app.database.tables
    const [only, ...others] = await app.database.read.select().from(contacts)
    expect(others).toEqual([])
    expect(only).toMatchObject({ id: older?.id, merged: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(await app.database.read.select().from(sessions)).toHaveLength(1)
    expect((await app.database.read.select().from(respondents)).length).toBeLessThanOrEqual(1)
    expect(await house.contact('IQ.77')).toMatchObject({ id: older?.id })
  })
})

describe('the 24 hours', () => {
  test('what comes later without a template waits for the person, in sight, and goes out when they write', async () => {
    house = await openCloudHouse()
    const { meta, settings } = house
    const person = meta.person({ phone: PHONE })
    await begin(person)
    await answers(person, { press: 'yes' })
    await house.silent(PHONE, 25 * 3_600_000)
    const before = person.messages.length
    const calls = meta.calls.length
    await house.queue(PHONE, { text: 'A word of ours, late.' })
    await house.app.drained()
    expect(await house.outbox(PHONE)).toContainEqual(
      expect.objectContaining({ state: 'waiting', reason: expect.stringContaining('more than 24 hours') }),
    )
    // Planned, never found out by a refusal.
    expect(meta.calls.filter(({ kind }) => kind === 'message').length).toBe(
      meta.calls.slice(0, calls).filter(({ kind }) => kind === 'message').length,
    )
    const metrics = await (await fetch(`${settings.PUBLIC_URL}/metrics`)).text()
    expect(metrics).toMatch(
      /hearback_waiting_messages\{channel="whatsapp-cloud",reason="more than 24 hours[^"]*"\} 1/,
    )
    person.writes('هل من جديد؟')
    await meta.until(() => person.messages.length >= before + 2)
    const [late, reply] = person.messages.slice(before)
    expect(late?.text).toBe('A word of ours, late.')
    expect(reply?.options.length).toBeGreaterThan(0)
  })

  test('an approved template goes in its place, in the person’s language, filled', async () => {
    house = await openCloudHouse()
    const { meta } = house
    const body = (text: string) => [{ type: 'BODY' as const, text }]
    meta.setTemplates([
      {
        name: 'news',
        language: 'en_US',
        status: 'APPROVED',
        category: 'UTILITY',
        components: body('Hello {{1}}: {{2}}.'),
      },
      {
        name: 'news',
        language: 'ar',
        status: 'APPROVED',
        category: 'UTILITY',
        components: body('مرحبا {{1}}: {{2}}.'),
      },
      { name: 'rejected', language: 'ar', status: 'REJECTED', category: 'UTILITY', components: body('لا') },
    ])
    // The account tells that its templates changed.
    await meta.deliver([{ field: 'message_template_status_update', value: { event: 'APPROVED' } }])
    await meta.until(() => meta.calls.some(({ path }) => path.endsWith('/message_templates')))
    const person = meta.person({ phone: PHONE })
    await begin(person)
    await house.silent(PHONE, DAY)
    await house.queue(PHONE, {
      text: 'The results are in: a long text.',
      language: 'ar',
      template: { name: 'news', values: ['Zubayr', 'three answers'] },
    })
    await person.until(({ type }) => type === 'template')
    expect(person.lastText).toBe('مرحبا Zubayr: three answers.')
    await house.queue(PHONE, { text: 'No.', language: 'ar', template: { name: 'rejected', values: [] } })
    await house.app.drained()
    expect((await house.outbox(PHONE)).at(-1)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('"rejected" (ar) is REJECTED'),
    })
    // Within the window the words themselves go.
    person.writes('شكرا')
    await person.until(({ text }) => text === 'No.')
  })

  test('a template that Meta refuses is read anew before anybody else is sent one', async () => {
    house = await openCloudHouse()
    const { meta } = house
    const body = [{ type: 'BODY' as const, text: 'مرحبا' }]
    const news = { name: 'news', language: 'ar', category: 'UTILITY' as const, components: body }
    meta.setTemplates([{ ...news, status: 'APPROVED' }])
    await meta.deliver([{ field: 'message_template_status_update', value: { event: 'APPROVED' } }])
    const looks = () => meta.calls.filter(({ path }) => path.endsWith('/message_templates')).length
    await meta.until(() => looks() > 0)
    await begin(meta.person({ phone: PHONE }))
    await house.silent(PHONE, DAY)
    // Paused at Meta, and nobody has told us.
    meta.plan({ kind: 'refused', code: 132_015, call: 'message' })
    const before = looks()
    await house.queue(PHONE, { text: 'x', language: 'ar', template: { name: 'news', values: [] } })
    await meta.until(() => looks() > before)
    await house.app.drained()
    expect((await house.outbox(PHONE)).at(-1)).toMatchObject({ state: 'waiting' })
  })
})

describe('a send that nobody answered', () => {
  test('is settled by the status that Meta sends, and not sent twice', async () => {
    house = await openCloudHouse({}, { statuses: 'auto' })
    const { meta } = house
    const person = meta.person({ phone: PHONE })
    await begin(person)
    meta.plan({ kind: 'dropped', applied: true, call: 'message' })
    await answers(person, { press: 'yes' })
    await answers(person, { press: 'yes' })
    await meta.settled()
    const rows = await house.outbox(PHONE)
    expect(rows.map(({ state }) => state)).toEqual(['read', 'read', 'read', 'read'])
    expect(rows.every(({ reason }) => reason === null)).toBe(true)
    expect(person.messages).toHaveLength(4)
  })
})

describe('what Meta refuses', () => {
  test('a revoked token stops the sending, is told once, loses nothing, and goes on when it is good again', async () => {
    house = await openCloudHouse()
    const { meta, lines, settings } = house
    const people = ['1', '2', '3'].map((end) => meta.person({ phone: `964770000000${end}` }))
    for (const person of people) await begin(person)
    meta.plan({ kind: 'refused', code: 190, call: 'message', times: 100 })
    for (const person of people) person.writes('مساعدة')
    await meta.settled()
    const paused = () => lines.filter((line) => line.includes('sender paused until the operator acts'))
    await meta.until(() => meta.calls.filter(({ code }) => code === 190).length >= 1)
    await expect.poll(paused).toHaveLength(1)
    const ready = (await (await fetch(`${settings.PUBLIC_URL}/readyz`)).json()) as { channels: object }
    expect(JSON.stringify(ready)).toContain('the token expired or was revoked')
    const metrics = await (await fetch(`${settings.PUBLIC_URL}/metrics`)).text()
    expect(metrics).toContain('hearback_channel_up{channel="whatsapp-cloud"} 0')
    meta.clearFaults()
    house.app.hold()
    house.app.release()
    for (const person of people) await meta.until(() => person.messages.length === 3)
    expect(paused()).toHaveLength(1)
    expect(JSON.stringify(await (await fetch(`${settings.PUBLIC_URL}/readyz`)).json())).not.toContain(
      'revoked',
    )
  })

  test.each([
    [131026, 'failed', /cannot be reached/],
    [131047, 'waiting', /more than 24 hours/],
    [131049, 'waiting', /no more marketing/],
    [131009, 'failed', /refused the form/],
  ])('code %i told afterwards makes the message %s', async (code, state, reason) => {
    house = await openCloudHouse()
    const { meta } = house
    const person = meta.person({ phone: PHONE })
    await begin(person)
    meta.plan({ kind: 'fails', code })
    person.writes('مساعدة')
    await meta.settled()
    await expect
      .poll(async () => (await house?.outbox(PHONE))?.at(-1))
      .toMatchObject({
        state,
        reason: expect.stringMatching(reason),
      })
  })

  test.each([
    [131056, 6_000],
    [131000, 1_000],
  ])('code %i at once is tried again after %i ms or more, this person alone', async (code, wait) => {
    house = await openCloudHouse()
    const { meta } = house
    const [person, other] = [meta.person({ phone: PHONE }), meta.person({ phone: '9647709999999' })]
    await begin(person)
    meta.plan({ kind: 'refused', code, call: 'message', recipient: PHONE })
    person.writes('مساعدة')
    await meta.settled()
    await expect
      .poll(async () => (await house?.outbox(PHONE))?.at(-1))
      .toMatchObject({ state: 'queued', attempts: 1 })
    const row = (await house.outbox(PHONE)).at(-1)
    expect((row?.due_at ?? 0) - Date.now()).toBeGreaterThan(wait - 1_000)
    await begin(other)
  })
})

describe('what comes with a message', () => {
  test('a picture is fetched at once, kept sealed, and gone when the person is forgotten', async () => {
    house = await openCloudHouse()
    const { meta, app, settings } = house
    const person = meta.person({ phone: PHONE })
    await begin(person)
    const bytes = Buffer.from('not to be read by anybody else')
    person.sends('image', bytes)
    const { media } = app.database.tables
    await expect
      .poll(async () => app.database.read.select().from(media))
      .toMatchObject([{ state: 'kept', kind: 'photo', type: 'image/jpeg', size: bytes.length }])
    const [row] = await app.database.read.select().from(media)
    const sealed = await readReceived(settings.DATA_DIR, row?.id ?? '')
    expect(Buffer.from(sealed).includes(bytes)).toBe(false)
    const vault = await openVault(app.database, settings)
    expect(Buffer.from(vault.openBytes(sealed)).equals(bytes)).toBe(true)
    person.writes('انسني')
    await person.until(({ options }) => options.some(({ title }) => title.includes('احذفوا')))
    person.presses('نعم، احذفوا كل شيء')
    await expect.poll(async () => app.database.read.select().from(media)).toEqual([])
  })

  test('an old button says so in words, since WhatsApp shows no notices, and asks again', async () => {
    house = await openCloudHouse()
    const { meta } = house
    const person = meta.person({ phone: PHONE })
    await begin(person)
    const [notice] = person.messages
    await answers(person, { press: 'yes' })
    await answers(person, { press: 'yes' })
    if (notice === undefined) throw new Error('nothing was asked')
    const heard = person.messages.length
    person.pressesOld(notice, notice.options[1]?.id ?? '')
    await meta.until(() => person.messages.length > heard)
    expect(person.lastText).toMatch(/^هذا الزر يخص سؤالاً سابقاً/)
    expect(person.messages.at(-1)?.options.length).toBeGreaterThan(1)
  })
})
