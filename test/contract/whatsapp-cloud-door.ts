import { CLOUD, openCloudHouse } from '../support/cloud-house.ts'
import type { Door, Person, Trouble } from './door.ts'

const refused = (code: number) => ({ kind: 'refused', code }) as const
const FAULTS = {
  retry: refused(131000),
  throttled: refused(130429),
  window_closed: refused(131047),
  later: refused(131049),
  unreachable: refused(131026),
  rejected: refused(131009),
  config: refused(190),
  unknown: { kind: 'dropped', applied: true },
} as const satisfies Record<Trouble, object>

export async function whatsappCloudDoor(): Promise<Door> {
  const house = await openCloudHouse({}, { statuses: 'auto' })
  const { meta } = house
  let next = 9_647_700_000_100
  return {
    house,
    channel: 'whatsapp-cloud',
    account: CLOUD.phoneNumberId,
    async person(): Promise<Person> {
      const phone = String(next++)
      const one = meta.person({ phone, userId: `IQ.${phone}`, name: 'Zaynab' })
      const heard = () =>
        one.messages.map(({ text, options, raw }) =>
          [text, ...options.map(({ title }) => title), ...descriptions(raw)].join('\n'),
        )
      const until: Person['until'] = (holds) => meta.until(() => holds(heard()))
      one.writes('hello')
      await until((all) => all.length > 0)
      return {
        address: phone,
        heard,
        until,
        says: async (text) => {
          const message = one.writes(text)
          await meta.settled()
          return {
            again: async () => {
              await meta.repeat({ id: message.id })
              await meta.settled()
            },
          }
        },
      }
    },
    strike: (trouble) => meta.plan({ call: 'message', ...FAULTS[trouble] }),
    recover: meta.clearFaults,
    hold: (until) => meta.plan({ kind: 'slow', until, call: 'message' }),
    remove: house.remove,
  }
}

/** The second line of a list's lines. */
function descriptions(raw: unknown): string[] {
  const found = [...JSON.stringify(raw).matchAll(/"description":("(?:[^"\\]|\\.)*")/g)]
  return found.map(([, json = '""']) => JSON.parse(json) as string)
}
