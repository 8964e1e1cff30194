/**
 * What is on its way to people: each claimed row flies until the platform answers, then lands with a result. The place
 * in the chat where a message landed is told from here until the store knows it too.
 */
import type { Clock } from '../clock.ts'
import type { Claimed, OutboxKey, Result } from '../store/outbox.ts'
import { type Attempted, type Attempts, isOnce, keyOf, read, resultOf } from './attempt.ts'
import { planInterrupted, type Settling } from './plan.ts'

export interface Flights {
  /** How many are under way. */
  readonly count: number
  has(key: OutboxKey): boolean
  launch(row: Claimed): void
  /** The store knows these now. */
  written(results: readonly Result[]): void
  /** Waits up to 10 s for those under way, gives up on the rest, and says what is to be written about these. */
  ground(): Promise<Result[]>
  /** Resolves when what is on its way to this address has landed, or soon; undefined when nothing is. */
  landing(address: string): Promise<void> | undefined
  /** The place in the chat of a message that was taken, while the store does not know yet; null: it has none. */
  landedAt(contact: string, number: number): number | null | undefined
}

interface FlightPorts {
  readonly attempts: Attempts
  readonly clock: Clock
  readonly settling: Settling
  /** Called once for each row launched, unless `ground` gave it up. */
  landed(row: Claimed, attempted: Attempted): void
}

interface Flight {
  readonly row: Claimed
  readonly abort: AbortController
}

/** Milliseconds that a stop waits for what is in flight. */
const STOP_WAIT = 10_000
/** Milliseconds that words wait at most for a message which is on its way to their writer. */
export const LANDING_WAIT = 2_000

export function flights({ attempts, clock, settling, landed }: FlightPorts): Flights {
  const flying = new Map<string, Flight>()
  const landings = new Map<string, Promise<void>>()
  const places = new Map<string, number | null>()
  let emptied: () => void = () => undefined

  async function fly(row: Claimed): Promise<void> {
    const flight: Flight = { row, abort: new AbortController() }
    flying.set(keyOf(row), flight)
    const landing = attempts.try(row, flight.abort).then((attempted) => land(flight, attempted))
    const { address } = row
    if (address === null) return await landing
    landings.set(address, landing)
    await landing
    if (landings.get(address) === landing) landings.delete(address)
  }

  function land(flight: Flight, attempted: Attempted): void {
    const key = keyOf(flight.row)
    // Given back already by a stop that could wait no longer.
    if (flying.get(key) !== flight) return
    flying.delete(key)
    const { state, position } = attempted.result
    if (state === 'sent') places.set(key, position ?? null)
    landed(flight.row, attempted)
    emptied()
  }

  const allLanded = () =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(STOP_WAIT, resolve)
      emptied = () => {
        if (flying.size > 0) return
        cancel()
        resolve()
      }
    })

  return {
    get count() {
      return flying.size
    },
    has: (key) => flying.has(keyOf(key)),
    launch: (row) => void fly(row),
    written: (results) => {
      for (const { row } of results) places.delete(keyOf(row))
    },
    ground: async () => {
      if (flying.size > 0) await allLanded()
      for (const { abort } of flying.values()) abort.abort()
      // Those that hear the abort say themselves what became of them.
      for (let turn = 0; turn < 3 && flying.size > 0; turn += 1) await new Promise(setImmediate)
      const given = [...flying.values()].map(({ row }) => interrupted(row, settling, clock.now()))
      flying.clear()
      return given
    },
    landing: (address) => {
      const landing = landings.get(address)
      if (landing === undefined) return undefined
      return Promise.race([landing, new Promise<void>((late) => void clock.after(LANDING_WAIT, late))])
    },
    landedAt: (contact, number) => places.get(keyOf({ contact, number })),
  }
}

/** What is to be written about a row whose sending nobody saw the end of. */
export function interrupted(row: Claimed, settling: Settling, now: number): Result {
  const outgoing = read(row.body)
  const attempt = {
    ...{ kind: outgoing?.kind ?? ('redraw' as const), number: row.attempts, reason: row.reason, settling },
    once: isOnce(outgoing),
  }
  return resultOf(row, planInterrupted(attempt), now)
}
