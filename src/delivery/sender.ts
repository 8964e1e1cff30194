/**
 * The one sender of a channel account. It works in exchanges: each is one commit that writes what became of the last
 * sends and claims the next rows. What ends while one exchange runs goes into the following one.
 */
import type { Channel, Health } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Account, Claimed, OutboxStore, Result } from '../store/outbox.ts'
import { type Attempted, attempts, keyOf, read } from './attempt.ts'
import { pace } from './pace.ts'
import { planInterrupted } from './plan.ts'
import { resting } from './resting.ts'

export interface SenderPorts {
  readonly channel: Channel
  readonly outbox: OutboxStore
  readonly clock: Clock
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  /** 0 up to 1. */
  readonly random: () => number
}

/** Fields are codes and counts: never an address or a text. */
export interface DeliveryLog {
  info(what: string, fields?: Readonly<Record<string, string | number>>): void
  warn(what: string, fields?: Readonly<Record<string, string | number>>): void
  error(what: string, fields?: Readonly<Record<string, string | number>>): void
}

export interface DeliveryMetrics {
  sent(channel: string, result: string, count?: number): void
  problem(code: string): void
}

export interface Sender {
  readonly account: Account
  /** New rows may be due. Cheap: many calls make one look. */
  wake(): void
  pause(reason: string): void
  resume(): void
  /** Resolves when nothing is due, in flight or unwritten. Rows that wait for a further try do not count. */
  drain(): Promise<void>
  stop(): Promise<void>
  health(): Health
  /** Resolves when what is on its way to this address has landed, or soon; undefined when nothing is. */
  landing(address: string): Promise<void> | undefined
  /** The place in the chat of a message that was taken, while the store does not know yet; null: it has none. */
  landedAt(contact: string, number: number): number | null | undefined
}

/** Sends under way at once: enough for the pace of any platform at the slowness of any network. */
const IN_FLIGHT = 200
/** Of these bulk leaves some free, so that a reply always finds one. */
const KEPT_FOR_REPLIES = 50
/** Keeps an exchange well under 50 ms. */
const ROWS_A_WRITE = 200
/** Milliseconds between two exchanges, unless this many results wait: a durable commit is dear, and a full one no dearer. */
const BETWEEN_WRITES = 5
const WORTH_A_WRITE = 64
/** Milliseconds until the database is tried again. */
const DATABASE_REST = 1_000
/** Milliseconds that a stop waits for what is in flight. */
const STOP_WAIT = 10_000
/** Milliseconds that words wait at most for a message which is on its way to their writer. */
const LANDING_WAIT = 2_000
/** A timer longer than this would overflow; looking once an hour for nothing costs nothing. */
const LONGEST_TIMER = 3_600_000

interface Flight {
  readonly row: Claimed
  readonly abort: AbortController
}

export function startSender(ports: SenderPorts): Sender {
  const { channel, outbox, clock, log, metrics } = ports
  const account: Account = { channel: channel.name, account: channel.account }
  const { try: attempt } = attempts({ ...ports, account })
  const bucket = pace(channel.limits.pace, clock.now())
  const rest = resting(channel.limits.gap)
  const stopping = new AbortController()

  const flying = new Map<string, Flight>()
  const landings = new Map<string, Promise<void>>()
  const landed = new Map<string, number | null>()
  let results: Result[] = []
  /** We hold the lease. */
  let leased = false
  /** Something may be due that the last exchange did not see. */
  let wanted = false
  /** The last exchange saw nothing due. */
  let empty = false
  let writing = false
  let exchanging: Promise<void> = Promise.resolve()
  let lastWrite = Number.NEGATIVE_INFINITY
  let cancelExchange: (() => void) | null = null
  let timer: { readonly at: number; cancel(): void } | null = null
  let paused: { readonly until: number; readonly reason: string } | null = null
  let waiting: (() => void)[] = []
  let emptied: () => void = () => undefined

  async function hold(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const lease = await outbox.lease(account, stopping.signal)
        try {
          await recover()
          leased = true
          wake()
          await aborted(AbortSignal.any([lease.lost, stopping.signal]))
          leased = false
          if (stopping.signal.aborted) return await leave()
          log.warn('sender lease lost', { channel: channel.name })
        } finally {
          await lease.release()
        }
      } catch (error) {
        if (stopping.signal.aborted) return
        log.warn('sender cannot start', { channel: channel.name, reason: nameOf(error) })
        await new Promise<void>((resolve) => {
          const cancel = clock.after(DATABASE_REST, resolve)
          stopping.signal.addEventListener('abort', () => {
            cancel()
            resolve()
          })
        })
      }
    }
  }

  async function recover(): Promise<void> {
    const ours = new Set([...flying.keys(), ...results.map(({ row }) => keyOf(row))])
    const left = (await outbox.interrupted(account)).filter((row) => !ours.has(keyOf(row)))
    for (const row of left) {
      const kind = read(row.body)?.kind ?? 'redraw'
      const next = planInterrupted({ kind, number: row.attempts, reason: row.reason })
      results.push({
        row,
        state: next.kind === 'again' ? 'queued' : 'failed',
        reason: next.reason,
        due: clock.now(),
      })
    }
    if (left.length > 0) log.warn('sends were interrupted', { channel: channel.name, rows: left.length })
  }

  /** Sees to it that an exchange comes when there is something for it. */
  function schedule(): void {
    if (writing || stopping.signal.aborted) return
    if (results.length === 0 && !(leased && wanted && room(clock.now()).replies > 0)) {
      settle()
      return
    }
    const soon = results.length >= WORTH_A_WRITE
    if (cancelExchange !== null) {
      if (!soon) return
      cancelExchange()
    }
    const wait = lastWrite + BETWEEN_WRITES - clock.now()
    if (soon || wait <= 0) {
      const handle = setImmediate(startExchange)
      cancelExchange = () => clearImmediate(handle)
    } else {
      cancelExchange = clock.after(wait, startExchange)
    }
  }

  /** Nothing to write or to claim now. */
  function settle(): void {
    const now = clock.now()
    if (wanted && paused !== null) wakeAt(paused.until)
    else if (wanted && bucket.wait(now) > 0) wakeAt(now + bucket.wait(now))
    if (!empty || flying.size > 0 || results.length > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function room(now: number): { replies: number; bulk: number } {
    if (paused !== null && paused.until <= now) paused = null
    if (paused !== null || !leased) return { replies: 0, bulk: 0 }
    const slots = IN_FLIGHT - flying.size
    const paced = bucket.room(now)
    return {
      replies: Math.min(ROWS_A_WRITE, slots, paced),
      bulk: Math.max(0, Math.min(ROWS_A_WRITE, slots - KEPT_FOR_REPLIES, paced - bucket.reserve)),
    }
  }

  const startExchange = () => {
    cancelExchange = null
    if (!writing) exchanging = exchange()
  }

  async function exchange(): Promise<void> {
    writing = true
    const now = clock.now()
    const written = results.slice(0, ROWS_A_WRITE)
    results = results.slice(ROWS_A_WRITE)
    const asked = { ...room(now), resting: rest.at(now), now }
    const looked = asked.replies > 0
    if (looked) wanted = false
    try {
      const { claimed, more, next } = await outbox.exchange(account, written, asked)
      for (const { row } of written) landed.delete(keyOf(row))
      report(written)
      bucket.take(claimed.length)
      for (const row of claimed) void fly(row)
      if (looked) follow(asked.resting.size, claimed.length, more, next)
    } catch (error) {
      log.error('outbox cannot be written', { channel: channel.name, reason: nameOf(error) })
      results = [...written, ...results]
      wanted = true
      await after(DATABASE_REST)
    }
    writing = false
    lastWrite = clock.now()
    schedule()
  }

  /** When to look again, after a look. */
  function follow(resters: number, claimed: number, more: boolean, next: number | null): void {
    const now = clock.now()
    empty = claimed === 0 && !more && resters === 0 && !wanted
    if (more && claimed > 0) wanted = true
    // Bulk alone waits: for the bucket here, or for a free slot, which the next result brings.
    else if (more) wakeAt(now + Math.max(BETWEEN_WRITES, Math.ceil(1000 / channel.limits.pace)))
    const rested = rest.wait(now)
    if (rested !== null) wakeAt(now + rested)
    if (next !== null) wakeAt(next)
  }

  function wakeAt(at: number): void {
    if (at === Number.POSITIVE_INFINITY) return
    if (timer !== null && timer.at <= at) return
    timer?.cancel()
    const wait = Math.min(LONGEST_TIMER, Math.max(1, at - clock.now()))
    const cancel = clock.after(wait, () => {
      timer = null
      wake()
    })
    timer = { at, cancel }
  }

  function wake(): void {
    wanted = true
    empty = false
    schedule()
  }

  async function fly(row: Claimed): Promise<void> {
    const flight: Flight = { row, abort: new AbortController() }
    flying.set(keyOf(row), flight)
    const landing = attempt(row, flight.abort).then((attempted) => land(flight, attempted))
    const { address } = row
    if (address === null) return await landing
    landings.set(address, landing)
    await landing
    if (landings.get(address) === landing) landings.delete(address)
  }

  function land(flight: Flight, { result, outcome, pause: hint }: Attempted): void {
    const key = keyOf(flight.row)
    // Given back already by a stop that could wait no longer.
    if (flying.get(key) !== flight) return
    flying.delete(key)
    metrics.sent(channel.name, outcome)
    if (outcome === 'sent' || outcome === 'part') rest.wrote(flight.row.contact, clock.now())
    if (hint !== undefined)
      halt(hint.wait === null ? Number.POSITIVE_INFINITY : clock.now() + hint.wait, hint.reason)
    results.push(result)
    if (result.state === 'sent') landed.set(key, result.position ?? null)
    emptied()
    wake()
  }

  function halt(until: number, reason: string): void {
    const already = paused?.until ?? 0
    if (until <= already) return
    paused = { until, reason }
    if (until === Number.POSITIVE_INFINITY) {
      log.error('sender paused until the operator acts', { channel: channel.name, reason })
      metrics.problem('delivery_paused')
    } else {
      log.info('sender told to wait', { channel: channel.name, milliseconds: until - clock.now() })
    }
  }

  function report(written: readonly Result[]): void {
    for (const { problem } of written) {
      if (problem === undefined) continue
      metrics.problem(problem.code)
      log.warn('message not sent', { channel: channel.name, code: problem.code, reason: problem.detail })
    }
  }

  /** Waits for what is in flight, gives back what does not end, writes all of it, before the lease goes. */
  async function leave(): Promise<void> {
    cancelExchange?.()
    await exchanging
    timer?.cancel()
    if (flying.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(STOP_WAIT, resolve)
        emptied = () => {
          if (flying.size > 0) return
          cancel()
          resolve()
        }
      })
    }
    for (const { abort } of flying.values()) abort.abort()
    // Those that hear the abort say themselves what became of them.
    for (let turn = 0; turn < 3 && flying.size > 0; turn += 1) await new Promise(setImmediate)
    for (const { row } of flying.values()) {
      const next = planInterrupted({
        kind: read(row.body)?.kind ?? 'redraw',
        number: row.attempts,
        reason: row.reason,
      })
      const state = next.kind === 'again' ? 'queued' : 'failed'
      results.push({ row, state, reason: next.reason, due: clock.now() })
    }
    flying.clear()
    try {
      while (results.length > 0) {
        const written = results.slice(0, ROWS_A_WRITE)
        await outbox.exchange(account, written, NOTHING)
        results = results.slice(ROWS_A_WRITE)
        report(written)
      }
    } catch (error) {
      // The next start finds these rows in `sending`, and sends them once more.
      log.error('outbox cannot be written', { channel: channel.name, reason: nameOf(error) })
    }
  }

  const after = (milliseconds: number) =>
    new Promise<void>((resolve) => void clock.after(milliseconds, resolve))

  const held = hold()

  return {
    account,
    wake,
    pause: (reason) => {
      paused = { until: Number.POSITIVE_INFINITY, reason }
    },
    resume: () => {
      paused = null
      wake()
    },
    drain: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        wake()
      }),
    stop: async () => {
      stopping.abort()
      await held
    },
    health: () => (paused === null ? channel.health() : { state: 'paused', reason: paused.reason }),
    landing: (address) => {
      const landing = landings.get(address)
      return landing && Promise.race([landing, after(LANDING_WAIT)])
    },
    landedAt: (contact, number) => landed.get(keyOf({ contact, number })),
  }
}

const NOTHING = { replies: 0, bulk: 0, resting: new Set<string>(), now: 0 }

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
