/** Waits for WhatsApp's server to confirm messages: `message_ack` comes when it likes, also before a send has returned. */

export interface Acks {
  /** From the library's event. */
  heard(id: string, ack: number): void
  /** Begins to listen for the ack of this id. End it in every case. */
  listen(id: string): Listening
}

export interface Listening {
  /** Resolves with the first ack that settles it: -1 refused, 1 or more at the server. Undefined when none comes in time. */
  settled(milliseconds: number): Promise<number | undefined>
  end(): void
}

export const isSettled = (ack: number): boolean => ack !== 0

export function createAcks(): Acks {
  const listeners = new Map<string, Set<(ack: number) => void>>()
  return {
    heard(id, ack) {
      if (isSettled(ack)) for (const tell of listeners.get(id) ?? []) tell(ack)
    },
    listen(id) {
      let tell = (_: number): void => undefined
      const first = new Promise<number>((resolve) => {
        tell = resolve
      })
      const own = listeners.get(id) ?? new Set()
      listeners.set(id, own.add(tell))
      let timer: NodeJS.Timeout | undefined
      return {
        settled: (milliseconds) =>
          Promise.race([
            first,
            new Promise<undefined>((resolve) => {
              timer = setTimeout(() => resolve(undefined), milliseconds)
            }),
          ]),
        end() {
          clearTimeout(timer)
          own.delete(tell)
          if (own.size === 0) listeners.delete(id)
        },
      }
    },
  }
}
