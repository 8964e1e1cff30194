/** One process sends for an account at a time: it waits for the lease, sends while it holds it, and waits again when it lost it. */
import type { Clock } from '../clock.ts'
import type { Account, OutboxStore } from '../store/outbox.ts'
import type { DeliveryLog } from './sender.ts'

export interface Tenure {
  readonly account: Account
  readonly outbox: Pick<OutboxStore, 'lease'>
  readonly clock: Clock
  readonly log: DeliveryLog
  readonly stopping: AbortSignal
  /** The lease is ours; rejects when sending cannot begin. */
  begin(): Promise<void>
  /** The lease is somebody else's, perhaps. */
  lose(): void
  /** A stop was asked for; the lease goes when this resolves. */
  leave(): Promise<void>
  /** Another process wrote rows for this account. */
  nudged(): void
}

/** Milliseconds until the database is tried again. */
export const DATABASE_REST = 1_000

/** Resolves after `leave`. Never rejects. */
export async function holdLease(tenure: Tenure): Promise<void> {
  const { account, outbox, clock, log, stopping } = tenure
  const { channel } = account
  while (!stopping.aborted) {
    try {
      const lease = await outbox.lease(account, stopping, tenure.nudged)
      try {
        await tenure.begin()
        await aborted(AbortSignal.any([lease.lost, stopping]))
        tenure.lose()
        if (stopping.aborted) return await tenure.leave()
        log.warn('sender lease lost', { channel })
      } finally {
        await lease.release()
      }
    } catch (error) {
      if (stopping.aborted) return
      log.warn('sender cannot start', { channel, reason: error instanceof Error ? error.name : 'unknown' })
      await new Promise<void>((resolve) => {
        const cancel = clock.after(DATABASE_REST, resolve)
        stopping.addEventListener('abort', () => {
          cancel()
          resolve()
        })
      })
    }
  }
}

/** Tells the process that holds the lease of new rows. While one nudge is under way, many calls make one more. */
export function nudger(
  outbox: Pick<OutboxStore, 'nudge'>,
  account: Account,
  stopping: AbortSignal,
): () => void {
  let nudging = false
  let again = false
  const nudge = async () => {
    again = true
    if (nudging) return
    nudging = true
    while (again && !stopping.aborted) {
      again = false
      // Whoever holds the lease looks by itself before long.
      await outbox.nudge(account).catch(() => undefined)
    }
    nudging = false
  }
  return () => void nudge()
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
