/** Who may be written to. WhatsApp bans numbers that write to people who did not write first. */
import type { Admission, Circumstances, Outgoing } from '../channel.ts'

/** Milliseconds: who wrote within a day is in a conversation. */
const CONVERSATION = 24 * 3_600_000

export const ONLY_ANSWERS = 'the linked device only answers: waits until the person writes'

export const isGroup = (address: string): boolean => address.endsWith('@g.us')

/** Pure. Replies and groups always; in bulk only those who wrote within a day, unless the settings say everyone. */
export function admit(
  outgoing: Outgoing,
  { address, heardAt, bulk, now }: Circumstances,
  everyone: boolean,
): Admission {
  if (everyone || !bulk || isGroup(address) || now - heardAt < CONVERSATION) return { kind: 'send', outgoing }
  return { kind: 'wait', reason: ONLY_ANSWERS }
}
