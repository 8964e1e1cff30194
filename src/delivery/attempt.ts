/** One attempt: renders a claimed row, sends one native message of it, and says what is to be written about it. */
import type { Channel, Outgoing, Sent } from '../channels/channel.ts'
import { SendError } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { orderedId } from '../ids.ts'
import { IDENTICAL_MESSAGES, IDENTICAL_WINDOW } from '../limits.ts'
import { isUnsettled, MAYBE_TWICE, wasMaybeTwice } from '../store/marks.ts'
import { type Account, type Claimed, NEVER, type OutboxStore, type Result } from '../store/outbox.ts'
import { type Pause, type Plan, plan } from './plan.ts'
import { referenceOf } from './reference.ts'
import { type Repeats, repeats } from './repeats.ts'
import { settlingOf } from './settling.ts'

export interface Attempts {
  /** Never rejects. Aborting gives up waiting; the message may have been sent by then. */
  try(row: Claimed, abort: AbortController): Promise<Attempted>
}

export interface Attempted {
  readonly result: Result
  /** A word for the metrics. */
  readonly outcome: 'sent' | 'part' | Plan['kind']
  /** The whole account is to rest. */
  readonly pause?: Pause
  /** Nothing went to the platform: the account's pace is not used up by it. */
  readonly untried?: boolean
}

interface AttemptPorts {
  readonly channel: Channel
  readonly account: Account
  readonly outbox: Pick<OutboxStore, 'sentSince'>
  readonly clock: Clock
  readonly random: () => number
}

/** The last resort: channels give up sooner on their own. */
export const SEND_TIMEOUT = 60_000
/** `priority` of what goes to many. */
const BULK = 1

export const keyOf = ({ contact, number }: { contact: string; number: number }): string =>
  `${contact} ${number}`

export function attempts({ channel, account, outbox, clock, random }: AttemptPorts): Attempts {
  const suspicion: Repeats = repeats(IDENTICAL_MESSAGES, IDENTICAL_WINDOW, clock.now())
  const settling = settlingOf(channel)

  async function attempt(row: Claimed, abort: AbortController): Promise<Attempted> {
    if (row.address === null) return refused(row, 'no_address', 'the vault has no address that opens')
    const asked = read(row.body)
    // The round was cut, and its messages' bodies with it.
    if (asked === null) return refused(row, 'no_body', 'the message was emptied')
    const admission = admitted(row, row.address, asked)
    if (admission.kind === 'wait') return waiting(row, admission.reason, admission.until)
    const { outgoing } = admission
    const natives = rendered(outgoing)
    if (natives instanceof Error)
      return refused(row, 'not_rendered', `${channel.name} cannot show the message: ${natives.name}`)
    const { part } = row
    // Statuses told of all of it while its answer was still missing.
    if (part > 0 && part >= natives.length)
      return { result: sentResult(row, {}, clock.now(), row.reason), outcome: 'sent', untried: true }
    if (part === 0 && (await isRepeated(row, outgoing)))
      return refused(row, 'repeated', 'held: the same text to one contact too often')
    let reason = row.reason
    try {
      const told = settling.by === 'statuses' ? row.attempts : undefined
      const reference = referenceOf(row, part, natives.length, told)
      const found = isUnsettled(reason) ? await search(row.address, reference, abort) : 'absent'
      // Nobody could tell, so it goes once more.
      if (isUnsettled(reason)) reason = settling.by === 'search' ? null : MAYBE_TWICE
      const sent =
        found !== 'absent'
          ? found
          : natives.length === 0
            ? {}
            : await send(row.address, natives[part], abort, reference)
      if (part + 1 < natives.length) {
        const next = { ...again(row, clock.now(), reason, true), part: part + 1 }
        return { result: next, outcome: 'part' }
      }
      return { result: { ...sentResult(row, sent, clock.now(), reason), part: part + 1 }, outcome: 'sent' }
    } catch (error) {
      return carryOut({ ...row, reason }, outgoing, asSendError(error))
    }
  }

  function admitted(row: Claimed, address: string, outgoing: Outgoing) {
    const circumstances = {
      address,
      heardAt: row.heardAt,
      bulk: row.priority === BULK,
      now: clock.now(),
    }
    // Who is forgotten is said goodbye to at once, or not at all.
    if (row.farewell) return { kind: 'send', outgoing } as const
    if (row.part > 0) return { kind: 'send', outgoing: withoutTemplate(outgoing) } as const
    return channel.admit?.(outgoing, circumstances) ?? ({ kind: 'send', outgoing } as const)
  }

  const waiting = (row: Claimed, reason: string, until = NEVER): Attempted => ({
    result: { row, state: 'waiting', due: until, reason, uncounted: true },
    outcome: 'wait',
    untried: true,
  })

  function carryOut(row: Claimed, outgoing: Outgoing, error: SendError): Attempted {
    const now = clock.now()
    const next = plan(
      { kind: outgoing.kind, number: row.attempts, reason: row.reason, settling, once: isOnce(outgoing) },
      error,
      random(),
    )
    const result = resultOf(row, next, now)
    const isLost = next.kind === 'unreachable' && row.address !== null && channel.isGroup?.(row.address)
    const problem = { id: orderedId(now), at: now, code: 'delivery_group_gone', detail: error.message }
    return {
      result: isLost === true ? { ...result, problem } : result,
      outcome: next.kind,
      ...(next.kind === 'pause' ? { pause: next.pause } : {}),
    }
  }

  function refused(row: Claimed, code: string, reason: string): Attempted {
    return { result: refusal(row, code, reason, clock.now()), outcome: 'failed', untried: true }
  }

  async function isRepeated(row: Claimed, outgoing: Outgoing): Promise<boolean> {
    if (outgoing.kind === 'redraw') return false
    const { text } = outgoing.message
    const now = clock.now()
    if (!suspicion.suspects(row.contact, text, now)) return false
    const bodies = await outbox.sentSince(account, row.contact, now - IDENTICAL_WINDOW).catch(() => [])
    const same = bodies.map(read).filter((sent) => sent?.kind === 'send' && sent.message.text === text)
    return same.length >= IDENTICAL_MESSAGES
  }

  const rendered = (outgoing: Outgoing): unknown[] | Error => {
    try {
      return channel.render(outgoing)
    } catch (error) {
      return error instanceof Error ? error : new Error('unknown')
    }
  }

  const send = (address: string, native: unknown, abort: AbortController, reference: string): Promise<Sent> =>
    inTime(abort, () => channel.send(address, native, abort.signal, reference))

  const search = (address: string, reference: string, abort: AbortController): Promise<Sent | 'absent'> => {
    const { find } = channel
    if (find === undefined) return Promise.resolve('absent')
    return inTime(abort, () => find.call(channel, address, reference, abort.signal))
  }

  /** A channel that hears no abort must not hold the line for ever. */
  const inTime = <T>(abort: AbortController, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(channel.sendWithin ?? SEND_TIMEOUT, () => abort.abort())
      const given = () => reject(new SendError('unknown', 'gave up waiting for an answer'))
      // After the channel's own listeners: its error knows more.
      const late = () => setImmediate(given)
      abort.signal.addEventListener('abort', late, { once: true })
      const end = () => {
        cancel()
        abort.signal.removeEventListener('abort', late)
      }
      work().then(resolve, reject).finally(end)
    })

  return { try: attempt }
}

/** What is to be written about a row for which this was planned. */
export function resultOf(row: Claimed, next: Plan, now: number): Result {
  switch (next.kind) {
    case 'again':
      return again(row, now + next.wait, next.reason, !next.counted)
    case 'wait':
      return { row, state: 'waiting', due: next.wait === null ? NEVER : now + next.wait, reason: next.reason }
    case 'moved':
      return { ...again(row, now, next.reason, false), moved: next.address }
    case 'pause':
      return again(row, row.due, next.mark, true)
    case 'failed':
      if (next.quiet) return { row, state: 'failed', reason: next.reason }
      return refusal(row, 'not_sent', next.reason, now)
    case 'unknown':
      return { ...refusal(row, 'unknown', next.reason, now), state: 'unknown' }
    case 'unreachable':
      return { row, state: 'failed', reason: next.reason, unreachable: true }
  }
}

const refusal = (row: Claimed, code: string, reason: string, at: number): Result => ({
  row,
  state: 'failed',
  reason,
  problem: { id: orderedId(at), at, code: `delivery_${code}`, detail: reason },
})

const sentResult = (row: Claimed, { position }: Sent, at: number, reason: string | null): Result => ({
  row,
  state: 'sent',
  at,
  // A mark stays: the person may have it twice. Any other reason is over.
  reason: wasMaybeTwice(reason) ? reason : null,
  ...(position === undefined ? {} : { position }),
})

const again = (row: Claimed, due: number, reason: string | null, uncounted: boolean): Result => ({
  row,
  state: 'queued',
  due,
  reason,
  uncounted,
})

/** A template is one message: what has several parts did not go out as one. */
function withoutTemplate(outgoing: Outgoing): Outgoing {
  if (outgoing.kind === 'redraw') return outgoing
  const { template: _, ...message } = outgoing.message
  return { ...outgoing, message }
}

/** What a channel throws by mistake may have happened after the message was written. */
const asSendError = (error: unknown): SendError =>
  error instanceof SendError
    ? error
    : new SendError('unknown', `the channel failed: ${error instanceof Error ? error.name : typeof error}`)

export const isOnce = (outgoing: Outgoing | null): boolean => outgoing?.message.once === true

export function read(body: string): Outgoing | null {
  return body === '' ? null : (JSON.parse(body) as Outgoing)
}
