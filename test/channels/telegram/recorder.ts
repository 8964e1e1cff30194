/** An intake that remembers what it was given, drops repeats, and can be down or slow. */
import { type Intake, type Receipt, type Received, StoreUnavailable } from '../../../src/channels/channel.ts'

export interface Recorder extends Intake {
  readonly events: Received[]
  /** How many calls of receive there were, failed ones included. */
  readonly calls: number
  /** How many of the next calls find the store down. */
  downFor: number
  /** What each press is answered with. */
  notice?: string
  /** Awaited before anything is kept. */
  gate: Promise<void>
  /** Resolves when receive was called for the first time. */
  readonly begun: Promise<void>
}

export function recorder(): Recorder {
  const seen = new Set<string>()
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  return {
    begun,
    events: [],
    calls: 0,
    downFor: 0,
    gate: Promise.resolve(),
    learn: async () => undefined,
    async receive(events) {
      ;(this as { calls: number }).calls += 1
      begin()
      await this.gate
      if (this.downFor > 0) {
        this.downFor -= 1
        throw new StoreUnavailable('down')
      }
      return events.map((event): Receipt => {
        const key = `${event.account} ${event.external}`
        if (seen.has(key)) return { status: 'repeated' }
        seen.add(key)
        this.events.push(event)
        return {
          status: 'committed',
          ...(this.notice === undefined || event.body.kind !== 'press' ? {} : { notice: this.notice }),
        }
      })
    },
  }
}
