import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWhatsappWeb } from '../fakes/whatsapp-web/server.ts'
import { openHouse } from '../support/house.ts'
import type { Door, Person } from './door.ts'

/** What the page tells of one message. Other faults, of people, page and browser, have tests of their own, with shorter times. */
export const WHATSAPP_WEB_TROUBLES = ['rejected'] as const

/** The real library in a real Chromium. */
export async function whatsappWebDoor(executablePath: string): Promise<Door> {
  const folder = mkdtempSync(join(tmpdir(), 'device-'))
  const whatsapp = await startWhatsappWeb({ folder })
  const house = await openHouse({
    WHATSAPP_WEB: 'on',
    WHATSAPP_WEB_CHROMIUM: whatsapp.browser(executablePath),
    WHATSAPP_WEB_VERSION: whatsapp.version,
    WHATSAPP_WEB_CACHE: whatsapp.cache,
    WHATSAPP_WEB_PACE: '60000',
    WHATSAPP_WEB_GAP: '0',
    WHATSAPP_WEB_JITTER: '0',
  })
  await whatsapp.pair()
  let next = 9_647_710_000_100
  return {
    house,
    channel: 'whatsapp-web',
    account: 'device',
    async person(): Promise<Person> {
      const id = `${next++}@c.us`
      const one = whatsapp.person({ id, name: 'Zaynab' })
      const heard = () => one.messages.map(({ text }) => text)
      const until: Person['until'] = async (holds) =>
        void (await whatsapp.until(() => holds(heard()) || undefined, 'a message'))
      one.writes('hello')
      await until((all) => all.length > 0)
      return {
        address: id,
        heard,
        until,
        says: async (text) => {
          const before = heard().length
          // The page announces it twice, as it does after each new sync.
          await whatsapp.faults({ twice: true })
          one.writes(text)
          await until((all) => all.length > before)
          await whatsapp.faults({})
          return { again: async () => undefined }
        },
      }
    },
    strike: () => whatsapp.faults({ refuseAll: true }),
    recover: () => whatsapp.faults({}),
    hold: (until) => {
      void whatsapp.faults({ dropAcks: true })
      void whatsapp
        .until(() => whatsapp.sent().some(({ body }) => body === 'In flight'))
        .then(until)
        .then(() => whatsapp.faults({}))
    },
    remove: async () => {
      await house.remove()
      await whatsapp.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
