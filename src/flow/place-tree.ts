import type { Place } from './program.ts'

/** By code: the place itself, then what it lies in, up to the widest level. Unknown codes stand alone. */
export function linesOf(places: readonly Place[]): (code: string) => readonly string[] {
  const parents = new Map(places.map(({ code, parent }) => [code, parent]))
  return (code) => {
    const line: string[] = []
    // Bounded, should two places ever lie in each other.
    for (
      let at: string | null = code;
      at !== null && line.length <= places.length;
      at = parents.get(at) ?? null
    )
      line.push(at)
    return line
  }
}

/**
 * Which places somebody can be asked for in a round for `wanted`: these, what lies in them, and what they lie in.
 */
export function askedPlaces(places: readonly Place[], wanted: readonly string[]): ReadonlySet<string> {
  const lineOf = linesOf(places)
  const above = new Set(wanted.flatMap(lineOf))
  return new Set(
    places
      .map(({ code }) => code)
      .filter((code) => above.has(code) || lineOf(code).some((one) => wanted.includes(one))),
  )
}
