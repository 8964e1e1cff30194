/** Links that narrow a question down to one place, or widen it to everybody. */
import type { Visit } from '../layout/visit.ts'
import { byPlace } from './groups.ts'
import { placesOf } from './place-map.tsx'
import { chainAbove } from './places.ts'
import type { ToldRound } from './told-round.ts'

export function PlaceFilter(props: {
  visit: Visit
  told: ToldRound
  question: string
  /** The place that is shown; undefined: everybody. */
  place: string | undefined
  /** Of the same page for another place. */
  address: (place: string | undefined) => string
}) {
  const { visit, told, question, place, address } = props
  const found = byPlace(told.published, question)
  const { places, place: nameOf } = told.names
  const within = (one: string | null) =>
    placesOf(told).filter(({ code, parent: above }) => above === one && found.has(code))
  const parent = place === undefined ? null : (places.get(place)?.parent ?? null)
  const children = place === undefined ? [] : within(place)
  // Of a place without places in it, its neighbours are offered.
  const offered = children.length > 0 ? children : within(parent)
  if (offered.length === 0) return null
  const above = place === undefined ? [] : [...chainAbove(told.names.places, place)].reverse()
  const own = place !== undefined && children.length > 0 ? [place] : []
  return (
    <nav aria-label={visit.say('filter.place')}>
      <ul class="chips">
        <li>
          <a href={visit.to(address(undefined))} aria-current={place === undefined ? 'true' : undefined}>
            {visit.say('filter.everybody')}
          </a>
        </li>
        {[...above.filter((code) => found.has(code)), ...own, ...offered.map(({ code }) => code)].map(
          (code) => (
            <li>
              <a href={visit.to(address(code))} aria-current={code === place ? 'true' : undefined}>
                {nameOf(code)}
              </a>
            </li>
          ),
        )}
      </ul>
    </nav>
  )
}
