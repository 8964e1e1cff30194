/** A whole server below its channels: real store, real vault, real flows, and events handed in as a channel would. */
import { and, asc, eq } from 'drizzle-orm'
import type { Receipt, Received } from '../../src/channels/channel.ts'
import type { Body } from '../../src/engine/event.ts'
import type { Ask, Message, Outgoing } from '../../src/engine/message.ts'
import type { Session } from '../../src/engine/session.ts'
import type { Question } from '../../src/flow/program.ts'
import { orderedId } from '../../src/ids.ts'
import type { Catalogue } from '../../src/intake/catalogue.ts'
import { openIntake } from '../../src/intake/open-intake.ts'
import { createCatalogue } from '../../src/intake/programme-catalogue.ts'
import { createLog } from '../../src/log.ts'
import { toldSummaries } from '../../src/outreach/told-summaries.ts'
import { createVault } from '../../src/privacy/vault.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import type { Database } from '../../src/store/database.ts'
import { publishPrograms, readProgram } from '../../src/store/programs.ts'
import type { Row } from '../../src/store/tables.ts'
import type { SharedFindings } from '../../src/survey/shared-findings.ts'
import { common } from '../fixtures/common.ts'

const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const programs = programmes.flatMap((programme) => programme.programs)
const questions = new Map(programs.map((program) => [program.hash, program.questions]))

export const START = Date.UTC(2026, 0, 1)
export const vault = createVault(new Uint8Array(32).fill(7))

export interface World {
  readonly database: Database
  /** Contacts that were written down as forgotten. */
  readonly entombed: string[]
  receive(events: readonly Received[]): Promise<readonly Receipt[]>
  person(address: string): Person
  now(): number
  advance(milliseconds: number): void
}

/** One person on Telegram. Ids and order are counted as Telegram would. */
export interface Person {
  readonly address: string
  event(body: Body, more?: Partial<Received>): Received
  send(body: Body, more?: Partial<Received>): Promise<Receipt>
  begins(): Promise<Receipt>
  /** Presses an option of the question that stands. */
  presses(option: string): Promise<Receipt>
  /** Types, above everything that was sent to them. */
  types(text: string, more?: Partial<Received>): Promise<Receipt>
  /** Everything queued for them goes out; Telegram counts its place in the chat with theirs. */
  reads(): Promise<void>
  /** A sensible reply to the question that stands; undefined when none does. */
  reply(): Promise<Body | undefined>
  /** Replies sensibly until this question stands, or to the end. */
  walks(to?: string): Promise<void>
  /** What the store knows. */
  contact(): Promise<Row<'contacts'> | undefined>
  sessions(): Promise<Row<'sessions'>[]>
  question(): Promise<Question | undefined>
  outbox(): Promise<Row<'outbox'>[]>
  said(): Promise<Message[]>
  answers(): Promise<Record<string, unknown>>
}

export interface WorldOptions {
  /** Changes what intake knows of flows: how a test breaks or stops one. */
  readonly catalogue?: (catalogue: Catalogue) => Catalogue
  /** What a `share:` step says; without it such steps are passed over. */
  readonly shared?: SharedFindings['tell']
}

let updates = 1000

export async function openWorld(database: Database, options: WorldOptions = {}): Promise<World> {
  let time = START
  const now = () => time
  const entombed: string[] = []
  await publishPrograms(database, programs, time)
  await openRounds(database, time)
  const catalogue = createCatalogue({
    programmes,
    common,
    readProgram: (hash) => readProgram(database, hash),
  })
  const intake = openIntake({
    database,
    vault,
    catalogue: options.catalogue?.(catalogue) ?? catalogue,
    entomb: (ids) => entombed.push(...ids),
    ...(options.shared === undefined ? {} : { shared: options.shared }),
    told: toldSummaries(database),
    now,
    log: createLog('silent', () => undefined),
    committed: () => undefined,
  })
  const receive = (events: readonly Received[]) => intake.receive(events)
  return {
    database,
    entombed,
    receive,
    now,
    advance: (milliseconds) => {
      time += milliseconds
    },
    person: (address) => person(database, address, receive, now),
  }
}

async function openRounds(database: Database, now: number): Promise<void> {
  const { rounds } = database.tables
  for (const { type, programme, flow, hash } of programs) {
    // What follows a summary has no round of its own.
    if (type !== 'survey' || programmes.some(({ followUp }) => followUp === flow)) continue
    const open = { state: 'open' as const, made_up: false, opened_at: now, closed_at: null, program: hash }
    const row = { id: orderedId(now), programme, flow, number: 1, name: '2026', ...open }
    await database.write((writer) => writer.insertNew(rounds, [row]))
  }
}

function person(database: Database, address: string, receive: World['receive'], now: () => number): Person {
  const { read, tables } = database
  let position = 1

  const event: Person['event'] = (body, more = {}) => {
    updates += 1
    position += 1
    return {
      channel: 'telegram',
      account: '1',
      external: String(updates),
      address,
      sequence: updates,
      at: now(),
      position,
      language: 'en',
      body,
      ...more,
    }
  }
  const send: Person['send'] = async (body, more) => {
    const [receipt] = await receive([event(body, more)])
    if (receipt === undefined) throw new Error('no receipt')
    return receipt
  }
  const contact = async () => {
    const [found] = await read
      .select({ contact: tables.contacts })
      .from(tables.contacts)
      .innerJoin(tables.addresses, eq(tables.addresses.contact, tables.contacts.id))
      .where(eq(tables.addresses.lookup, vault.lookup('telegram', '1', address)))
    return found?.contact
  }
  const rowsOf = async <Name extends 'sessions' | 'outbox'>(name: Name): Promise<Row<Name>[]> => {
    const known = await contact()
    if (known === undefined) return []
    const table = tables[name]
    return (await read.select().from(table).where(eq(table.contact, known.id))) as Row<Name>[]
  }
  const current = async () => {
    const [found] = await read
      .select({ session: tables.sessions })
      .from(tables.sessions)
      .innerJoin(tables.contacts, eq(tables.contacts.session, tables.sessions.id))
      .innerJoin(tables.addresses, eq(tables.addresses.contact, tables.contacts.id))
      .where(eq(tables.addresses.lookup, vault.lookup('telegram', '1', address)))
    return found?.session
  }
  const outbox = async () => (await rowsOf('outbox')).sort((a, b) => a.number - b.number)
  const said = async () =>
    (await outbox())
      .filter(({ body }) => body !== '')
      .map(({ body }) => JSON.parse(body) as Outgoing)
      .map(({ message }) => message)
  const ask = async () => (await said()).findLast((message) => message.ask !== undefined)?.ask
  const question = async () => {
    const row = await current()
    if (row === undefined || !row.open) return undefined
    const { cursor } = JSON.parse(row.state) as Session
    return questions.get(row.program)?.find(({ at }) => at === cursor)
  }
  const reply = async (shown?: Ask): Promise<Body | undefined> => {
    const [stands, put] = [await question(), shown ?? (await ask())]
    if (stands === undefined || put === undefined) return undefined
    const names = { tag: put.tag, ask: put.ask }
    if (stands.kind === 'number') return { kind: 'reply', ...names, text: '4' }
    if (stands.kind === 'text') return { kind: 'reply', ...names, text: `A wish of ${address}` }
    const pick = stands.kind === 'consent' || stands.id === 'adult' ? 0 : Number(address.at(-1)) || 0
    const option = put.options[pick % Math.min(put.options.length, 3)]?.id ?? ''
    return stands.kind === 'choose_many'
      ? { kind: 'choices', ...names, options: [option] }
      : { kind: 'press', ...names, option }
  }
  return {
    address,
    event,
    send,
    contact,
    outbox,
    said,
    question,
    reply: () => reply(),
    sessions: () => rowsOf('sessions'),
    begins: () => send({ kind: 'start' }),
    types: (text, more) => send({ kind: 'text', text }, more),
    presses: async (option) => {
      const put = await ask()
      if (put === undefined) throw new Error('nothing is asked')
      return send({ kind: 'press', tag: put.tag, ask: put.ask, option })
    },
    reads: async () => {
      const rows = (await outbox()).filter(({ state }) => state === 'queued')
      await database.write(async ({ queries }) => {
        for (const { contact: id, number } of rows) {
          position += 1
          await queries
            .update(tables.outbox)
            .set({ state: 'sent', position, sent_at: now() })
            .where(and(eq(tables.outbox.contact, id), eq(tables.outbox.number, number)))
        }
      })
    },
    walks: async (to) => {
      let shown: Ask | undefined
      for (let turns = 0; turns < 60; turns += 1) {
        if (to !== undefined && (await question())?.id === to) return
        const body = await reply(shown)
        if (body === undefined) return
        const { messages = [] } = await send(body)
        shown = messages.findLast((message) => message.ask !== undefined)?.ask
      }
      throw new Error(`${to ?? 'the end'} was not reached`)
    },
    answers: async () => {
      const known: Record<string, unknown> = {}
      for (const { respondent } of await rowsOf('sessions')) {
        if (respondent === null) continue
        const rows = await read
          .select()
          .from(tables.answers)
          .where(eq(tables.answers.respondent, respondent))
          .orderBy(asc(tables.answers.question))
        for (const row of rows) known[row.question] = JSON.parse(row.value)
      }
      return known
    },
  }
}
