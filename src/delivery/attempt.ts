/** One attempt: renders a claimed row, sends one native message of it, and says what is to be written about it. */
import type { Channel, Outgoing, Sent } from '../channels/channel.ts'
import { SendError } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import { orderedId } from '../ids.ts'
import { IDENTICAL_MESSAGES, IDENTICAL_WINDOW } from '../limits.ts'
import type { Account, Claimed, OutboxStore, Result } from '../store/outbox.ts'
import { type Plan, plan, wasMaybeSent } from './plan.ts'
import { type Repeats, repeats } from './repeats.ts'

export interface Attempts {
  /** Never rejects. Aborting gives up waiting; the message may have been sent by then. */
  try(row: Claimed, abort: AbortController): Promise<Attempted>
}

export interface Attempted {
  readonly result: Result
  /** A word for the metrics. */
  readonly outcome: 'sent' | 'part' | Plan['kind']
  /** The whole account is to rest: milliseconds, or until the operator acts. */
  readonly pause?: { readonly wait: number | null; readonly reason: string }
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

export const keyOf = ({ contact, number }: { contact: string; number: number }): string =>
  `${contact} ${number}`

export function attempts({ channel, account, outbox, clock, random }: AttemptPorts): Attempts {
  const suspicion: Repeats = repeats(IDENTICAL_MESSAGES, IDENTICAL_WINDOW, clock.now())
  /** How many natives of a row went out already: one that failed half-way goes on from there. */
  const parts = new Map<string, number>()

  async function attempt(row: Claimed, abort: AbortController): Promise<Attempted> {
    if (row.address === null) return refused(row, 'no_address', 'the vault has no address that opens')
    const outgoing = read(row.body)
    // The round was cut, and its messages' bodies with it.
    if (outgoing === null) return refused(row, 'no_body', 'the message was emptied')
    const natives = rendered(outgoing)
    if (natives instanceof Error)
      return refused(row, 'not_rendered', `${channel.name} cannot show the message: ${natives.name}`)
    const key = keyOf(row)
    const part = parts.get(key) ?? 0
    if (part === 0 && (await isRepeated(row, outgoing)))
      return refused(row, 'repeated', 'held: the same text to one contact too often')
    try {
      const sent = natives.length === 0 ? {} : await send(row.address, natives[part], abort)
      if (part + 1 < natives.length) {
        parts.set(key, part + 1)
        return { result: again(row, clock.now(), row.reason, true), outcome: 'part' }
      }
      parts.delete(key)
      return { result: sentResult(row, sent, clock.now()), outcome: 'sent' }
    } catch (error) {
      const attempted = carryOut(row, outgoing, asSendError(error))
      if (attempted.result.state !== 'queued') parts.delete(key)
      return attempted
    }
  }

  function carryOut(row: Claimed, outgoing: Outgoing, error: SendError): Attempted {
    const now = clock.now()
    const next = plan({ kind: outgoing.kind, number: row.attempts, reason: row.reason }, error, random())
    const outcome = next.kind
    switch (next.kind) {
      case 'again':
        return { result: again(row, now + next.wait, next.reason, false), outcome }
      case 'moved':
        return { result: { ...again(row, now, next.reason, false), moved: next.address }, outcome }
      case 'pause':
        return { result: again(row, row.due, next.mark, true), outcome, pause: next }
      case 'failed':
        if (next.quiet) return { result: { row, state: 'failed', reason: next.reason }, outcome }
        return refused(row, 'not_sent', next.reason)
      case 'unknown':
        return { result: { row, state: 'unknown', reason: next.reason }, outcome }
      case 'unreachable':
        return { result: { row, state: 'failed', reason: next.reason, unreachable: true }, outcome }
    }
  }

  function refused(row: Claimed, code: string, reason: string): Attempted {
    const at = clock.now()
    const problem = { id: orderedId(at), at, code: `delivery_${code}`, detail: reason }
    return { result: { row, state: 'failed', reason, problem }, outcome: 'failed' }
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

  /** A channel that hears no abort must not hold the line for ever. */
  const send = (address: string, native: unknown, abort: AbortController): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(SEND_TIMEOUT, () => abort.abort())
      const given = () => reject(new SendError('unknown', 'gave up waiting for an answer'))
      // After the channel's own listeners: its error knows more.
      const late = () => setImmediate(given)
      abort.signal.addEventListener('abort', late, { once: true })
      const end = () => {
        cancel()
        abort.signal.removeEventListener('abort', late)
      }
      channel.send(address, native, abort.signal).then(resolve, reject).finally(end)
    })

  return { try: attempt }
}

const sentResult = (row: Claimed, { position }: Sent, at: number): Result => ({
  row,
  state: 'sent',
  at,
  // A mark stays: the person may have it twice. Any other reason is over.
  reason: wasMaybeSent(row.reason) ? row.reason : null,
  ...(position === undefined ? {} : { position }),
})

const again = (row: Claimed, due: number, reason: string | null, uncounted: boolean): Result => ({
  row,
  state: 'queued',
  due,
  reason,
  uncounted,
})

/** What a channel throws by mistake may have happened after the message was written. */
const asSendError = (error: unknown): SendError =>
  error instanceof SendError
    ? error
    : new SendError('unknown', `the channel failed: ${error instanceof Error ? error.name : typeof error}`)

export function read(body: string): Outgoing | null {
  return body === '' ? null : (JSON.parse(body) as Outgoing)
}
