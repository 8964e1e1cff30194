import type { RoundEdition } from '../../store/editions.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import type { SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'

/** To the same page of the flow's other rounds. */
export function RoundLinks(props: {
  visit: Visit
  rounds: readonly RoundEdition[]
  chosen: RoundEdition
  address: (round: number) => string
}) {
  const { visit, rounds, chosen, address } = props
  if (rounds.length < 2) return null
  return (
    <nav class="rounds" aria-labelledby="rounds">
      <h2 id="rounds">{visit.say('rounds')}</h2>
      <ul class="chips">
        {rounds.map(({ round }) => (
          <li>
            <a
              href={visit.to(address(round.number))}
              aria-current={round.id === chosen.round.id ? 'page' : undefined}
            >
              {roundName(visit, round)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Rounds are large: of a long-lived survey, links to so many are looked into. */
const ROUNDS = 8

/** The newest rounds that have something to show and hold what the page is about, so that no link leads to nothing. */
export async function roundsThat(
  ports: SitePorts,
  { edition, chosen }: AskedFlow,
  holds: (published: IndexedRound) => boolean,
): Promise<readonly RoundEdition[]> {
  const told = edition.rounds.filter(({ snapshot }) => snapshot > 0)
  const near = told.filter((one, at) => at >= told.length - ROUNDS || one.round.id === chosen?.round.id)
  const kept = await Promise.all(
    near.map(async (one) => (holds(await ports.published.round(one)) ? [one] : [])),
  )
  return kept.flat()
}
