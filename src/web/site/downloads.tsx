/** The round's figures as files: the same as on the page, and no more. */
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { dataPath } from './paths.ts'

const FILES = ['csv', 'xlsx', 'json', 'codebook'] as const

export function Downloads({ visit, asked, round }: { visit: Visit; asked: AskedFlow; round: RoundRow }) {
  const { programme, program } = asked
  return (
    <section class="downloads">
      <h2>{visit.say('downloads.title')}</h2>
      <p class="soft">{visit.say('downloads.about')}</p>
      <ul class="row">
        {FILES.map((file) => (
          <li>
            <a href={visit.to(dataPath(programme.id, program.flow, round.number, file))}>
              {visit.say(`downloads.${file}`)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
