/**
 * The batch pipeline. Events that arrive while one commit runs form the next batch; nothing waits for a timer. A
 * caller hears back only after the commit that holds its events.
 *
 *   receive ──► waiting ──► batch (one commit) ──► receipts
 *                              │ one event's data broke it
 *                              └──► each event in a commit of its own ──► receipts; the one at fault: a problem
 */
import type { Intake, Receipt, Received } from '../channels/channel.ts'
import { StoreUnavailable } from '../channels/channel.ts'
import { Unavailable } from '../store/database.ts'

/** So that one commit holds the event loop well under 50 ms. */
const LARGEST_BATCH = 256
/**
 * Up to here the whole queue is not taken at once but half of it: while one half is committed, those who sent the other
 * are answered and send again, so that a platform's few connections and our processor work at the same time.
 */
const SMALLEST_HALF = 64

export interface IntakePorts {
  /** One transaction: all of these events, or none. Receipts in the order of the events. */
  commit(events: readonly Received[]): Promise<Receipt[]>
  /** Keeps an event that could not be handled, with its reason, and tells the person. One transaction. */
  setAside(event: Received, reason: unknown): Promise<Receipt>
  /** A batch was committed. */
  committed(events: readonly Received[], receipts: readonly Receipt[], seconds: number): void
  /** Seconds, from any start. */
  now(): number
}

interface Waiting {
  readonly events: readonly Received[]
  resolve(receipts: readonly Receipt[]): void
  reject(error: unknown): void
}

export interface BatchIntake extends Pick<Intake, 'receive'> {
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

export function createIntake(ports: IntakePorts): BatchIntake {
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined

  const run = async () => {
    // Requests read in the same pass of the event loop join the first batch.
    await new Promise(setImmediate)
    while (waiting.length > 0) await commitSome(ports, takeSome(waiting))
    running = undefined
  }
  return {
    receive: (events) =>
      events.length === 0
        ? Promise.resolve([])
        : new Promise((resolve, reject) => {
            waiting.push({ events, resolve, reject })
            running ??= run()
          }),
    idle: () => running ?? Promise.resolve(),
  }
}

function takeSome(waiting: Waiting[]): Waiting[] {
  const all = waiting.reduce((sum, one) => sum + one.events.length, 0)
  const most = Math.min(LARGEST_BATCH, Math.max(SMALLEST_HALF, Math.ceil(all / 2)))
  let events = 0
  let count = 0
  for (const one of waiting) {
    if (count > 0 && events + one.events.length > most) break
    events += one.events.length
    count += 1
  }
  return waiting.splice(0, count)
}

async function commitSome(ports: IntakePorts, callers: readonly Waiting[]): Promise<void> {
  const events = callers.flatMap((caller) => caller.events)
  const started = ports.now()
  let receipts: readonly Receipt[]
  try {
    receipts = await commitOrSplit(ports, events)
  } catch (error) {
    const refusal =
      error instanceof Unavailable ? new StoreUnavailable(error.message, { cause: error }) : error
    for (const caller of callers) caller.reject(refusal)
    return
  }
  ports.committed(events, receipts, ports.now() - started)
  let from = 0
  for (const caller of callers) {
    caller.resolve(receipts.slice(from, from + caller.events.length))
    from += caller.events.length
  }
}

async function commitOrSplit(ports: IntakePorts, events: readonly Received[]): Promise<readonly Receipt[]> {
  try {
    return await ports.commit(events)
  } catch (error) {
    if (error instanceof Unavailable) throw error
    const [only] = events
    if (only !== undefined && events.length === 1) return [await ports.setAside(only, error)]
    const receipts: Receipt[] = []
    for (const event of events) receipts.push(...(await commitOrSplit(ports, [event])))
    return receipts
  }
}
