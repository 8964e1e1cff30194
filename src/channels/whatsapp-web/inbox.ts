/**
 * What people write, on its way to intake: in order, one commit after another, each message until it is committed.
 * A message may come several times, from the page that announces it twice and from catching up after each start.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Intake, type Received, StoreUnavailable } from '../channel.ts'
import { parse } from './parse.ts'
import type { WhatsappWebPorts } from './ports.ts'
import type { PlainMessage } from './protocol.ts'
import { createSequence } from './sequence.ts'
import type { Timings } from './timings.ts'

/** Messages in one commit, and ids remembered as committed. Intake knows repeats of any age; this spares it most. */
const BATCH = 100
const REMEMBERED = 20_000

export interface Inbox {
  take(message: PlainMessage): void
  /** Whether everything that was taken is committed. */
  readonly isClear: boolean
  /** Resolves when no commit is under way. What is not begun by then stays uncommitted, and comes again next time. */
  readonly done: Promise<void>
}

interface InboxPorts extends Pick<WhatsappWebPorts, 'log' | 'digest' | 'ignored'> {
  readonly intake: Intake
  readonly timings: Timings
  /** From its abort on nothing is taken, and nothing new is begun. */
  readonly signal: AbortSignal
  /** Nothing of this chat is uncommitted any more. */
  committed(chat: string): void
  /** Why nothing can be committed now; null when it can again. */
  trouble(reason: string | null): void
}

export function createInbox(ports: InboxPorts): Inbox {
  const { intake, timings, signal, log, digest, ignored, committed, trouble } = ports
  const sequence = createSequence()
  /** By external id: what is waiting, and what was committed. */
  const waiting = new Map<string, Received>()
  const known = new Set<string>()
  let refused = false
  let done: Promise<void> | undefined

  function take(message: PlainMessage): void {
    if (signal.aborted) {
      refused = true
      return
    }
    const parsed = parse(message, 0, digest)
    if ('ignored' in parsed) {
      ignored?.(parsed.ignored)
      return
    }
    const { external, address } = parsed.received
    if (known.has(external) || waiting.has(external)) return
    waiting.set(external, { ...parsed.received, sequence: sequence(address, message.seconds) })
    done ??= work().finally(() => {
      done = undefined
    })
  }

  async function work(): Promise<void> {
    while (waiting.size > 0 && !signal.aborted) {
      const batch = [...waiting.values()].slice(0, BATCH)
      if (!(await commit(batch))) return
      for (const { external } of batch) {
        waiting.delete(external)
        remember(external)
      }
      const open = new Set([...waiting.values()].map(({ address }) => address))
      for (const chat of new Set(batch.map(({ address }) => address))) if (!open.has(chat)) committed(chat)
    }
  }

  /** Tries ever slower until it works; false when the signal aborted first. */
  async function commit(batch: readonly Received[]): Promise<boolean> {
    for (let wait = timings.firstCommitWait; ; wait = Math.min(wait * 2, timings.longestCommitWait)) {
      try {
        await intake.receive(batch)
        trouble(null)
        return true
      } catch (error) {
        const reason = error instanceof StoreUnavailable ? 'the store is down' : 'intake failed'
        trouble(`${reason}: what people write waits in WhatsApp`)
        log('error', 'linked device: messages were not taken, trying again', { reason, in: wait })
        await sleep(wait, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return false
      }
    }
  }

  function remember(external: string): void {
    known.add(external)
    for (const oldest of known) {
      if (known.size <= REMEMBERED) break
      known.delete(oldest)
    }
  }

  return {
    take,
    get isClear() {
      return waiting.size === 0 && !refused
    },
    get done() {
      return done ?? Promise.resolve()
    },
  }
}
