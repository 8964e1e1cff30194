/**
 * Up to when everything that people wrote is committed. It only follows behind: it is the time of a sign of life after
 * which nothing was left uncommitted, and a start reads again from well before it. It belongs to the account that was
 * linked: what people wrote to another number, or before it was linked, was not meant for us.
 */
import type { Clock } from '../../clock.ts'
import type { WhatsappWebPorts } from './ports.ts'
import type { Timings } from './timings.ts'

/** Milliseconds read again before the watermark: for clocks that differ, and messages that were slow to arrive. */
const OVERLAP = 10 * 60_000

/** What survives a restart. Moments in epoch milliseconds. */
export interface Mark {
  readonly at: number
  /** When the account was linked. */
  readonly linked: number
  /** The account, hidden for good. */
  readonly account: string
}

export interface Watermark {
  /** Where catching up begins for this account, and what is never gone behind, in epoch seconds. Rejects when it cannot be read. */
  since(account: string): Promise<{ readonly since: number; readonly from: number }>
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
  // Where none is known: what came while the page was read for the first time was meant for us.
  const begun = clock.now()
  let well: number | undefined
  let kept: Mark | undefined

  async function write(): Promise<void> {
    if (well === undefined || kept === undefined || well <= kept.at || !isClear()) return
    const moved = { ...kept, at: well }
    try {
      await watermark.write(moved)
      kept = moved
    } catch {
      log('warn', 'linked device: the watermark was not written', {})
    }
  }

  return {
    async since(account) {
      const before = kept
      kept = await watermark.read()
      if (kept?.account !== account) {
        // Another account in the same process was not linked before now.
        const linked = before === undefined ? begun : clock.now()
        kept = { at: linked, linked, account }
        await watermark.write(kept)
      }
      const from = Math.floor(kept.linked / 1000)
      return { since: Math.max(from, Math.floor((kept.at - OVERLAP) / 1000)), from }
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
