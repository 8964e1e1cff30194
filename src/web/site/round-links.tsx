import type { RoundEdition } from '../../store/editions.ts'
import type { Visit } from '../layout/visit.ts'
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
