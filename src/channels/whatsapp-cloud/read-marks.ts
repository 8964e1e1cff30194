/**
 * Marks messages as read, and shows that an answer is being written. After the commit and beside the way: a lost mark
 * costs a person two blue ticks, never an answer given.
 */
import { SendError } from '../channel.ts'
import type { Graph } from './graph.ts'
import type { WhatsappCloudPorts } from './ports.ts'

/** More than this waiting means that Meta cannot be reached. */
const WAITING = 5_000
/** Milliseconds that a stop waits. */
const PATIENCE = 3_000

export interface ReadMarks {
  /** Never throws, never waits. `answering`: something is about to be said. */
  mark(message: string, answering: boolean): void
  /** Resolves when none is under way, or after a few seconds. */
  drained(): Promise<void>
}

export function readMarks(
  graph: Graph,
  path: string,
  {
    log,
    held,
    wait,
  }: Pick<WhatsappCloudPorts, 'log' | 'held'> & {
    wait(milliseconds: number, signal: AbortSignal): Promise<void>
  },
): ReadMarks {
  const under = new Set<Promise<void>>()
  async function send(message: string, answering: boolean): Promise<void> {
    const typing = answering ? { typing_indicator: { type: 'text' } } : {}
    try {
      const body = { messaging_product: 'whatsapp', status: 'read', message_id: message, ...typing }
      await graph.post(path, body, 'mark as read', new AbortController().signal)
    } catch (error) {
      const reason = error instanceof SendError ? error.message : 'unknown'
      log('warn', 'a message was not marked as read', { reason })
    }
  }

  return {
    mark(message, answering) {
      if (held?.() === true || under.size >= WAITING) return
      const sending = send(message, answering).finally(() => under.delete(sending))
      under.add(sending)
    },
    async drained() {
      const patience = new AbortController()
      await Promise.race([Promise.all(under), wait(PATIENCE, patience.signal)])
      patience.abort()
    },
  }
}
