/** What the contract asks of a channel: a whole server behind it, its fake before it, and a person at the other end. */
import { eq } from 'drizzle-orm'
import { openVault } from '../../src/privacy/open-vault.ts'
import type { Row } from '../../src/store/tables.ts'
import type { House } from '../support/house.ts'

/** What a platform may do instead of taking a message. */
export const TROUBLES = [
  'retry',
  'throttled',
  'window_closed',
  'later',
  'unreachable',
  'rejected',
  'config',
  'unknown',
] as const
export type Trouble = (typeof TROUBLES)[number]

export interface Door {
  readonly house: House
  /** By the channel's name in the store. */
  readonly channel: string
  readonly account: string
  /** Somebody who wrote, and was answered. */
  person(): Promise<Person>
  /** Makes the platform do so with the next message. */
  strike(trouble: Trouble): void
  /** The platform is well again. */
  recover(): void
  /** The platform keeps the next message so long before it answers. */
  hold?(until: () => Promise<void>): void
  remove(): Promise<void>
}

export interface Person {
  /** As the channel writes it. */
  readonly address: string
  /** Sends words, and resolves when they were taken; sends the very same event once more when asked to. */
  says(text: string): Promise<{ again(): Promise<void> }>
  /** Everything that reached them, as they would read it: words and labels of buttons and lines, oldest first. */
  heard(): readonly string[]
  /** Resolves when this holds of what reached them. */
  until(holds: (heard: readonly string[]) => boolean): Promise<void>
}

/** The outbox rows of whoever has this address, by number. */
export async function outboxOf({ house, channel, account }: Door, address: string): Promise<Row<'outbox'>[]> {
  const { database } = house.app
  const { outbox } = database.tables
  const contact = await contactOf({ house, channel, account }, address)
  const rows = await database.read.select().from(outbox).where(eq(outbox.contact, contact.id))
  return rows.sort((a, b) => a.number - b.number)
}

export async function contactOf(
  { house, channel, account }: Pick<Door, 'house' | 'channel' | 'account'>,
  address: string,
): Promise<Row<'contacts'>> {
  const { database } = house.app
  const vault = await openVault(database, house.settings)
  const { contacts, addresses } = database.tables
  const [found] = await database.read
    .select({ contact: contacts })
    .from(contacts)
    .innerJoin(addresses, eq(addresses.contact, contacts.id))
    .where(eq(addresses.lookup, vault.lookup(channel, account, address)))
  if (found === undefined) throw new Error('nobody has this address')
  return found.contact
}

/** Queues messages for them in one commit, as a room above delivery would. */
export async function queue(door: Door, address: string, messages: readonly object[]): Promise<void> {
  const { database } = door.house.app
  const { contacts, outbox } = database.tables
  const { id } = await contactOf(door, address)
  await database.write(async (writer) => {
    const [contact] = await writer.lockContacts([id])
    const from = contact?.next_number ?? 1
    await writer.queries
      .update(contacts)
      .set({ next_number: from + messages.length })
      .where(eq(contacts.id, id))
    await writer.insert(
      outbox,
      messages.map((message, index) => ({
        ...{ contact: id, number: from + index, channel: door.channel, account: door.account },
        ...{ state: 'queued' as const, priority: 0, due_at: Date.now(), attempts: 0 },
        body: JSON.stringify({ kind: 'send', message: { language: 'en', direction: 'ltr', ...message } }),
      })),
    )
  })
  // Looks at once, whichever channel it is.
  void door.house.app.drained()
}
