/** Places and what lies in them. */
import type { Place } from '../flow/program.ts'

/** The codes with those of every place that lies in one of them. */
export function placesWithin(places: readonly Place[], codes: readonly string[]): string[] {
  const within = new Set(codes)
  for (let before = -1; before < within.size; ) {
    before = within.size
    for (const { code, parent } of places) if (parent !== null && within.has(parent)) within.add(code)
  }
  return [...within]
}
