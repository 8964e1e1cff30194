/** The whole way in a real browser: what people and operators would lose if library, page and channel disagreed. */
import { statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../fakes/whatsapp-web/server.ts'
import { describeWithChromium } from '../../support/chromium.ts'
import { type Linked, linked } from './linked.ts'

const ADA = '9647700000001@c.us'
const HIDDEN = '88800000000002@lid'
const PHONE = '9647700000002@c.us'
const GROUP = '120363000000000001@g.us'

describeWithChromium('a linked device', (executablePath) => {
  let one: Linked
  let ada: Person

  beforeAll(async () => {
    one = await linked(executablePath)
    ada = one.fake.person({ id: ADA, name: 'Ada Lovelace' })
  })
  afterAll(() => one.close())

  test('shows a code until the phone has scanned it, and says so to the operator', async () => {
    const channel = one.start()
    expect(channel.health()).toEqual({ state: 'down', reason: 'starting: the browser loads the page' })
    await one.until(() => channel.linking() !== null, 'a code')
    expect(channel.linking()?.code).toMatch(/^ref-/)
    expect(channel.linking()?.expiresAt).toBeGreaterThan(Date.now())
    expect(channel.health().reason).toMatch(/scan the code/)
    await expect(one.send(ADA, 'too early', 'early')).rejects.toMatchObject({ kind: 'config' })
    await one.until(() => one.codes.length > 0)
    expect(one.codes[0]).toMatch(/[▀▄█]/)
  })

  test('a code that expires is not renewed: the browser starts again, with a new one', async () => {
    const first = one.channel.linking()?.code
    // The metrics follow each change, also of a device that never lives long enough for a heartbeat.
    expect(one.measured.map(({ state }) => state)).toEqual(expect.arrayContaining(['starting', 'code']))
    one.fake.tellUnpaired({ kind: 'state', state: 'UNPAIRED_IDLE' })
    await one.until(() => one.channel.linking() === null)
    await one.until(() => one.channel.linking() !== null, 'another code')
    expect(one.channel.linking()?.code).not.toBe(first)
    expect(one.restarts()).toBe(0)
    await one.fake.pair()
    await one.ready()
    expect(one.channel.linking()).toBeNull()
    await one.channel.probe?.(new AbortController().signal)
  })

  test('keeps the session from everybody else on the machine', () => {
    expect(statSync(join(one.folder, 'whatsapp-web')).mode & 0o777).toBe(0o700)
  })

  test('takes what a person writes, answers it, and marks the chat as seen after the commit', async () => {
    ada.writes('hello')
    const event = await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'hello')
    expect(event).toMatchObject({
      ...{ channel: 'whatsapp-web', account: 'device', address: ADA, mute: true },
    })
    expect(event.external).toMatch(/^[0-9a-z]+-[0-9a-f]{64}$/)
    await one.send(ADA, 'how safe is it?', 'first')
    expect(ada.messages.map(({ text }) => text)).toEqual(['how safe is it?'])
    await one.until(() => ada.unread === 0, 'the chat being seen')
  })

  test('a message whose sending nobody saw the end of is found, and never goes out twice', async () => {
    const signal = new AbortController().signal
    await one.send(ADA, 'only once', 'second')
    expect(await one.channel.find?.(ADA, 'second', signal)).toMatchObject({ external: expect.any(String) })
    expect(await one.channel.find?.(ADA, 'never sent', signal)).toBe('absent')
    await one.send(ADA, 'only once', 'second')
    expect(ada.messages.filter(({ text }) => text === 'only once')).toHaveLength(1)
  })

  test('answers a sender without a visible number where they wrote from, and knows their other address', async () => {
    const hidden = one.fake.person({ id: HIDDEN, phone: PHONE })
    hidden.writes('from behind')
    const event = await one.intake.until(({ address }) => address === HIDDEN)
    expect(event.aliases).toEqual([PHONE])
    await one.send(event.address, 'to behind', 'hidden')
    await hidden.until(({ text }) => text === 'to behind')
    expect(await one.channel.find?.(PHONE, 'hidden', new AbortController().signal)).not.toBe('absent')
  })

  test('fetches what a person sent, and nothing larger than is wanted', async () => {
    ada.sends({ type: 'image', mimetype: 'image/png', bytes: Buffer.from('a picture'), caption: 'look' })
    const { file, body } = await one.intake.until((event) => event.file !== undefined)
    expect(body).toEqual({ kind: 'media', media: 'photo' })
    expect(file).toMatchObject({ type: 'image/png', size: 9 })
    if (file === undefined) throw new Error('no file')
    const { signal } = new AbortController()
    expect(Buffer.from((await one.channel.fetch?.(file, 100, signal)) ?? []).toString()).toBe('a picture')
    await expect(one.channel.fetch?.(file, 5, signal)).rejects.toMatchObject({ kind: 'rejected' })
    await expect(
      one.channel.fetch?.({ ...file, handle: `false_${ADA}_3A00` }, 100, signal),
    ).rejects.toMatchObject({ kind: 'rejected' })
  })

  test('tells which groups it is in, and posts there with a picture', async () => {
    const group = one.fake.group({ id: GROUP, name: 'Youth', people: [ADA, PHONE] })
    await one.until(() => one.groups.length === 1, 'the group')
    expect(one.groups).toEqual([{ id: GROUP, name: 'Youth', people: 3, canPost: true }])
    await one.send(
      GROUP,
      { kind: 'picture', file: 'abc', type: 'image/png', caption: 'What you told us' },
      'summary',
    )
    expect(group.messages).toMatchObject([{ text: 'What you told us' }])
    expect(group.messages[0]?.picture?.toString()).toBe('picture abc')
    expect(await one.channel.find?.(GROUP, 'summary', new AbortController().signal)).not.toBe('absent')
    one.fake.group({ id: GROUP, name: 'Youth', people: [ADA, PHONE], announce: true })
    await one.until(() => one.groups[0]?.canPost === false, 'the group to be closed')
    one.fake.leaves(GROUP)
    await one.until(() => one.groups.length === 0, 'the group to be left')
  })

  test('counts what is not for it, and makes nothing of it', async () => {
    const before = one.intake.events.length
    one.ignored.length = 0
    const group = one.fake.group({ id: GROUP, name: 'Youth', people: [ADA] })
    group.writes('among us', { author: ADA })
    group.writes('@bot?', { author: ADA, mentions: ['37000000001@c.us'] })
    one.fake.person({ id: 'status@broadcast' }).writes('my day')
    one.fake.person({ id: '120363000000000009@newsletter' }).writes('news')
    ada.writes('', { type: 'e2e_notification' })
    ada.calls()
    ada.isWrittenToByHand('by hand')
    ada.writes('last')
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'last')
    await one.until(() => one.ignored.length >= 6, 'all that is ignored')
    expect([...one.ignored].sort()).toEqual([
      ...['call', 'group', 'group_mention', 'newsletter', 'service', 'status'],
    ])
    expect(one.intake.events.length).toBe(before + 1)
  })

  test('a changed text is a change; a message taken back is nothing', async () => {
    const id = ada.writes('wrng')
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'wrng')
    ada.edits(id, 'right')
    await one.intake.until(({ body }) => body.kind === 'edit' && body.text === 'right')
    const before = one.intake.events.length
    ada.revokes(id)
    ada.writes('after')
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'after')
    expect(one.intake.events.length).toBe(before + 1)
  })

  test('says for each refusal what delivery needs to know', async () => {
    one.fake.unregister('9640000000009@c.us')
    await expect(one.send('9640000000009@c.us', 'nobody', 'n')).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(one.send('9640000000008@c.us', 'nobody', 'n')).rejects.toMatchObject({ kind: 'unreachable' })
    await one.fake.faults({ refuse: 'something in the page' })
    await expect(one.send(ADA, 'refused', 'r')).rejects.toMatchObject({ kind: 'retry' })
    await one.fake.faults({ refuseAll: true })
    await expect(one.send(ADA, 'refused', 'r')).rejects.toMatchObject({ kind: 'rejected' })
    await one.fake.faults({})
    const stopped = AbortSignal.abort()
    await expect(one.channel.send(ADA, { kind: 'text', text: 'x' }, stopped, 'x')).rejects.toMatchObject({
      kind: 'retry',
    })
    expect(ada.messages.some(({ text }) => text === 'refused' || text === 'x')).toBe(false)
  })

  test('while the store is down nothing is marked as seen; afterwards nothing is lost and nothing is twice', async () => {
    one.intake.downFor = 3
    ada.writes('in the dark')
    await one.until(() => one.channel.health().reason?.includes('the store is down') === true)
    expect(ada.unread).toBe(1)
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'in the dark')
    await one.until(() => one.channel.health().state === 'up' && ada.unread === 0)
    expect(one.intake.textsOf(ADA).filter((text) => text === 'in the dark')).toHaveLength(1)
  })

  test('tells what child and browser weigh', async () => {
    await one.until(() => one.measured.some(({ state }) => state === 'ready'))
    const measured = one.measured.at(-1)
    expect(measured?.childMemory).toBeGreaterThan(20e6)
    if (process.platform === 'linux') expect(measured?.browserMemory).toBeGreaterThan(30e6)
    expect(measured?.restarts).toBe(0)
  })

  test('stops after what is under way, and leaves no process behind', async () => {
    await one.fake.faults({ slow: 300 })
    const sending = one.send(ADA, 'at the last moment', 'last')
    await one.until(() => ada.messages.some(({ text }) => text === 'at the last moment'))
    const begun = Date.now()
    await one.stop()
    await sending
    expect(await one.processes()).toEqual([])
    expect(one.channel.health()).toEqual({ state: 'down', reason: 'not running' })
    expect(one.watermark?.at).toBeGreaterThan(begun - 5_000)
    await one.fake.faults({})
  })

  test('after a start it takes up what came while it was down, also what a phone has marked as seen', async () => {
    const before = one.intake.textsOf(ADA)
    for (let number = 1; number <= 60; number += 1) ada.writes(`while down ${number}`)
    one.fake.see(ADA)
    const beth = one.fake.person({ id: '9647700000003@c.us' })
    beth.writes('new here')
    // What a browser of another machine, or of an earlier container, left behind.
    symlinkSync('elsewhere-1', join(one.folder, 'whatsapp-web', 'session', 'SingletonLock'))
    one.start()
    await one.ready()
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'new here')
    await one.until(() => one.intake.textsOf(ADA).length >= before.length + 60)
    expect(one.intake.textsOf(ADA).slice(before.length)).toEqual(
      Array.from({ length: 60 }, (_, index) => `while down ${index + 1}`),
    )
    // Places order what waits together: those given before the start are no longer compared with anything.
    const sequences = one.intake.events
      .filter(({ address }) => address === ADA)
      .slice(-60)
      .map(({ sequence }) => sequence)
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
  })

  test('a device that the phone removed begins anew, with a code', async () => {
    one.fake.logout()
    await one.until(() => one.channel.linking() !== null, 'a new code')
    expect(one.logged.join()).toMatch(/logged this device out/)
    await one.fake.pair()
    await one.ready()
    await one.send(ADA, 'back again', 'again')
  })

  test('no line of the log holds an address, a name or a text', () => {
    const lines = one.logged.join('\n')
    expect(lines).not.toMatch(
      /9647700|888000|1203630|@|Ada|Youth|hello|only once|while down|3EB0|3A[0-9A-F]{6}/,
    )
    expect(one.logged.length).toBeGreaterThan(3)
  })
})
