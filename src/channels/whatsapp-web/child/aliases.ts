/**
 * The other address of a sender: the phone number behind a hidden id, or the other way round. People are written to under
 * the address that they wrote from; the other one only keeps them one contact if WhatsApp changes its mind.
 */
import type { PlainMessage } from '../protocol.ts'
import { inTime } from './in-time.ts'

/** Both forms as far as the page knows them. */
export type LookUp = (address: string) => Promise<{ readonly lid?: string; readonly pn?: string } | undefined>

/** Senders remembered, and milliseconds until one whose other address could not be had is asked for again. */
const REMEMBERED = 5_000
const ASKED_AGAIN = 600_000

/** Adds the alias and hands the message on, in order for each sender; without one when it does not come in time. */
export function withAliases(
  lookUp: LookUp,
  within: number,
  hand: (message: PlainMessage) => void,
): (message: PlainMessage) => Promise<void> {
  const known = new Map<string, { alias: string | undefined; until: number }>()
  const lanes = new Map<string, Promise<void>>()

  async function aliasOf(from: string): Promise<string | undefined> {
    const kept = known.get(from)
    if (kept !== undefined && kept.until > Date.now()) return kept.alias
    const both = await inTime(within, lookUp(from)).catch(() => undefined)
    const alias = [both?.lid, both?.pn].find((one) => one !== undefined && one !== from)
    known.set(from, {
      alias,
      until: alias === undefined ? Date.now() + ASKED_AGAIN : Number.POSITIVE_INFINITY,
    })
    for (const [oldest] of known) {
      if (known.size <= REMEMBERED) break
      known.delete(oldest)
    }
    return alias
  }

  return (message) => {
    const { from, fromMe } = message
    if (fromMe || !/@(c\.us|lid)$/.test(from)) {
      hand(message)
      return Promise.resolve()
    }
    const lane = (lanes.get(from) ?? Promise.resolve()).then(async () => {
      const alias = await aliasOf(from)
      hand(alias === undefined ? message : { ...message, alias })
    })
    lanes.set(from, lane)
    return lane.finally(() => {
      if (lanes.get(from) === lane) lanes.delete(from)
    })
  }
}
