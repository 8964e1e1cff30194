/** The server as it runs for real, in this process, on a stand-in for Meta's Cloud API. */
import { asc, eq } from 'drizzle-orm'
import { openVault } from '../../src/privacy/open-vault.ts'
import type { Row } from '../../src/store/tables.ts'
import { type CloudApi, type Settings as FakeSettings, startCloudApi } from '../fakes/cloud-api/server.ts'
import { type House, openHouse } from './house.ts'

export const CLOUD = {
  token: 'EAAB-end-to-end',
  phoneNumberId: '109876543210987',
  businessAccountId: '205551234567890',
  appSecret: 'the app secret',
} as const
const VERIFY_TOKEN = 'the verify token'

export interface CloudHouse extends House {
  readonly meta: CloudApi
  /** The outbox rows of whoever has this address, by number. */
  outbox(address: string): Promise<Row<'outbox'>[]>
  contact(address: string): Promise<Row<'contacts'> | undefined>
  /** They were last heard so many milliseconds ago. */
  silent(address: string, milliseconds: number): Promise<void>
  /** Queues a message for them, as a room above delivery would. */
  queue(address: string, message: object, more?: Partial<Row<'outbox'>>): Promise<void>
}

/** `more` are further settings of the server, by their names in the environment. */
export async function openCloudHouse(
  more: Readonly<Record<string, string>> = {},
  fake: Partial<FakeSettings> = {},
): Promise<CloudHouse> {
  const meta = await startCloudApi({ ...CLOUD, ...fake })
  let house: House
  try {
    house = await openHouse({
      WHATSAPP_CLOUD_TOKEN: CLOUD.token,
      WHATSAPP_CLOUD_PHONE_NUMBER_ID: CLOUD.phoneNumberId,
      WHATSAPP_CLOUD_APP_SECRET: CLOUD.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: VERIFY_TOKEN,
      WHATSAPP_CLOUD_API_ROOT: meta.root,
      WHATSAPP_CLOUD_GAP: '0',
      ...more,
    })
  } catch (error) {
    await meta.close()
    throw error
  }
  const { app, settings } = house
  const { database } = app
  const { contacts, addresses, outbox } = database.tables
  const vault = await openVault(database, settings)
  const contactOf = async (address: string) => {
    const [found] = await database.read
      .select({ contact: contacts })
      .from(contacts)
      .innerJoin(addresses, eq(addresses.contact, contacts.id))
      .where(eq(addresses.lookup, vault.lookup('whatsapp-cloud', CLOUD.phoneNumberId, address)))
    return found?.contact
  }
  const known = async (address: string) => {
    const contact = await contactOf(address)
    if (contact === undefined) throw new Error('nobody has this address')
    return contact
  }
  const subscribed = await meta.subscribe(`${settings.PUBLIC_URL}/webhooks/whatsapp`, VERIFY_TOKEN)
  if (subscribed.status !== 200) throw new Error(`the webhook was not subscribed: ${subscribed.status}`)
  return {
    ...house,
    meta,
    contact: contactOf,
    outbox: async (address) => {
      const contact = await contactOf(address)
      if (contact === undefined) return []
      return database.read
        .select()
        .from(outbox)
        .where(eq(outbox.contact, contact.id))
        .orderBy(asc(outbox.number))
    },
    silent: async (address, milliseconds) => {
      const { id } = await known(address)
      await database.write(async ({ queries }) => {
        await queries
          .update(contacts)
          .set({ heard_at: Date.now() - milliseconds })
          .where(eq(contacts.id, id))
      })
    },
    queue: async (address, message, row = {}) => {
      const contact = await known(address)
      const number = contact.next_number
      await database.write(async (writer) => {
        await writer.queries
          .update(contacts)
          .set({ next_number: number + 1 })
          .where(eq(contacts.id, contact.id))
        await writer.insert(outbox, [
          {
            ...{ contact: contact.id, number, channel: 'whatsapp-cloud', account: CLOUD.phoneNumberId },
            ...{ state: 'queued', priority: 0, due_at: Date.now(), attempts: 0 },
            body: JSON.stringify({
              kind: 'send',
              message: { language: 'en', direction: 'ltr', ...message },
            }),
            ...row,
          },
        ])
      })
      await database.nudge('')
      app.release()
    },
    remove: async () => {
      await house.remove()
      await meta.close()
    },
  }
}
