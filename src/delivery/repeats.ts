/**
 * Suspects a loop: the same text to one contact too often within a window. It counts hashes in two small tables of
 * bytes, one for this window and one for the last, so that it costs the same at any number of contacts. It never
 * misses a loop; what it suspects wrongly, the caller clears by looking at what was really sent.
 */
export interface Repeats {
  /** Counts a message about to be sent; says whether more than the limit like it may have gone within the window. */
  suspects(contact: string, text: string, now: number): boolean
}

const CELLS = 1 << 20
const FULL = 255

/** @param window milliseconds */
export function repeats(limit: number, window: number, start: number): Repeats {
  let current = new Uint8Array(CELLS)
  let last = new Uint8Array(CELLS)
  let since = start
  const turn = (now: number) => {
    if (now - since < window) return
    const stale = now - since >= 2 * window
    const spare = last
    last = current
    current = spare.fill(0)
    if (stale) last.fill(0)
    since = now
  }
  return {
    suspects: (contact, text, now) => {
      turn(now)
      const cell = hash(text, hash(contact, 0x811c9dc5)) & (CELLS - 1)
      const count = current[cell] ?? 0
      if (count < FULL) current[cell] = count + 1
      return count + (last[cell] ?? 0) >= limit
    },
  }
}

/** FNV-1a over UTF-16 units, mixed at the end so that the low bits depend on all. */
function hash(text: string, seed: number): number {
  let value = seed
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 0
}
