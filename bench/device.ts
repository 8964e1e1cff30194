/**
 * The linked device under fire: a thousand messages in and a thousand out through the real library in a real Chromium,
 * while Chromium, the child and the server are killed in turn, twenty times at random moments. People write whether or
 * not anybody listens, and each waits for the reply before they write again. In the end every word of theirs was taken
 * once, and every reply reached them once.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { findChromium } from '../src/channels/whatsapp-web/find-chromium.ts'
import { listProcesses, memoryOf, type Process, treeOf } from '../src/channels/whatsapp-web/processes.ts'
import { type Person, startWhatsappWeb, type WhatsappWeb } from '../test/fakes/whatsapp-web/server.ts'
import { type Server, startServer } from './load/server.ts'
import type { Measure, Run } from './measure.ts'
import { type Row, row, valueAtMost } from './row.ts'

/** The first word of a new person, then the language, the notice, and whether they are adults: four turns, four replies. */
const WORDS = ['hello', 'English', 'yes', 'yes']
/** People who talk at the same time. */
const AT_ONCE = 12
const VICTIMS = ['browser', 'child', 'server'] as const
type Victim = (typeof VICTIMS)[number]
/** Milliseconds that a reply may take: several starts of the browser, one after the other. */
const PATIENCE = 180_000
/** Milliseconds between two looks. */
const LOOK = 25

export const device: Measure = {
  name: 'device',
  summary: 'messages over the linked device while Chromium, the child and the server are killed',
  async rows({ quick, folder, tell }) {
    const chromium = findChromium(process.env.CHROMIUM)
    if (chromium === undefined) {
      tell('device: skipped, for want of a Chromium; install one, or name it in CHROMIUM')
      return []
    }
    const people = quick ? 25 : 250
    const kills = quick ? 4 : 20
    const dataDir = join(folder, 'device')
    const whatsapp = await startWhatsappWeb({ folder })
    const fire = await openFire(whatsapp, dataDir, whatsapp.browser(chromium))
    try {
      await whatsapp.pair()
      await fire.linked()
      const started = performance.now()
      const moments = Array.from({ length: kills }, () => Math.random() * people * WORDS.length).sort(
        (a, b) => a - b,
      )
      const [talked] = await Promise.all([talkAll(whatsapp, people), shoot(fire, whatsapp, moments, tell)])
      const seconds = (performance.now() - started) / 1000
      const memory = await fire.memory()
      await fire.end()
      return rowsOf({
        people,
        kills,
        seconds,
        memory,
        ...talked,
        kept: kept(dataDir),
        repeats: whatsapp.repeats,
      })
    } finally {
      fire.kill()
      await whatsapp.close()
    }
  },
}

interface Fire {
  strike(victim: Victim): Promise<void>
  /** Resolves once it takes messages. */
  linked(): Promise<void>
  /** Megabytes of the child and of the browser with all its parts; what they share is counted in part. */
  memory(): Promise<{ child: number; browser: number }>
  end(): Promise<void>
  kill(): void
}

async function openFire(whatsapp: WhatsappWeb, dataDir: string, browser: string): Promise<Fire> {
  const start = () =>
    startServer({
      dataDir,
      settings: {
        WHATSAPP_WEB: 'on',
        WHATSAPP_WEB_CHROMIUM: browser,
        WHATSAPP_WEB_VERSION: whatsapp.version,
        WHATSAPP_WEB_CACHE: whatsapp.cache,
        WHATSAPP_WEB_PACE: '60000',
        WHATSAPP_WEB_GAP: '0',
        WHATSAPP_WEB_JITTER: '0',
      },
      sending: 'on',
    })
  let server: Server = await start()
  const metrics = async () => (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
  const session = resolve(dataDir, 'whatsapp-web')
  const isMeant = ({ words }: Process, victim: Victim): boolean => {
    const command = words.join(' ')
    if (!command.includes(session)) return false
    if (victim === 'child') return command.includes('child.js')
    return command.includes('--user-data-dir=') && !command.includes('--type=')
  }
  return {
    async strike(victim) {
      if (victim === 'server') {
        server.kill()
        server = await start()
        return
      }
      for (const one of await listProcesses()) if (isMeant(one, victim)) process.kill(one.pid, 'SIGKILL')
    },
    async linked() {
      while (!(await metrics()).includes('hearback_channel_up{channel="whatsapp-web"} 1'))
        await new Promise((resume) => setTimeout(resume, LOOK))
    },
    async memory() {
      const all = await listProcesses()
      const weigh = async (victim: Victim) => {
        const [root] = all.filter((one) => isMeant(one, victim))
        const tree = root === undefined ? [] : victim === 'child' ? [root] : treeOf(root.pid, all)
        const bytes = await Promise.all(tree.map(({ pid }) => memoryOf(pid)))
        return bytes.reduce((sum, one) => sum + one, 0) / 1_000_000
      }
      return { child: await weigh('child'), browser: await weigh('browser') }
    },
    end: () => server.stop(),
    kill: () => server.kill(),
  }
}

interface Talked {
  /** Words that got no reply, and replies that came twice or unasked. */
  readonly lost: number
  readonly doubled: number
}

async function talkAll(whatsapp: WhatsappWeb, people: number): Promise<Talked> {
  let next = 0
  const all: Person[] = []
  const one = async (): Promise<void> => {
    for (let n = next++; n < people; n = next++) {
      const person = whatsapp.person({ id: `${9_647_720_000_000 + n}@c.us` })
      all.push(person)
      await talk(person)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  const counts = all.map(({ messages }) => messages.length)
  const texts = all.map(({ messages }) => new Set(messages.map(({ text }) => text)).size)
  return {
    lost: counts.reduce((sum, count) => sum + Math.max(0, WORDS.length - count), 0),
    doubled: counts.reduce((sum, count, index) => sum + count - (texts[index] ?? 0), 0),
  }
}

async function talk(person: Person): Promise<void> {
  for (const [index, word] of WORDS.entries()) {
    person.writes(word)
    const until = performance.now() + PATIENCE
    while (person.messages.length <= index) {
      if (performance.now() > until)
        throw new Error(`nobody answered the ${index + 1}. word in ${PATIENCE / 1000} s`)
      await new Promise((resume) => setTimeout(resume, LOOK))
    }
  }
}

/** `moments` are counts of replies: a kill comes as soon as so many have arrived. */
async function shoot(
  fire: Fire,
  whatsapp: WhatsappWeb,
  moments: readonly number[],
  tell: Run['tell'],
): Promise<void> {
  for (const [index, moment] of moments.entries()) {
    while (whatsapp.sent().length < moment) await new Promise((resume) => setTimeout(resume, LOOK))
    const victim = VICTIMS[index % VICTIMS.length] ?? 'server'
    tell(`device: ${whatsapp.sent().length} replies; kill ${index + 1} of ${moments.length}: ${victim}`)
    await fire.strike(victim)
  }
}

interface Kept {
  readonly contacts: number
  readonly turns: number
  readonly answers: number
  readonly unsent: number
  readonly marked: number
}

/** What the server wrote down, read beside it once it has stopped. */
function kept(dataDir: string): Kept {
  const path = join(dataDir, 'hearback.sqlite')
  if (!existsSync(path)) throw new Error('the server left no database')
  const file = new BetterSqlite(path, { readonly: true })
  const count = (sql: string) =>
    file.prepare<[], { n: number }>(`select count(*) as n from ${sql}`).get()?.n ?? 0
  const found = {
    contacts: count('contacts'),
    turns: count("seen where account = 'whatsapp-web:device'"),
    answers: count("answers where question = 'adult' and value = '\"yes\"'"),
    unsent: count("outbox where state not in ('sent', 'delivered', 'read')"),

    marked: count("outbox where reason like 'maybe sent%'"),
  }
  file.close()
  return found
}

interface Outcome extends Talked {
  readonly people: number
  readonly kills: number
  readonly seconds: number
  readonly memory: { readonly child: number; readonly browser: number }
  readonly kept: Kept
  readonly repeats: number
}

function rowsOf({ people, kills, seconds, memory, kept: store, lost, doubled, repeats }: Outcome): Row[] {
  const messages = people * WORDS.length
  const missing = messages - store.turns + (people - store.answers) + store.unsent
  const note = `${messages} in and ${messages} out in ${Math.round(seconds)} s; an id came ${repeats} times again and was shown once; ${store.turns} turns, ${store.answers} answers, ${store.unsent} unsent, ${store.marked} left in doubt`
  return [
    row({
      name: `lost over ${kills} kills`,
      value: lost + Math.max(0, missing),
      unit: 'messages',
      target: valueAtMost(0),
      note,
    }),
    row({
      name: `doubled over ${kills} kills`,
      value: doubled + Math.max(0, store.turns - messages) + Math.max(0, store.contacts - people),
      unit: 'messages',
      target: valueAtMost(0),
    }),
    row({ name: 'memory of the linked device: child', value: memory.child, unit: 'MB' }),
    row({
      name: 'memory of the linked device: browser',
      value: memory.browser,
      unit: 'MB',
      note: 'with the stand-in; WhatsApp’s own page takes more',
    }),
  ]
}
