/** Intake over a store: what the server, the demonstration and the tests all receive events with. */
import type { Received } from '../channels/channel.ts'
import { orderedId } from '../ids.ts'
import { Unavailable } from '../store/database.ts'
import { apologise, type BatchPorts, commitBatch } from './commit-batch.ts'
import { type BatchIntake, createIntake } from './intake.ts'

export interface OpenIntakePorts extends BatchPorts {
  /** After each commit: wake delivery, count. */
  committed(turns: readonly TakenTurn[], seconds: number): void
  /** Resolves when nothing is on its way to the event's sender at this moment; soon in any case. */
  settled?(event: Received): Promise<void> | undefined
}

export interface TakenTurn {
  readonly channel: string
  readonly status: string
  /** A file came with it, which is to be fetched. */
  readonly file: boolean
}

export function openIntake(ports: OpenIntakePorts): BatchIntake {
  const intake = createIntake({
    commit: (events) => commitBatch(ports, events),
    setAside: async (event, reason) => {
      try {
        const [receipt] = await commitBatch(ports, [event], apologise(ports, reason))
        return receipt ?? { status: 'problem' }
      } catch (error) {
        if (error instanceof Unavailable) throw error
        return keepRaw(ports, event, reason)
      }
    },
    committed: (events, receipts, seconds) => {
      const taken = receipts.map(({ status }, index) => ({
        channel: events[index]?.channel ?? '',
        status,
        file: events[index]?.file !== undefined,
      }))
      ports.committed(taken, seconds)
    },
    now: () => performance.now() / 1000,
  })
  return {
    ...intake,
    receive: async (events) => {
      // Whether words answer a question that is on its way right now can only be told once it has landed.
      const flights = events.map((event) => (event.body.kind === 'text' ? ports.settled?.(event) : undefined))
      if (flights.some((flight) => flight !== undefined)) await Promise.all(flights)
      return intake.receive(events)
    },
  }
}

/** Even the apology broke: the event itself is what cannot be written, so only its sealed form is. */
async function keepRaw({ database, vault, now, log }: BatchPorts, event: Received, reason: unknown) {
  const { problems, seen } = database.tables
  const at = now()
  log.error('event kept raw', { code: 'event_broken', kind: event.body.kind, channel: event.channel })
  await database.write(async (writer) => {
    await writer.insertNew(seen, [
      { account: `${event.channel}:${event.account}`, external: event.external, at },
    ])
    await writer.insert(problems, [
      {
        id: orderedId(at),
        at,
        code: 'event_broken',
        detail: `${reason instanceof Error ? reason.name : 'trouble'} while writing a ${event.body.kind}`,
        sealed: vault.seal(JSON.stringify({ event, reason: String(reason) })),
      },
    ])
  })
  return { status: 'problem' as const }
}
