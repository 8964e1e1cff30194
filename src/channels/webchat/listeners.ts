/** Open event streams by address. Bounded: a person's oldest stream gives way, and a full server refuses new ones. */

/** Tabs of one person that are told at once. */
const PER_ADDRESS = 4
/** A stream costs a socket and a few kilobytes. */
const IN_ALL = 5_000

export interface Listener {
  push(data: string): void
  close(): void
}

export interface Listeners {
  /** False when there is no room. */
  add(address: string, listener: Listener): boolean
  remove(address: string, listener: Listener): void
  push(address: string, data: string): void
  closeAll(): void
}

export function listeners(): Listeners {
  const open = new Map<string, Set<Listener>>()
  let count = 0
  const remove = (address: string, listener: Listener): void => {
    const own = open.get(address)
    if (own?.delete(listener) !== true) return
    count--
    if (own.size === 0) open.delete(address)
  }
  return {
    add(address, listener) {
      if (count >= IN_ALL) return false
      const own = open.get(address) ?? new Set()
      open.set(address, own)
      own.add(listener)
      count++
      const [oldest] = own
      if (own.size > PER_ADDRESS && oldest !== undefined) {
        remove(address, oldest)
        oldest.close()
      }
      return true
    },
    remove,
    push(address, data) {
      for (const listener of open.get(address) ?? []) listener.push(data)
    },
    closeAll() {
      for (const own of [...open.values()]) for (const listener of [...own]) listener.close()
      open.clear()
      count = 0
    },
  }
}
