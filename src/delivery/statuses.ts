/**
 * What platforms tell of messages sent, on its way into the store: statuses that come while one commit runs form the
 * next, and a caller hears back only after the commit that holds its own. A failure told late is planned like one told
 * at once.
 */
import { type Status, StoreUnavailable } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { orderedId } from '../ids.ts'
import { Unavailable } from '../store/database.ts'
import type { Account, Claimed, OutboxKey, OutboxStore, Problem, Result } from '../store/outbox.ts'
import type { Told } from '../store/outbox-learn.ts'
import { read, resultOf } from './attempt.ts'
import { type Pause, plan, type Settling } from './plan.ts'
import { readReference } from './reference.ts'

interface StatusPorts {
  readonly account: Account
  readonly settling: Settling
  readonly outbox: Pick<OutboxStore, 'learn'>
  readonly clock: Clock
  readonly random: () => number
  /** Resolves when none of these is in the air or unwritten, or soon: their own answers come first. */
  landed(rows: readonly OutboxKey[]): Promise<void>
  /** A late failure concerns the whole account. */
  rest(pause: Pause): void
  /** Rows moved on, so that later ones may go; and what the operator is to know. */
  moved(problems: readonly Problem[]): void
}

interface Caller {
  readonly statuses: readonly Status[]
  resolve(): void
  reject(error: unknown): void
}

/** Enough for one commit to stay well under 50 ms. */
const AT_ONCE = 500

export interface Statuses {
  /** Resolves once they are written down. Throws `StoreUnavailable`: nothing was kept. */
  learn(statuses: readonly Status[]): Promise<void>
  /** Resolves when none is under way. */
  idle(): Promise<void>
}

export function startStatuses(ports: StatusPorts): Statuses {
  const waiting: Caller[] = []
  let running: Promise<void> | undefined

  const run = async () => {
    await new Promise(setImmediate)
    while (waiting.length > 0) await write(ports, take(waiting))
    running = undefined
  }
  return {
    learn: (statuses) =>
      statuses.length === 0
        ? Promise.resolve()
        : new Promise((resolve, reject) => {
            waiting.push({ statuses, resolve, reject })
            running ??= run()
          }),
    idle: () => running ?? Promise.resolve(),
  }
}

function take(waiting: Caller[]): Caller[] {
  let statuses = 0
  let count = 0
  for (const caller of waiting) {
    if (count > 0 && statuses + caller.statuses.length > AT_ONCE) break
    statuses += caller.statuses.length
    count += 1
  }
  return waiting.splice(0, count)
}

async function write(ports: StatusPorts, callers: readonly Caller[]): Promise<void> {
  const statuses = callers.flatMap((caller) => caller.statuses)
  const pairs = statuses.flatMap((status) => {
    const told = toldBy(status)
    return told === undefined ? [] : [{ status, told }]
  })
  const pauses: Pause[] = []
  try {
    await ports.landed(pairs.map(({ told }) => told))
    const now = ports.clock.now()
    const { results, problems, settled } = await ports.outbox.learn(
      ports.account,
      pairs.map(({ told }) => told),
      now,
      {
        decide: (row, index) => decide(ports, row, pairs[index]?.status, pauses, now),
        report: (index) => lostPart(pairs[index]?.status, now),
      },
    )
    for (const pause of pauses) ports.rest(pause)
    const told = results.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
    if (settled > 0 || results.length > 0 || problems.length > 0) ports.moved([...told, ...problems])
    for (const caller of callers) caller.resolve()
  } catch (error) {
    const refusal =
      error instanceof Unavailable ? new StoreUnavailable(error.message, { cause: error }) : error
    for (const caller of callers) caller.reject(refusal)
  }
}

function toldBy({ reference, state, external, billed }: Status): Told | undefined {
  const referred = readReference(reference)
  if (referred === undefined) return undefined
  return { ...referred, state, external, ...(billed === undefined ? {} : { category: billed.category }) }
}

function decide(
  { settling, random }: StatusPorts,
  row: Claimed,
  status: Status | undefined,
  pauses: Pause[],
  now: number,
): Result | null {
  const outgoing = read(row.body)
  if (status?.error === undefined || outgoing === null) return null
  const next = plan(
    { kind: outgoing.kind, number: row.attempts, reason: row.reason, settling },
    status.error,
    random(),
  )
  if (next.kind === 'pause') pauses.push(next.pause)
  return resultOf(row, next, now)
}

const lostPart = (status: Status | undefined, at: number): Problem => ({
  ...{ id: orderedId(at), at, code: 'delivery_part_lost' },
  detail: `a part of a message did not arrive: ${status?.error?.message ?? 'no reason told'}`,
})
