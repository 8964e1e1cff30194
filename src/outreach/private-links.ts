/** Links out of a group into a private chat about one summary, where nobody of the group sees what somebody says. */
import type { Handle } from '../store/handles.ts'
import type { Account } from '../store/outbox.ts'
import type { RoundRow } from '../store/rounds.ts'

/** `kind`: where it leads. */
export interface PrivateLink {
  readonly kind: 'telegram' | 'whatsapp' | 'web'
  readonly link: string
}

/** Telegram's limit for what a link carries. */
const PAYLOAD = 64

/** For a group of this account: its own platform's link where that is known, then the web chat's where it has an address. */
export function privateLinks(
  { programme, flow, number }: RoundRow,
  { channel, account: own }: Account,
  handles: readonly Handle[],
  publicUrl: string | undefined,
): PrivateLink[] {
  const payload = [`${programme}_${flow}_${number}`, `${flow}_${number}`].find(
    (one) => one.length <= PAYLOAD && /^[A-Za-z0-9_-]+$/.test(one),
  )
  const links: PrivateLink[] = []
  if (payload !== undefined && channel === 'telegram') {
    const bot = handles.find((one) => one.channel === channel && one.account === own)
    if (bot !== undefined)
      links.push({ kind: 'telegram', link: `https://t.me/${bot.handle}?start=${payload}` })
  }
  if (payload !== undefined && channel.startsWith('whatsapp')) {
    // An account made for people to write to comes before the device that is in the group.
    const account = ['whatsapp-cloud', 'whatsapp-web']
      .map((name) => handles.find((one) => one.channel === name))
      .find((one) => one !== undefined)
    if (account !== undefined)
      links.push({ kind: 'whatsapp', link: `https://wa.me/${account.handle}?text=${payload}` })
  }
  if (publicUrl !== undefined)
    links.push({ kind: 'web', link: `${publicUrl}/chat/${programme}/${flow}/${number}` })
  return links
}
