/**
 * Message ids as WhatsApp makes them: base64 of a few bytes of framing around the other party's number and some hex.
 * The number starts at the fourth byte, so its own base64 stands in the id: whoever keeps the id keeps the number.
 */
import { randomBytes } from 'node:crypto'

export const wamid = (party: string, way: 'in' | 'out'): string => {
  const random = randomBytes(way === 'in' ? 10 : 9)
    .toString('hex')
    .toUpperCase()
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, party.length]),
    Buffer.from(party),
    Buffer.from([0x15, 0x02, 0x00, way === 'in' ? 0x12 : 0x11, 0x18, random.length]),
    Buffer.from(random),
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}
