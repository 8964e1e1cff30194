/** A whole server below its channels: real store, real vault, real flows, and events handed in as a channel would. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Receipt, Received } from '../../src/channels/channel.ts'
import type { Body } from '../../src/engine/event.ts'
import type { Message } from '../../src/engine/message.ts'
import { createCatalogue } from '../../src/intake/programme-catalogue.ts'
import { openIntake } from '../../src/intake/open-intake.ts'
import { orderedId } from '../../src/ids.ts'
import { createLog } from '../../src/log.ts'
import { createVault } from '../../src/privacy/vault.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import type { Database } from '../../src/store/database.ts'
import { publishPrograms, readProgram } from '../../src/store/programs.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const common = readTexts('locales', 'common')

export interface World {
  readonly database: Database
  readonly entombed: string[]
  receive(events: readonly Received[]): Promise<readonly Receipt[]>
  /** One person on one channel; ids and order are counted as Telegram would. */
  person(address: string): Person
  advance(milliseconds: number): void
}

export interface Person {
  event(body: Body, more?: Partial<Received>): Received
  send(body: Body, more?: Partial<Received>): Promise<Receipt>
  says(text: string): Promise<Receipt>
  /** Presses an option of the last question. */
  presses(option: string): Promise<Receipt>
  last(): Message | undefined
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hearback-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

let updates = 1000

export async function openWorld(database: Database, start = Date.UTC(2026, 0, 1)): Promise<World> {
  let now = start
  const vault = createVault(new Uint8Array(32).fill(7))
  const entombed: string[] = []
  await publishPrograms(database, programmes.flatMap(({ programs }) => programs), now)
  for (const program of programmes.flatMap(({ programs }) => programs)) {
    await database.write((writer) =>
      writer.insertNew(database.tables.rounds, [
        {
          id: orderedId(now),
          programme: program.programme,
          flow: program.flow,
          number: 1,
          name: '2026',
          state: 'open',
          made_up: false,
          opened_at: now,
          closed_at: null,
          program: program.hash,
        },
      ]),
    )
  }
  const intake = openIntake({
    database,
    vault,
    catalogue: createCatalogue({ programmes, common, readProgram: (hash) => readProgram(database, hash) }),
    entomb: (ids) => entombed.push(...ids),
    now: () => now,
    log: createLog('silent', () => undefined),
    committed: () => undefined,
  })
  return {
    database,
    entombed,
    receive: (events) => intake.receive(events),
    advance: (milliseconds) => {
      now += milliseconds
    },
    person: (address) => {
      let position = 1
      let message: Message | undefined
      const event = (body: Body, more: Partial<Received> = {}): Received => {
        updates += 1
        position += 1
        return {
          channel: 'telegram',
          account: '1',
          external: String(updates),
          address,
          sequence: updates,
          at: now,
          position,
          language: 'en',
          body,
          ...more,
        }
      }
      const send = async (body: Body, more: Partial<Received> = {}) => {
        const [receipt] = await intake.receive([event(body, more)])
        if (receipt === undefined) throw new Error('no receipt')
        message = receipt.messages?.findLast(({ ask }) => ask !== undefined) ?? message
        return receipt
      }
      const ask = () => {
        if (message?.ask === undefined) throw new Error('nothing is asked')
        return message.ask
      }
      return {
        event,
        send,
        // Typed words are answers to what was seen: as in a chat where the question has arrived.
        says: (text) => send({ kind: 'reply', tag: ask().tag, ask: ask().ask, text }),
        presses: (option) => send({ kind: 'press', tag: ask().tag, ask: ask().ask, option }),
        last: () => message,
      }
    },
  }
}

export function sqliteWorld(): Promise<World & { remove(): void }> {
  const folder = temporaryFolder()
  const database = openSqlite({ file: join(folder.path, 'hearback.sqlite') })
  return openWorld(database).then((world) => ({ ...world, remove: folder.remove }))
}
