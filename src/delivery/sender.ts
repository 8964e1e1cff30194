/**
 * The one sender of a channel account. It works in exchanges: each is one commit that writes what became of the last
 * sends and claims the next rows. What ends while one exchange runs goes into the following one.
 */
import type { Channel, Health } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { isUnsettled } from '../store/marks.ts'
import type { Account, Claimed, OutboxKey, OutboxStore, Problem, Result } from '../store/outbox.ts'
import { type Attempted, attempts, keyOf } from './attempt.ts'
import { type Flights, flights, interrupted, LANDING_WAIT } from './flights.ts'
import { DATABASE_REST, holdLease, nudger } from './hold-lease.ts'
import { pace } from './pace.ts'
import { pauses } from './pauses.ts'
import { resting } from './resting.ts'
import { settlingOf } from './settling.ts'
import { type Statuses, startStatuses } from './statuses.ts'

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
  readonly learn: Statuses['learn']
  /** Resolves when nothing is due, in flight or unwritten. Rows that wait for a further try do not count. */
  drain(): Promise<void>
  stop(): Promise<void>
  health(): Health
  readonly landing: Flights['landing']
  readonly landedAt: Flights['landedAt']
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
/** Milliseconds: a nudge that a broken connection swallowed delays a message by no more. */
const NUDGE_MISSED = 5_000
/** A timer longer than this would overflow; looking once an hour for nothing costs nothing. */
const LONGEST_TIMER = 3_600_000
/** Milliseconds that a status waits at most for the message it tells of to be written down. */
const STATUS_WAIT = 2_000

export function startSender(ports: SenderPorts): Sender {
  const { channel, outbox, clock, log, metrics } = ports
  const account: Account = { channel: channel.name, account: channel.account }
  const settling = settlingOf(channel)
  const airborne = flights({ attempts: attempts({ ...ports, account }), clock, settling, landed })
  const bucket = pace(channel.limits.pace, clock.now())
  const rest = resting(channel.limits.gap)
  const groupRest = resting(channel.limits.groupGap ?? channel.limits.gap)
  const stopping = new AbortController()
  const paused = pauses({ channel, clock, log, metrics, stopping: stopping.signal, over: wake })
  const nudge = nudger(outbox, account, stopping.signal)

  /** By address: a message that left without an answer and is to be settled. */
  const inDoubt = new Map<string, OutboxKey>()
  let results: Result[] = []
  let beingWritten: readonly Result[] = []
  /** We hold the lease. */
  let leased = false
  /** Something may be due that the last exchange did not see. */
  let wanted = false
  /** The last exchange saw nothing due. */
  let empty = false
  let writing = false
  let doubt = false
  let exchanging: Promise<void> = Promise.resolve()
  let lastWrite = Number.NEGATIVE_INFINITY
  let cancelExchange: (() => void) | null = null
  let timer: { readonly at: number; cancel(): void } | null = null
  let waiting: (() => void)[] = []

  async function begin(): Promise<void> {
    await recover()
    leased = true
    look()
  }

  /** Takes up what is `sending` without being in the air: left by a process that died, or by a commit whose answer was lost. */
  async function recover(): Promise<void> {
    const unwritten = new Set(results.map(({ row }) => keyOf(row)))
    const left = (await outbox.interrupted(account)).filter(
      (row) => !airborne.has(row) && !unwritten.has(keyOf(row)),
    )
    results.push(...left.map((row) => interrupted(row, settling, clock.now())))
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
    // Never longer, should the clock be set back.
    const wait = Math.min(BETWEEN_WRITES, lastWrite + BETWEEN_WRITES - clock.now())
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
    const until = paused.until(now)
    if (wanted && until !== null) wakeAt(until)
    else if (wanted && bucket.wait(now) > 0) wakeAt(now + bucket.wait(now))
    if (!empty || airborne.count > 0 || results.length > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function room(now: number): { replies: number; bulk: number } {
    if (paused.until(now) !== null || !leased) return { replies: 0, bulk: 0 }
    const slots = IN_FLIGHT - airborne.count
    const paced = bucket.room(now)
    return {
      replies: Math.min(ROWS_A_WRITE, slots, paced),
      bulk: Math.max(0, Math.min(ROWS_A_WRITE, slots - KEPT_FOR_REPLIES, bucket.bulkRoom(now))),
    }
  }

  function restingAt(now: number): ReadonlySet<string> {
    const groups = groupRest.at(now)
    return groups.size === 0 ? rest.at(now) : new Set([...rest.at(now), ...groups])
  }

  const startExchange = () => {
    cancelExchange = null
    if (!writing) exchanging = exchange()
  }

  async function exchange(): Promise<void> {
    writing = true
    const now = clock.now()
    await settleDoubt()
    const written = results.slice(0, ROWS_A_WRITE)
    results = results.slice(ROWS_A_WRITE)
    beingWritten = written
    const asked = { ...room(now), resting: restingAt(now), now, heard: channel.admit !== undefined }
    const looked = asked.replies > 0
    if (looked) wanted = false
    try {
      const { claimed, more, next } = await outbox.exchange(account, written, asked)
      airborne.written(written)
      reportOf(written)
      bucket.take(claimed.length)
      for (const row of claimed) airborne.launch(row)
      if (looked) follow(asked.resting.size, claimed.length, more, next)
    } catch (error) {
      log.error('outbox cannot be written', { channel: channel.name, reason: nameOf(error) })
      results = [...written, ...results]
      wanted = true
      doubt = true
      await after(DATABASE_REST)
    }
    beingWritten = []
    writing = false
    lastWrite = clock.now()
    schedule()
  }

  /** After a failed write: it may have been committed all the same, and claimed rows that nobody sends. */
  async function settleDoubt(): Promise<void> {
    if (!doubt || !leased) return
    try {
      await recover()
      doubt = false
    } catch {
      // The database is still down; the exchange that follows says so.
    }
  }

  /** When to look again, after a look. */
  function follow(resters: number, claimed: number, more: boolean, next: number | null): void {
    const now = clock.now()
    empty = claimed === 0 && !more && resters === 0 && !wanted
    if (more && claimed > 0) wanted = true
    // Bulk alone waits: for the bucket here, or for a free slot, which the next result brings.
    else if (more) wakeAt(now + Math.max(BETWEEN_WRITES, Math.ceil(1000 / channel.limits.pace)))
    for (const rested of [rest.wait(now), groupRest.wait(now)]) if (rested !== null) wakeAt(now + rested)
    if (next !== null) wakeAt(next)
    if (outbox.shared) wakeAt(now + NUDGE_MISSED)
  }

  function wakeAt(at: number): void {
    if (at === Number.POSITIVE_INFINITY) return
    if (timer !== null && timer.at <= at) return
    timer?.cancel()
    const wait = Math.min(LONGEST_TIMER, Math.max(1, at - clock.now()))
    const cancel = clock.after(wait, () => {
      timer = null
      look()
    })
    timer = { at, cancel }
  }

  function look(): void {
    wanted = true
    empty = false
    schedule()
  }

  function wake(): void {
    look()
    if (!leased) nudge()
  }

  function landed(row: Claimed, { result, outcome, pause, untried }: Attempted): void {
    metrics.sent(channel.name, outcome)
    if (row.address !== null && channel.find !== undefined) {
      if (result.state === 'queued' && isUnsettled(result.reason)) inDoubt.set(row.address, row)
      else inDoubt.delete(row.address)
    }
    if (untried === true) bucket.giveBack()
    else bucket.landed(clock.now())
    if (untried !== true && (outcome === 'sent' || outcome === 'part')) {
      const isGroup = row.address !== null && channel.isGroup?.(row.address) === true
      ;(isGroup ? groupRest : rest).wrote(row.contact, clock.now())
      paused.sent()
    }
    if (pause !== undefined) paused.rest(pause)
    results.push(result)
    look()
  }

  /**
   * Words have come from somebody whose last message may or may not have reached them: it is looked for at once, so that
   * an answer to it is not taken for words that came too early.
   */
  function settledNow(address: string): Promise<void> | undefined {
    const row = inDoubt.get(address)
    if (row === undefined || channel.find === undefined) return undefined
    const until = clock.now() + LANDING_WAIT
    return (async () => {
      await outbox.hasten(row, clock.now()).catch(() => undefined)
      wake()
      while (inDoubt.get(address) === row && clock.now() < until) await after(BETWEEN_WRITES)
      // Cancelled meanwhile, or not to be settled now: nobody waits for it twice.
      if (inDoubt.get(address) === row) inDoubt.delete(address)
    })()
  }

  const reportOf = (written: readonly Result[]) =>
    report(written.flatMap(({ problem }) => (problem === undefined ? [] : [problem])))

  function report(found: readonly Problem[]): void {
    for (const problem of found) {
      metrics.problem(problem.code)
      log.warn('message not sent', { channel: channel.name, code: problem.code, reason: problem.detail })
    }
  }

  /** Waits for what is in flight, gives back what does not end, writes all of it, before the lease goes. */
  async function leave(): Promise<void> {
    cancelExchange?.()
    paused.stop()
    await exchanging
    timer?.cancel()
    results.push(...(await airborne.ground()))
    try {
      while (results.length > 0) {
        const written = results.slice(0, ROWS_A_WRITE)
        await outbox.exchange(account, written, NOTHING)
        results = results.slice(ROWS_A_WRITE)
        reportOf(written)
      }
    } catch (error) {
      // The next start finds these rows in `sending`, and sends them once more.
      log.error('outbox cannot be written', { channel: channel.name, reason: nameOf(error) })
    }
  }

  const after = (milliseconds: number) =>
    new Promise<void>((resolve) => void clock.after(milliseconds, resolve))

  const statuses = startStatuses({
    ...{ account, settling, outbox, clock, random: ports.random, rest: paused.rest },
    landed: writtenDown,
    moved: (late) => {
      report(late)
      wake()
    },
  })

  /** A status may come before the answer to the call that sent it, and both before our commit. */
  async function writtenDown(rows: readonly OutboxKey[]): Promise<void> {
    const until = clock.now() + STATUS_WAIT
    const under = () => {
      const unwritten = new Set([...results, ...beingWritten].map(({ row }) => keyOf(row)))
      return rows.some((row) => airborne.has(row) || unwritten.has(keyOf(row)))
    }
    while (under() && clock.now() < until) await after(BETWEEN_WRITES)
  }

  const tenure = holdLease({
    ...{ account, outbox, clock, log, stopping: stopping.signal, begin, leave, nudged: look },
    lose: () => {
      leased = false
    },
  })

  return {
    account,
    wake,
    pause: paused.hold,
    resume: () => {
      paused.lift()
      wake()
    },
    learn: statuses.learn,
    drain: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        wake()
      }),
    stop: async () => {
      stopping.abort()
      await tenure
      await statuses.idle()
    },
    health: () => paused.health(clock.now()) ?? channel.health(),
    landing: (address) => airborne.landing(address) ?? settledNow(address),
    landedAt: airborne.landedAt,
  }
}

const NOTHING = { replies: 0, bulk: 0, resting: new Set<string>(), now: 0, heard: false }

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
