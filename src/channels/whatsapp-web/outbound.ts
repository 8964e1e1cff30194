/** Messages on their way out, up to the child: who is there to take them, the wait of a human hand, the picture's bytes. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Reference, Sent } from '../channel.ts'
import { SendError } from '../channel.ts'
import { reasonOf } from './health.ts'
import { messageIdOf } from './message-id.ts'
import type { WhatsappWebPorts } from './ports.ts'
import type { Parcel } from './protocol.ts'
import type { Native } from './render.ts'
import { needsSomebody, type Supervisor } from './supervisor.ts'
import type { Timings } from './timings.ts'

type Outbound = Required<Pick<Channel<Native>, 'send' | 'find' | 'fetch' | 'probe'>>

/** Milliseconds: how soon to look again while the browser starts. */
const SOON = 10_000
/** Milliseconds between two looks whether a code was scanned. */
const SCANNED_WITHIN = 500

export function outbound(
  device: Supervisor,
  { digest, picture, random = Math.random }: Pick<WhatsappWebPorts, 'digest' | 'picture' | 'random'>,
  timings: Timings,
  jitter: number,
): Outbound {
  /** Throws unless the library is ready: `config` where somebody has to do something, else `retry`. */
  async function ready(signal: AbortSignal, within = timings.wait): Promise<void> {
    if (await device.whenReady(within, signal)) return
    const { state } = device
    const reason = `linked device: ${reasonOf(state)}`
    if (needsSomebody(state)) throw new SendError('config', reason)
    throw new SendError('retry', reason, { retryAfter: SOON })
  }

  async function parcelOf(address: string, native: Native, reference: Reference): Promise<Parcel> {
    const id = messageIdOf(digest(reference))
    if (native.kind === 'text') return { address, id, text: native.text }
    const { type, caption } = native
    try {
      return { address, id, text: caption, picture: { type, data: await picture(native.file) } }
    } catch {
      throw new SendError('rejected', 'the picture is not in the folder of media')
    }
  }

  return {
    async send(address, native, signal, reference): Promise<Sent> {
      if (jitter > 0) await sleep(random() * jitter, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw new SendError('retry', 'linked device: stopped before it was sent')
      const parcel = await parcelOf(address, native, reference)
      await ready(signal)
      const put = native.kind === 'text' ? timings.put : timings.putPicture
      await device.call('send', parcel, put + 2 * timings.call + timings.ack, signal)
      return { external: parcel.id }
    },
    async find(address, reference, signal) {
      const id = messageIdOf(digest(reference))
      await ready(signal)
      const found = await device.call('find', { address, id }, 2 * timings.call + timings.ack, signal)
      return found ? { external: id } : 'absent'
    },
    async fetch({ handle }, most, signal) {
      await ready(signal)
      return device.call('fetch', { handle, most }, timings.call + timings.fetch, signal)
    },
    async probe(signal) {
      // Ends the moment that somebody has scanned the code, rather than at some later look.
      while (!signal.aborted && !(await device.whenReady(timings.wait, signal)))
        await sleep(SCANNED_WITHIN, undefined, { signal }).catch(() => undefined)
      await ready(signal, 0)
    },
  }
}
