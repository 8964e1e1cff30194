/**
 * Sends and looks for messages of ours. A message has the same id at every try, so it is looked for before it is sent,
 * and sent means that WhatsApp's server has it: the library's own promise ends earlier, and sometimes with nothing.
 *
 *   look ─ there, confirmed ──────────────────────────► sent
 *     │└── there, on its way ──► wait for the ack ────► sent │ rejected │ unknown
 *     └─── absent ──► put ─ taken ──► wait for the ack ─┘
 *                      └─── thrown ──► look ─ absent ─► unreachable │ rejected │ retry
 */
import type { Parcel } from '../protocol.ts'
import type { Timings } from '../timings.ts'
import { type Acks, isSettled } from './acks.ts'
import { inTime, TooLate } from './in-time.ts'
import { Failed, reasonOf, refusalOf } from './reason.ts'

/** What the page does for sending. */
export interface Putting {
  look(address: string, id: string): Promise<number | null>
  put(parcel: Parcel): Promise<{ id: string; ack: number } | null>
  /** Whether the library is ready and the page has synced: before that, "not there" means nothing. */
  isReady(): boolean
  /** The page is in doubt, the child must end: a message left hanging in it could still go out. */
  giveUp(reason: string): void
}

export interface Sending {
  /** Resolves once WhatsApp's server has it. One after another; only the waiting for acks overlaps. */
  send(parcel: Parcel): Promise<void>
  /** Whether WhatsApp's server has it. Rejects `unknown` while it is on its way. */
  find(address: string, id: string): Promise<boolean>
}

export function createSending(page: Putting, acks: Acks, timings: Timings): Sending {
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function look(address: string, id: string): Promise<number | null> {
    if (!page.isReady()) throw new Failed('retry', 'the page is not ready')
    try {
      return await inTime(timings.call, page.look(address, id))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.kind === 'unreachable') throw new Failed(refusal.kind, refusal.reason)
      throw new Failed('retry', reasonOf(error))
    }
  }

  /** The ack as far as the page knows, after the message was put into it. */
  async function put(parcel: Parcel): Promise<number> {
    const within = parcel.picture === undefined ? timings.put : timings.putPicture
    try {
      const taken = await inTime(within, page.put(parcel))
      if (taken === null) throw new Failed('unknown', 'the page dropped the message without a word')
      return taken.ack
    } catch (error) {
      if (error instanceof Failed) throw error
      if (error instanceof TooLate) {
        page.giveUp('a message hung in the page')
        throw new Failed('unknown', 'the page took too long over the message')
      }
      const there = await look(parcel.address, parcel.id).catch(() => undefined)
      if (there === undefined) throw new Failed('unknown', reasonOf(error))
      if (there !== null) return there
      const { kind, reason } = refusalOf(error)
      throw new Failed(kind, reason)
    }
  }

  /** Listens before it asks, so that no ack falls in between. */
  async function confirmed(address: string, id: string, ask: () => Promise<number | null>): Promise<boolean> {
    const listening = acks.listen(id)
    try {
      const known = await ask()
      if (known === null) return false
      const ack = isSettled(known) ? known : await listening.settled(timings.ack)
      // The event may have been missed while the page was loaded anew.
      const last = ack ?? (await look(address, id).catch(() => null)) ?? 0
      if (last < 0) throw new Failed('rejected', 'WhatsApp refused the message')
      if (last === 0) throw new Failed('unknown', 'WhatsApp did not confirm the message')
      return true
    } finally {
      listening.end()
    }
  }

  return {
    async send(parcel) {
      const { address, id } = parcel
      await confirmed(address, id, () => inTurn(async () => (await look(address, id)) ?? (await put(parcel))))
    },
    async find(address, id) {
      try {
        return await confirmed(address, id, () => look(address, id))
      } catch (error) {
        // Nothing can have been sent to who is not there.
        if (error instanceof Failed && error.failure.kind === 'unreachable') return false
        throw error
      }
    },
  }
}
