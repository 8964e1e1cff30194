/** A queue of messages to many, in a database that no server has opened yet, as the store itself would write it. */
import { join } from 'node:path'
import { and, eq, notInArray } from 'drizzle-orm'
import type { Outgoing } from '../../src/channels/channel.ts'
import { orderedId } from '../../src/ids.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Platform } from './platform.ts'

/** Goes to many, and nobody waits for it. */
const BULK = 1

/** One text for each of so many people, who wrote a moment ago: nothing needs a template. */
export async function fillQueue(platform: Platform, dataDir: string, people: number): Promise<void> {
  const database = openSqlite({ file: join(dataDir, 'hearback.sqlite') })
  const { contacts, addresses, outbox } = database.tables
  const { name: channel, account } = platform
  const vault = await openVault(database, { DATA_DIR: dataDir })
  const now = Date.now()
  const texts = ['نتائج الجولة الأخيرة جاهزة. شكرًا لكم.', 'The results of the last round are in. Thank you.']
  const rows = Array.from({ length: people }, (_, n) => {
    const address = platform.addressOf(n)
    const id = orderedId(now)
    const outgoing: Outgoing = {
      kind: 'send',
      message: {
        text: texts[n % 2] ?? '',
        language: n % 2 === 0 ? 'ar' : 'en',
        direction: n % 2 === 0 ? 'rtl' : 'ltr',
      },
    }
    return {
      contact: { id, state: 'active' as const, next_number: 2, heard_at: now },
      address: {
        ...{ contact: id, channel, account, used_at: now },
        ...{ lookup: vault.lookup(channel, account, address), sealed: vault.seal(address) },
      },
      message: {
        ...{ contact: id, number: 1, channel, account, state: 'queued' as const },
        ...{ priority: BULK, due_at: now, attempts: 0, body: JSON.stringify(outgoing) },
      },
    }
  })
  await database.write(async (writer) => {
    await writer.insert(
      contacts,
      rows.map(({ contact }) => contact),
    )
    await writer.insert(
      addresses,
      rows.map(({ address }) => address),
    )
    await writer.insert(
      outbox,
      rows.map(({ message }) => message),
    )
  })
  await database.close()
}

/** How many of the queue are not known to have been sent. */
export async function unsentOf(dataDir: string): Promise<number> {
  const database = openSqlite({ file: join(dataDir, 'hearback.sqlite') })
  const { outbox } = database.tables
  const left = await database.read
    .select({ state: outbox.state })
    .from(outbox)
    .where(and(eq(outbox.priority, BULK), notInArray(outbox.state, ['sent', 'delivered', 'read'])))
  await database.close()
  return left.length
}
