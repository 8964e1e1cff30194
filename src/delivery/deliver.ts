/**
 * Delivery takes outbox rows to channels: in order per contact, replies before bulk, each channel account at its own
 * pace. The states of a row:
 *
 *                       ┌────── retry at, throttled, moved, given back, to be settled ──────────┐
 *                       ▼                                                                      │
 *   (intake's commit) queued ───── claimed in a commit, attempt counted ────► sending ─────────┤
 *                       │  ▲                                                                   │
 *                       │  └── they wrote, or its day came ── waiting ◄────────────────────────┤
 *                       │ they said stop, erased,                 │       ┌──────┬─────────────┤
 *                       │ or cannot be reached                    │       ▼      ▼             ▼
 *                       └────────────► cancelled ◄────────────────┘     failed  unknown       sent ──► delivered ──► read
 *
 * queued     waits for `due_at`, and for every earlier row of its contact
 * waiting    the platform takes it only once the person has written, or not today; later rows pass it by
 * sending    is with the channel; found so at a start, its process died: it goes back to queued, marked
 * sent       the platform took it. Statuses only move it forward; a failure told late sends it back
 * failed     will not be tried again; `reason` says why
 * unknown    went out twice without an answer. A late status still makes it delivered
 *
 * A row whose reason begins with "maybe sent" left without an answer and is settled first, where the channel can: by a
 * status, or by looking for it. One that begins with "maybe sent twice" may have been doubled.
 */
import type { Channel, Health, Status } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { FAREWELL_KEPT } from '../limits.ts'
import type { OutboxStore } from '../store/outbox.ts'
import { RETRY_SPAN } from './plan.ts'
import { type DeliveryLog, type DeliveryMetrics, startSender } from './sender.ts'

export interface DeliveryPorts {
  readonly channels: readonly Channel[]
  readonly outbox: OutboxStore
  readonly clock: Clock
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  /** 0 up to 1; spreads retries. */
  readonly random: () => number
}

export interface Delivery {
  /** Rows of this channel may have become due: called after each commit that wrote some. Cheap. */
  wake(channel: string): void
  /** Nothing more is claimed for this account until `resume`; what is in flight ends. */
  pause(channel: string, account: string): void
  resume(channel: string, account: string): void
  /** Resolves when nothing is due, in flight or unwritten on any account. A paused account keeps it waiting. */
  drain(): Promise<void>
  /** Stops claiming, waits up to 10 s for what is in flight, gives back the rest, lets the leases go. */
  stop(): Promise<void>
  health(): readonly AccountHealth[]
  /** Resolves when what is on its way to this address has landed, or soon; undefined when nothing is. */
  landing(channel: string, account: string, address: string): Promise<void> | undefined
  /** The place in the chat of a message that was taken, while the store does not know yet; null: it has none. */
  landedAt(channel: string, account: string, contact: string, number: number): number | null | undefined
  /** What a platform tells of messages sent on this account. Resolves once written down. Throws `StoreUnavailable`. */
  learn(channel: string, account: string, statuses: readonly Status[]): Promise<void>
  /** Queues anew what waited for a day that has come. */
  requeue(): Promise<void>
  /** For the metrics: what waits, and the age in seconds of the oldest row that is due. */
  backlog(): Promise<readonly AccountBacklog[]>
}

export interface AccountHealth extends Health {
  readonly channel: string
  readonly account: string
}

export interface AccountBacklog {
  readonly channel: string
  readonly queued: number
  readonly age: number
  /** Messages that wait for their person, by reason. */
  readonly waiting: ReadonlyMap<string, number>
}

const FAREWELLS_EVERY = 3_600_000

export function startDelivery(ports: DeliveryPorts): Delivery {
  const { outbox, clock, log } = ports
  const senders = ports.channels.map((channel) => startSender({ ...ports, channel }))
  const find = (channel: string, account: string) =>
    senders.filter((sender) => sender.account.channel === channel && sender.account.account === account)

  let cancel: () => void = () => undefined
  async function dropFarewells(): Promise<void> {
    const now = clock.now()
    const untriedSince = now - FAREWELL_KEPT
    try {
      // A row that was tried has a later due time than when it was made.
      while ((await outbox.dropFarewells({ untriedSince, triedSince: untriedSince + RETRY_SPAN })) > 0);
    } catch (error) {
      log.warn('farewells not dropped', { reason: error instanceof Error ? error.name : 'unknown' })
    }
    if (!stopped) cancel = clock.after(FAREWELLS_EVERY, () => void dropFarewells())
  }
  let stopped = false
  const dropped = dropFarewells()

  return {
    wake: (channel) => {
      for (const sender of senders) if (sender.account.channel === channel) sender.wake()
    },
    pause: (channel, account) => {
      for (const sender of find(channel, account)) sender.pause('paused by the operator')
    },
    resume: (channel, account) => {
      for (const sender of find(channel, account)) sender.resume()
    },
    drain: async () => {
      await Promise.all(senders.map((sender) => sender.drain()))
    },
    stop: async () => {
      stopped = true
      cancel()
      await Promise.all([dropped, ...senders.map((sender) => sender.stop())])
    },
    landing: (channel, account, address) => find(channel, account)[0]?.landing(address),
    landedAt: (channel, account, contact, number) => find(channel, account)[0]?.landedAt(contact, number),
    learn: async (channel, account, statuses) => {
      await Promise.all(find(channel, account).map((sender) => sender.learn(statuses)))
    },
    requeue: async () => {
      for (const { account, wake } of senders) {
        if ((await outbox.requeue(account, clock.now())) > 0) wake()
      }
    },
    health: () => senders.map(({ account, health }) => ({ ...account, ...health() })),
    backlog: () =>
      Promise.all(
        senders.map(async ({ account }) => {
          const now = clock.now()
          const { rows, oldest, waiting } = await outbox.depth(account, now)
          const age = oldest === null ? 0 : (now - oldest) / 1000
          return { channel: account.channel, queued: rows, age, waiting }
        }),
      ),
  }
}
