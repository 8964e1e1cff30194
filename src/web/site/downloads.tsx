/** The round's figures as files: the same as on the page, and no more. */
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { dataPath, methodPath } from './paths.ts'

const FILES = ['csv', 'xlsx', 'json'] as const

export function Downloads({ visit, asked, round }: { visit: Visit; asked: AskedFlow; round: RoundRow }) {
  const { programme, program, named } = asked
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
        <li>
          <a href={visit.to(methodPath(programme.id, program.flow, named))}>{visit.say('menu.method')}</a>
        </li>
      </ul>
    </section>
  )
}
