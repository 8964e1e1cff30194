/**
 * One contract for every channel, each against its own fake, with the whole house behind it: what people may rely on
 * whichever way they came.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithChromium } from '../support/chromium.ts'
import { type Door, outboxOf, type Person, queue, TROUBLES, type Trouble } from './door.ts'
import { TELEGRAM_TROUBLES, telegramDoor } from './telegram-door.ts'
import { webchatDoor } from './webchat-door.ts'
import { whatsappCloudDoor } from './whatsapp-cloud-door.ts'
import { WHATSAPP_WEB_TROUBLES, whatsappWebDoor } from './whatsapp-web-door.ts'

/** What a row comes to, and whether the person has the message in the end. */
const BECOMES: Readonly<Record<Trouble, { state: RegExp; heard: boolean }>> = {
  retry: { state: /^(sent|delivered|read)$/, heard: true },
  throttled: { state: /^(sent|delivered|read)$/, heard: true },
  window_closed: { state: /^waiting$/, heard: false },
  later: { state: /^waiting$/, heard: false },
  unreachable: { state: /^failed$/, heard: false },
  rejected: { state: /^failed$/, heard: false },
  config: { state: /^(sent|delivered|read)$/, heard: true },
  unknown: { state: /^(sent|delivered|read)$/, heard: true },
}

export function contract(name: string, open: () => Promise<Door>, troubles: readonly Trouble[]): void {
  describe(name, () => {
    let door: Door
    let ada: Person
    beforeAll(async () => {
      door = await open()
      ada = await door.person()
    })
    afterAll(() => door?.remove())

    const states = async (person: Person) => (await outboxOf(door, person.address)).map(({ state }) => state)
    const settled = async (person: Person) => {
      await expect
        .poll(async () => (await states(person)).some((state) => state === 'queued' || state === 'sending'), {
          timeout: 15_000,
        })
        .toBe(false)
    }

    it('keeps the order, and gives each message once', async () => {
      const texts = Array.from({ length: 12 }, (_, index) => `Number ${index + 1} of twelve`)
      await queue(
        door,
        ada.address,
        texts.map((text) => ({ text })),
      )
      await ada.until((heard) => heard.includes(texts.at(-1) ?? ''))
      expect(ada.heard().filter((text) => text.startsWith('Number '))).toEqual(texts)
    })

    it('answers an event once, however often it comes', async () => {
      const before = ada.heard().length
      const said = await ada.says('help')
      await ada.until((heard) => heard.length > before)
      await settled(ada)
      const after = ada.heard().length
      await said.again()
      await said.again()
      await settled(ada)
      expect(ada.heard()).toHaveLength(after)
    })

    it('cuts no text, however long', async () => {
      const sentence = 'Nobody should have to guess what stood at the end of this. '
      const text = `${sentence.repeat(150)}The end.`
      const before = ada.heard().length
      await queue(door, ada.address, [{ text }])
      await ada.until((heard) => heard.at(-1)?.endsWith('The end.') === true)
      const words = (all: string) => all.split(/\s+/).join(' ')
      expect(words(ada.heard().slice(before).join(' '))).toBe(words(text))
    })

    it('shows every option of a question, however many and however long', async () => {
      const labels = Array.from(
        { length: 40 },
        (_, index) => `Option ${index + 1}, with a label longer than any button`,
      )
      const options = labels.map((label, index) => ({ id: `o${index}`, label }))
      const ask = { tag: 'tagtagta', ask: 3, kind: 'choose', options, actions: [] }
      await queue(door, ada.address, [{ text: 'Which of these forty?', ask }])
      await ada.until((heard) => heard.some((text) => text.includes('Which of these forty?')))
      await settled(ada)
      // The web chat shows options in the form below the words, which a reload of the page brings.
      if (door.channel === 'webchat') return
      const all = ada.heard().join('\n')
      for (const label of labels) expect(all).toContain(label)
    })

    it.for(troubles)('loses nothing when its platform answers: %s', async (kind) => {
      const person = await door.person()
      await settled(person)
      const text = `Through ${kind}`
      door.strike(kind)
      await queue(door, person.address, [{ text }])
      const { state, heard } = BECOMES[kind]
      if (kind === 'config' || kind === 'throttled') {
        await expect.poll(() => paused(door)).toBe(true)
        door.recover()
        door.house.app.hold()
        door.house.app.release()
      }
      // Telegram cannot tell what became of it, waits a minute, and marks it.
      if (kind === 'unknown' && door.channel === 'telegram') {
        await expect
          .poll(async () => (await outboxOf(door, person.address)).at(-1)?.reason)
          .toMatch(/^maybe sent twice/)
        return
      }
      await expect
        .poll(async () => (await outboxOf(door, person.address)).at(-1)?.state, { timeout: 15_000 })
        .toMatch(state)
      expect(person.heard().filter((one) => one === text)).toHaveLength(heard ? 1 : 0)
      door.recover()
    })

    it('ends what is in flight when it is stopped, and sends the rest afterwards, each once', async () => {
      if (door.hold === undefined) return
      const person = await door.person()
      await settled(person)
      let letGo = (): void => undefined
      const held = new Promise<void>((resolve) => {
        letGo = resolve
      })
      const asked = new Promise<void>((resolve) => {
        door.hold?.(async () => {
          resolve()
          await held
        })
      })
      await queue(door, person.address, [{ text: 'In flight' }, { text: 'Behind it' }])
      await asked
      const restarted = door.house.restart()
      letGo()
      await restarted
      await person.until((heard) => heard.includes('Behind it'))
      expect(person.heard().filter((text) => text === 'In flight' || text === 'Behind it')).toEqual([
        'In flight',
        'Behind it',
      ])
    })

    it('tells no log line who somebody is or what was said', () => {
      const all = door.house.lines.join('')
      expect(all).not.toContain(ada.address)
      expect(all).not.toMatch(/Zaynab|of twelve|Through (retry|unknown)/)
    })
  })
}

async function paused({ house, channel }: Door): Promise<boolean> {
  const { channels } = (await (await fetch(`${house.settings.PUBLIC_URL}/readyz`)).json()) as {
    channels: readonly { name: string; state: string }[]
  }
  return channels.some(({ name, state }) => name === `sending to ${channel}` && state === 'paused')
}

contract('Telegram', telegramDoor, TELEGRAM_TROUBLES)
contract('WhatsApp, Cloud API', whatsappCloudDoor, TROUBLES)
contract('web chat', webchatDoor, [])
describeWithChromium('in a real Chromium', (executablePath) => {
  contract('WhatsApp, linked device', () => whatsappWebDoor(executablePath), WHATSAPP_WEB_TROUBLES)
})
