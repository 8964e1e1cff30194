/** What stands where there are no figures, and what to do next. */
import { formatDate } from '../../language/format-date.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'

/** `round`: null where the flow never had one. */
export function NothingYet(props: { visit: Visit; round: RoundRow | null; chat: string }) {
  const { visit, round, chat } = props
  return (
    <section class="card">
      <h2>{visit.say(round?.state === 'planned' ? 'empty.planned_title' : 'empty.title')}</h2>
      <p>{whyNothing(visit, round)}</p>
      {round?.state === 'open' ? <TakePart visit={visit} chat={chat} /> : null}
    </section>
  )
}

export function TakePart({ visit, chat }: { visit: Visit; chat: string }) {
  return (
    <p class="links">
      <a class="button" href={visit.to(chat)}>
        {visit.say('take_part')}
      </a>
    </p>
  )
}

function whyNothing(visit: Visit, round: RoundRow | null): string {
  if (round === null) return visit.say('empty.no_round')
  switch (round.state) {
    case 'planned':
      return round.opens_at === null
        ? visit.say('empty.planned')
        : visit.say('empty.planned_for', { date: formatDate(round.opens_at, visit.language) })
    case 'open':
      return visit.say('empty.open')
    case 'paused':
      return visit.say('empty.paused')
    case 'closing':
    case 'closed':
      return visit.say('empty.closed')
  }
}
