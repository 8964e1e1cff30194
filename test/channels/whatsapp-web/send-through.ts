/** Sends as delivery does: looks for what nobody saw the end of, and tries again whatever certainly did not leave. */
import { SendError } from '../../../src/channels/channel.ts'
import type { Linked } from './linked.ts'

/** Milliseconds between two tries. */
const PAUSE = 20

/** Resolves once it is sent. Throws what delivery would give up on. */
export async function sendThrough(
  one: Linked,
  address: string,
  words: string,
  reference: string,
): Promise<void> {
  const { signal } = new AbortController()
  let unsettled = false
  for (;;) {
    try {
      const found = unsettled ? await one.channel.find?.(address, reference, signal) : 'absent'
      if (found !== 'absent') return
      unsettled = false
      await one.send(address, words, reference)
      return
    } catch (error) {
      if (!(error instanceof SendError) || !['unknown', 'retry'].includes(error.kind)) throw error
      if (error.kind === 'unknown') unsettled = true
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}
