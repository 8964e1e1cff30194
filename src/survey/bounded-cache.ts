/** A memory of what was asked for last, up to a weight; the least lately used goes first. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, weight: number): void
}

/** `limit` is in whatever unit `set` is given weights in. What alone weighs more than the limit is not kept. */
export function boundedCache<Value>(limit: number): BoundedCache<Value> {
  // A Map keeps the order of insertion: the first key is the one that was not used for longest.
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>()
  let total = 0
  const drop = (key: string) => {
    total -= entries.get(key)?.weight ?? 0
    entries.delete(key)
  }
  return {
    get: (key) => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    set: (key, value, weight) => {
      drop(key)
      if (weight > limit) return
      entries.set(key, { value, weight })
      total += weight
      for (const oldest of entries.keys()) {
        if (total <= limit) break
        drop(oldest)
      }
    },
  }
}
