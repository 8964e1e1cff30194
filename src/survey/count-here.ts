/** Counting a round in whichever thread this runs. */
import { createTallier, type Tallies } from '../findings/tally.ts'
import type { Program } from '../flow/program.ts'
import type { Reader } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { publishedFor, respondentPages } from './read-round.ts'
import type { Job } from './reader-thread.ts'

export interface CountedRound {
  readonly tallies: Tallies
  /** Those its answers were given to, the round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

export interface CountOrder {
  readonly round: RoundRow
  /** Channels whose respondents are left out. */
  readonly without: readonly string[]
}

/** Undefined when no program is published. */
export async function countHere(
  reader: Reader,
  { round, without }: CountOrder,
): Promise<CountedRound | undefined> {
  const bodies = await publishedFor(reader, round)
  // Which programs were answered is only known once all was read. Most rounds have one; for a further one, counting
  // begins again, which costs less than to look first.
  let met = new Set(bodies.slice(0, 1).map(({ hash }) => hash))
  for (;;) {
    const used = bodies.filter(({ hash }) => met.has(hash)).map(({ body }) => JSON.parse(body) as Program)
    const [own, ...others] = used
    if (own === undefined) return undefined
    const programs = [own, ...others] as const
    const tallier = createTallier([...programs])
    let more: Set<string> | undefined
    for await (const page of respondentPages(reader, round.id, 'stored', without)) {
      const unforeseen = bodies.filter(({ hash }) => page.programs.has(hash) && !met.has(hash))
      if (unforeseen.length > 0) {
        more = new Set([...met, ...page.programs])
        break
      }
      for (const respondent of page.respondents) tallier.add(respondent)
    }
    if (more === undefined) return { tallies: tallier.result(), programs }
    met = more
  }
}

export const countJob: Job<CountOrder, CountedRound | undefined> = {
  module: import.meta.url,
  name: 'countJob',
  run: countHere,
}
