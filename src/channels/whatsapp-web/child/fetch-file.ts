/** Files that people sent. */
import type { Client } from 'whatsapp-web.js'
import type { Timings } from '../timings.ts'
import { inTime } from './in-time.ts'
import { dataOf } from './plain.ts'
import { Failed } from './reason.ts'

const GONE = 'the file cannot be had from WhatsApp any more'

/** At most `most` bytes. Rejects `rejected` for what is larger, or is gone; otherwise with what the page says. */
export async function fetchFile(
  client: Client,
  handle: string,
  most: number,
  timings: Timings,
): Promise<Uint8Array> {
  // The library gives null for a message that is not there, whatever its types say.
  const message = (await inTime(timings.call, client.getMessageById(handle))) ?? null
  if (message === null || !message.hasMedia) throw new Failed('rejected', GONE)
  const tooLarge = () => new Failed('rejected', `the file is larger than ${most} bytes`)
  if ((dataOf(message).size ?? 0) > most) throw tooLarge()
  const media = (await inTime(timings.fetch, message.downloadMedia())) ?? null
  if (media === null) throw new Failed('rejected', GONE)
  const bytes = Buffer.from(media.data, 'base64')
  if (bytes.length > most) throw tooLarge()
  return bytes
}
