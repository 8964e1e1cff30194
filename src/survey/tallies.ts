/** Tallies of a round as it stands in the store this moment. For findings and staff; never for a page. */
import { placesAbove } from '../findings/layout.ts'
import { createTallier, type Tallies } from '../findings/tally.ts'
import type { Program } from '../flow/program.ts'
import { type Analysis, plainAnalysis } from '../flow/programme.ts'
import type { Reader } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { publishedFor, respondentPages } from './read-round.ts'

export interface CountedRound {
  readonly tallies: Tallies
  /** Those its answers were given to, the round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

/**
 * `without`: channels whose respondents are left out, such as `webchat`. Undefined when no program is published. It counts
 * where it is called; a large round takes seconds there, in small pieces, and `tellRound` takes them elsewhere.
 */
export async function countRound(
  reader: Reader,
  round: RoundRow,
  without: readonly string[] = [],
  analysis: Analysis = plainAnalysis,
): Promise<CountedRound | undefined> {
  const bodies = await publishedFor(reader, round)
  // Which programs were answered is only known once all was read. Most rounds have one; for a further one, counting
  // begins again, which costs less than to look first.
  let met: ReadonlySet<string> = new Set(bodies.slice(0, 1).map(({ hash }) => hash))
  for (;;) {
    const used = bodies.filter(({ hash }) => met.has(hash)).map(({ body }) => JSON.parse(body) as Program)
    const [own, ...others] = used
    if (own === undefined) return undefined
    const programs = [own, ...others] as const
    const tallier = createTallier(programs, ofPlaces(analysis, round, programs[0]))
    let more: ReadonlySet<string> | undefined
    for await (const { respondents, programs: given } of respondentPages(reader, round, without)) {
      if (bodies.some(({ hash }) => given.has(hash) && !met.has(hash))) {
        more = new Set([...met, ...given])
        break
      }
      for (const respondent of respondents) tallier.add(respondent)
    }
    if (more === undefined) return { tallies: tallier.result(), programs }
    met = more
  }
}

/** A round for some places is weighted to the people of these. */
function ofPlaces(analysis: Analysis, { places }: RoundRow, program: Program): Analysis {
  if (places === null) return analysis
  const parents = new Map(program.places.map((place) => [place.code, place]))
  const widest = new Set(
    places.flatMap((code) =>
      placesAbove(code, parents)
        .slice(0, 1)
        .map((place) => place.code),
    ),
  )
  return {
    ...analysis,
    margins: analysis.margins.map(({ by, shares }) => ({
      by,
      shares:
        by === 'place' ? Object.fromEntries(Object.entries(shares).filter(([id]) => widest.has(id))) : shares,
    })),
  }
}
