/** Each fault that the library was seen to have, made to happen in a real browser: nothing lost, nothing doubled. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../fakes/whatsapp-web/server.ts'
import { describeWithChromium } from '../../support/chromium.ts'
import { type Linked, linked } from './linked.ts'
import { sendThrough } from './send-through.ts'

const ADA = '9647700000001@c.us'

describeWithChromium('a linked device when things go wrong', (executablePath) => {
  let one: Linked
  let ada: Person
  const { signal } = new AbortController()

  beforeAll(async () => {
    one = await linked(executablePath)
    ada = one.fake.person({ id: ADA })
    one.start()
    await one.fake.pair()
    await one.ready()
  })
  afterAll(() => one.close())

  /** Resolves when the device went down and is ready again, and a message gets through both ways. */
  async function recovers(restarts: number): Promise<void> {
    await one.until(() => one.restarts() > restarts, 'a new start')
    await one.ready()
    const words = `after ${restarts + 1} restarts`
    ada.writes(words)
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === words)
    await one.send(ADA, words, words)
    expect(ada.messages.filter(({ text }) => text === words)).toHaveLength(1)
  }

  test('ready again, and every message announced twice: each is taken once', async () => {
    await one.fake.faults({ twice: true })
    ada.writes('said once')
    one.fake.tell({ kind: 'readyAgain' })
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'said once')
    await one.fake.faults({})
    ada.writes('said later')
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'said later')
    expect(one.intake.textsOf(ADA)).toEqual(['said once', 'said later'])
  })

  test('sent means that the server has it: an ack that does not come leaves it open, and it is found later', async () => {
    await one.fake.faults({ dropAcks: true })
    await expect(one.send(ADA, 'unconfirmed', 'drop')).rejects.toMatchObject({ kind: 'unknown' })
    await expect(one.channel.find?.(ADA, 'drop', signal)).rejects.toMatchObject({ kind: 'unknown' })
    await one.fake.faults({})
    expect(await one.channel.find?.(ADA, 'drop', signal)).toMatchObject({ external: expect.any(String) })
    expect(ada.messages.filter(({ text }) => text === 'unconfirmed')).toHaveLength(1)
  })

  test('a message that the page drops without a word is not taken for sent', async () => {
    await one.fake.faults({ vanish: true })
    await expect(one.send(ADA, 'dropped', 'vanish')).rejects.toMatchObject({ kind: 'unknown' })
    await one.fake.faults({})
    expect(await one.channel.find?.(ADA, 'vanish', signal)).toBe('absent')
    await one.send(ADA, 'dropped', 'vanish')
    expect(ada.messages.filter(({ text }) => text === 'dropped')).toHaveLength(1)
  })

  test('a connection that is lost for a while holds messages back', async () => {
    one.fake.tell({ kind: 'state', state: 'TIMEOUT' })
    await one.until(() => one.channel.health().state === 'down')
    const sending = one.send(ADA, 'when we are back', 'offline')
    one.fake.tell({ kind: 'state', state: 'CONNECTED' })
    await sending
    expect(one.channel.health().state).toBe('up')
  })

  test('a chat that cannot be read holds up nobody else, and is read again later', async () => {
    await one.stop()
    const beth = one.fake.person({ id: '9647700000002@c.us' })
    beth.writes('first of Beth')
    beth.writes('second of Beth')
    ada.writes('also of that night')
    const before = one.restarts()
    await one.fake.faults({ unreadable: beth.id, groupsFail: true })
    one.start()
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'also of that night')
    await one.until(() => one.logged.join('\n').includes('some chats could not be read'))
    const mark = one.watermark
    ada.writes('and what came later')
    await one.intake.until(({ body }) => body.kind === 'text' && body.text === 'and what came later')
    expect(one.intake.textsOf(beth.id)).toEqual([])
    expect(one.watermark).toEqual(mark)
    await one.fake.faults({})
    await one.until(() => one.intake.textsOf(beth.id).length === 2)
    expect(one.intake.textsOf(beth.id)).toEqual(['first of Beth', 'second of Beth'])
    expect(one.restarts()).toBe(before)
  })

  test('the page is left: only the child ends', async () => {
    const before = one.restarts()
    one.fake.tell({ kind: 'navigate', to: 'about:blank' })
    await recovers(before)
  })

  test('the page loads anew by itself, and syncs before the library listens: the library is told', async () => {
    const readies = () => one.logged.filter((line) => line.includes('linked device: ready')).length
    const before = readies()
    await one.fake.faults({ syncedEarly: true })
    one.fake.tell({ kind: 'navigate', to: '/' })
    // The library may fall over the page that goes; then a new child finds the same.
    await one.until(() => readies() > before, 'a page that is ready again')
    await one.ready()
    await one.fake.faults({})
    expect(one.logged.join('\n')).not.toMatch(/never ready/)
    await one.send(ADA, 'after a nudge', 'nudge')
  })

  test('the page hangs: the heartbeat notices', async () => {
    const before = one.restarts()
    one.fake.tell({ kind: 'hang' })
    await recovers(before)
  })

  test('signals that a terminal sends to everybody do not close the browser before the drain', async () => {
    const before = one.restarts()
    for (const { pid, words } of await one.processes())
      if (words.some((word) => word.endsWith('child.js')))
        for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, name)
    await one.send(ADA, 'still here', 'signals')
    expect(one.restarts()).toBe(before)
  })

  test('a second server keeps off a session in use; a server that is killed leaves it free, with no process', async () => {
    await one.stop()
    await one.until(() => one.fake.pages === 0, 'the end of the page')
    const other = one.otherServer()
    try {
      await one.until(() => one.fake.pages > 0, 'the other server’s page')
      one.start()
      await one.until(() => one.channel.health().reason?.includes('another running server') === true)
    } finally {
      other.kill('SIGKILL')
    }
    await one.ready()
    const commands = (await one.processes()).map(({ words }) => words.join(' '))
    expect(commands.filter((command) => command.includes('child.js '))).toHaveLength(1)
  })

  test('a browser left over on the profile is ended first; and where ready never comes, a new start does', async () => {
    await one.stop()
    const profile = join(one.folder, 'whatsapp-web', 'session')
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
    const left = spawn(
      executablePath,
      [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`],
      {
        stdio: 'ignore',
      },
    )
    const gone = new Promise((resolve) => left.once('exit', resolve))
    await one.until(async () =>
      (await one.processes()).some(({ words }) => words.join(' ').includes('--type=')),
    )
    const before = one.restarts()
    await one.fake.faults({ neverReady: true })
    one.start({ ready: 2_000 })
    await gone
    await one.until(() => one.restarts() > before, 'the watchdog')
    await one.fake.faults({})
    await one.ready()
    expect(one.logged.join('\n')).toMatch(/connected, and never ready/)
    // The others get their time again.
    await one.stop()
    one.start()
    await one.ready()
  })

  test('kills of page, browser and child while people talk: none lost, none doubled', {
    timeout: 120_000,
  }, async () => {
    const people = [1, 2, 3].map((number) => one.fake.person({ id: `964771000000${number}@c.us` }))
    const wanted = new Map(people.map(({ id }) => [id, [] as string[]]))
    let count = 0
    const sends: Promise<void>[] = []
    const talk = (rounds: number) => {
      for (let round = 0; round < rounds; round += 1)
        for (const person of people) {
          count += 1
          const words = `message ${count}`
          person.writes(words)
          wanted.get(person.id)?.push(words)
          sends.push(sendThrough(one, person.id, words, words))
        }
    }
    for (const what of ['renderer', 'browser', 'child'] as const) {
      const before = one.restarts()
      const old = (await one.processes()).map(({ pid }) => pid)
      const sent = one.fake.sent().length
      talk(4)
      await one.fake.until(() => one.fake.sent().length > sent + 2, 'some of it')
      await one.kill(what)
      talk(2)
      await one.until(() => one.restarts() > before)
      await one.ready()
      const now = (await one.processes()).map(({ pid }) => pid)
      expect(now.filter((pid) => old.includes(pid))).toEqual([])
    }
    await Promise.all(sends)
    for (const { id, messages } of people) {
      await one.until(() => one.intake.textsOf(id).length >= (wanted.get(id)?.length ?? 0))
      expect(one.intake.textsOf(id)).toEqual(wanted.get(id))
      expect(messages.map(({ text }) => text).sort()).toEqual([...(wanted.get(id) ?? [])].sort())
    }
    expect(one.fake.repeats).toBe(0)
  })

  test('no process is left, and no line of the log names anybody', async () => {
    await one.stop()
    expect(await one.processes()).toEqual([])
    expect(one.logged.join('\n')).not.toMatch(/96477|@|said|Beth|message \d|3EB0|3A[0-9A-F]{6}/)
  })
})
