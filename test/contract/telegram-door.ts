import { openHouse } from '../support/house.ts'
import type { Door, Person, Trouble } from './door.ts'

const FAULTS = {
  retry: { kind: 'server' },
  throttled: { kind: 'throttled', retryAfter: 30 },
  unreachable: { kind: 'blocked' },
  rejected: { kind: 'refused', status: 400, description: 'Bad Request: message is too odd' },
  config: { kind: 'refused', status: 401, description: 'Unauthorized' },
  unknown: { kind: 'dropped', applied: true },
} as const satisfies Partial<Record<Trouble, object>>

/** What Telegram may answer. It has no window, and no "not today". */
export const TELEGRAM_TROUBLES = Object.keys(FAULTS) as (keyof typeof FAULTS)[]

export async function telegramDoor(): Promise<Door> {
  const house = await openHouse({ TELEGRAM_MODE: 'webhook' })
  const { fake } = house
  let next = 5_550_100
  return {
    house,
    channel: 'telegram',
    account: '4711',
    async person(): Promise<Person> {
      const id = next++
      const chat = fake.person({ id, first_name: 'Zaynab', language_code: 'en' })
      const heard = () =>
        chat
          .inbox()
          .map(({ text = '', caption, reply_markup }) =>
            [
              caption ?? text,
              ...(reply_markup?.inline_keyboard.flat() ?? []).map((button) => button.text),
            ].join('\n'),
          )
      const until: Person['until'] = (holds) => fake.until(() => holds(heard()))
      chat.says('/start')
      await until((all) => all.length > 0)
      return {
        address: String(id),
        heard,
        until,
        says: async (text) => {
          const update = chat.says(text)
          await fake.settled()
          return {
            again: async () => {
              fake.repeat(update)
              await fake.settled()
            },
          }
        },
      }
    },
    strike: (trouble) => fake.plan({ method: 'sendMessage', ...FAULTS[trouble as keyof typeof FAULTS] }),
    recover: fake.clearFaults,
    hold: (until) => fake.plan({ kind: 'slow', until, method: 'sendMessage' }),
    remove: house.remove,
  }
}
