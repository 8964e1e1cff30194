import type { Place } from '../../flow/program.ts'

/** Codes of the places that a place lies in, the nearest first. */
export function chainAbove(places: ReadonlyMap<string, Place>, code: string): readonly string[] {
  const chain: string[] = []
  let parent = places.get(code)?.parent ?? null
  // Older programs may put a place elsewhere: taken together they could lead round in a circle.
  while (parent !== null && !chain.includes(parent)) {
    chain.push(parent)
    parent = places.get(parent)?.parent ?? null
  }
  return chain
}
