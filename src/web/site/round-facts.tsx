/** How many answered, when and where. */
import { formatDate } from '../../language/format-date.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import { listNames } from './list-names.ts'
import type { ToldRound } from './told-round.ts'

export function RoundFacts({ visit, told }: { visit: Visit; told: ToldRound }) {
  const { snapshot, published, names } = told
  if (snapshot === null) return null
  const { round } = published
  const places = placesOf(told)
  return (
    <>
      <p class="lead">
        <b>{visit.number(snapshot.respondents)}</b>{' '}
        <span>{visit.say('people_answered', {}, snapshot.respondents)}</span>
      </p>
      {snapshot.leftOut === null ? null : (
        <p class="note">
          {visit.say('facts.left_out', { people: visit.number(snapshot.leftOut) }, snapshot.leftOut)}
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>{visit.say('facts.when')}</dt>
          <dd>{whenOf(visit, round)}</dd>
        </div>
        {places.length === 0 ? null : (
          <div>
            <dt>{visit.say('facts.where')}</dt>
            <dd>{listNames(places.map(names.place), visit.language)}</dd>
          </div>
        )}
        <div>
          <dt>{visit.say('facts.counted')}</dt>
          <dd>{formatDate(snapshot.at, visit.language)}</dd>
        </div>
      </dl>
    </>
  )
}

export function whenOf(visit: Visit, { opened_at, closed_at, state }: RoundRow): string {
  const from = formatDate(opened_at, visit.language)
  if (closed_at !== null)
    return visit.say('facts.from_to', { from, to: formatDate(closed_at, visit.language) })
  return visit.say(state === 'paused' ? 'facts.paused' : 'facts.since', { from })
}

/** Those that the round is for, else the widest ones. */
function placesOf({ published: { round, programs } }: ToldRound): readonly string[] {
  if (round.places !== null) return round.places
  return (programs[0]?.places ?? []).filter(({ parent }) => parent === null).map(({ code }) => code)
}
