/** Token buckets, in memory and bounded: they slow floods down, and are no account of who was here. */

export interface Rate {
  /** Zero when one more is allowed, which is then taken; else milliseconds until it will be. */
  take(key: string, now: number): number
}

/** `burst` at once, then one every `interval` milliseconds. Beyond `keys` the one seen longest ago is forgotten. */
export function rate(burst: number, interval: number, keys = 20_000): Rate {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(key, now) {
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      // A clock set back must not take tokens away.
      const gained = Math.max(0, now - bucket.at) / interval
      const tokens = Math.min(burst, bucket.tokens + gained)
      buckets.delete(key)
      const allowed = tokens >= 1
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now })
      if (buckets.size > keys) {
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest)
          break
        }
      }
      return allowed ? 0 : Math.ceil((1 - tokens) * interval)
    },
  }
}

/** Each says zero when it may go on, else the milliseconds to wait. */
export interface Patience {
  /** One more conversation from this client. */
  begin(client: string, now: number): number
  /** One more turn of this address. */
  turn(address: string, now: number): number
}

export function webchatPatience(): Patience {
  // A whole village may share one mobile gateway, so many may begin at once; then one every twenty seconds.
  const conversations = rate(60, 20_000)
  // Faster than anyone can read and press.
  const turns = rate(40, 1_000)
  return { begin: conversations.take, turn: turns.take }
}
