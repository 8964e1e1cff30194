/**
 * Up to when everything that people wrote is committed. It only follows behind: it is the time of a sign of life after
 * which nothing was left uncommitted, and a start reads again from well before it.
 */
import type { Clock } from '../../clock.ts'
import type { WhatsappWebPorts } from './ports.ts'
import type { Timings } from './timings.ts'

/** Milliseconds read again before the watermark: for clocks that differ, and messages that were slow to arrive. */
const OVERLAP = 10 * 60_000

export interface Watermark {
  /** Where catching up begins, in epoch seconds. Rejects when it cannot be read. */
  since(): Promise<number>
  /** The page was well at this moment, and everything before it has been handed over. */
  wellAt(at: number): void
  /** From now on that is not known any more, until caught up again. */
  doubt(): void
  /** Writes it if it moved; a failure is logged, and costs reading more again at the next start. */
  write(): Promise<void>
  /** Writes at intervals until the signal aborts. */
  follow(signal: AbortSignal): void
}

/** `isClear`: whether everything handed over is committed. */
export function createWatermark(
  { watermark, log }: Pick<WhatsappWebPorts, 'watermark' | 'log'>,
  clock: Clock,
  timings: Timings,
  isClear: () => boolean,
): Watermark {
  // Where none is known: what people wrote to this number before the first start was not meant for us.
  const begun = clock.now()
  let well: number | undefined
  let written = 0

  async function write(): Promise<void> {
    if (well === undefined || well <= written || !isClear()) return
    const at = well
    try {
      await watermark.write(at)
      written = at
    } catch {
      log('warn', 'linked device: the watermark was not written', {})
    }
  }

  return {
    async since() {
      const known = await watermark.read()
      if (known !== undefined && known !== begun) return Math.floor((known - OVERLAP) / 1000)
      if (known === undefined) await watermark.write(begun)
      return Math.floor(begun / 1000)
    },
    wellAt(at) {
      well = at
    },
    doubt() {
      well = undefined
    },
    write,
    follow(signal) {
      const again = () => {
        const cancel = clock.after(timings.watermark, () => {
          signal.removeEventListener('abort', cancel)
          void write().then(() => {
            if (!signal.aborted) again()
          })
        })
        signal.addEventListener('abort', cancel, { once: true })
      }
      again()
    },
  }
}
