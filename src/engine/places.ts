import type { Place, Program } from '../flow/program.ts'

/**
 * The places under each place that lead to the level, by parent's code; the widest stand under ''. A place with
 * nothing of the level in it is left out: it would be a dead end.
 */
export function placesUnder(program: Program, level: string): ReadonlyMap<string, readonly Place[]> {
  const depth = program.levels.indexOf(level)
  const levels = new Set(program.levels.slice(0, depth + 1))
  const byCode = new Map(program.places.map((place) => [place.code, place]))
  const leading = new Set<string>()
  for (const place of program.places) {
    if (place.level !== level) continue
    let at: Place | undefined = place
    for (let steps = 0; at !== undefined && steps <= program.levels.length; steps++) {
      leading.add(at.code)
      at = at.parent === null ? undefined : byCode.get(at.parent)
    }
  }
  const under = new Map<string, Place[]>([['', []]])
  for (const place of program.places) {
    if (!leading.has(place.code) || !levels.has(place.level)) continue
    const siblings = under.get(place.parent ?? '')
    if (siblings === undefined) under.set(place.parent ?? '', [place])
    else siblings.push(place)
  }
  return under
}
