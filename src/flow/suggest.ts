/**
 * The word of `allowed` that was most likely meant, or undefined when none is near: at most a third of the letters may
 * differ (optimal string alignment: a letter added, lost, changed, or two neighbours swapped), or one begins the other.
 */
export function suggest(given: string, allowed: Iterable<string>): string | undefined {
  const word = plain(given)
  // Of a single letter nobody can say what was meant.
  if (word.length < 2) return undefined
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of allowed) {
    const other = plain(candidate)
    const reach = Math.max(1, Math.floor(Math.max(word.length, other.length) / 3))
    let away = Math.abs(word.length - other.length) > reach ? reach + 1 : distance(word, other)
    if (away > reach && word.length >= 4 && (other.startsWith(word) || word.startsWith(other))) away = reach
    if (away <= reach && away < least) {
      best = candidate
      least = away
    }
  }
  return best
}

/** Spaces, dashes and capitals are the commonest slips in ids, and none of them is a different word. */
const plain = (word: string): string => word.slice(0, 80).toLowerCase().replace(/[\s-]/g, '_')

function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      }
      next.push(least)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
