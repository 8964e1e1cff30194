/** An intake that remembers what it was given, drops repeats, and can be down or slow. */
import {
  type Intake,
  type Receipt,
  type Received,
  type Status,
  StoreUnavailable,
} from '../../../src/channels/channel.ts'

export interface Recorder extends Intake {
  /** Each event once, as it was committed. */
  readonly events: Received[]
  /** How many events came that had been committed before. */
  repeats: number
  /** How many of the next calls find the store down. */
  downFor: number
  /** Awaited before anything is kept. */
  gate: Promise<void>
  /** The texts of a person, in order. */
  textsOf(address: string): string[]
  /** Resolves when there is such an event. Rejects after ten seconds. */
  until(fits: (event: Received) => boolean): Promise<Received>
}

export function recorder(): Recorder {
  const seen = new Set<string>()
  const watchers = new Set<() => void>()
  return {
    events: [],
    repeats: 0,
    downFor: 0,
    gate: Promise.resolve(),
    async receive(events) {
      await this.gate
      if (this.downFor > 0) {
        this.downFor -= 1
        throw new StoreUnavailable('down')
      }
      const receipts = events.map((event): Receipt => {
        const key = `${event.account} ${event.external}`
        if (seen.has(key)) {
          this.repeats += 1
          return { status: 'repeated' }
        }
        seen.add(key)
        this.events.push(event)
        return { status: 'committed' }
      })
      for (const watch of [...watchers]) watch()
      return receipts
    },
    learn: (_: readonly Status[]) => Promise.resolve(),
    textsOf(address) {
      return this.events.flatMap(({ address: from, body }) =>
        from === address && body.kind === 'text' ? [body.text] : [],
      )
    },
    until(fits) {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer)
          watchers.delete(watch)
        }
        const watch = () => {
          const found = this.events.find(fits)
          if (found === undefined) return
          end()
          resolve(found)
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error('no such event came'))
        }, 30_000)
        watchers.add(watch)
        watch()
      })
    },
  }
}
