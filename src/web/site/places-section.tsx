/** The map of a question's places, with its answers to choose from. */
import type { Question } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import { byPlace } from './groups.ts'
import type { QuestionView } from './paths.ts'
import { type MapView, PlaceMap, placesIn, ShareLinks } from './place-map.tsx'
import { sharesOf } from './share-of.ts'
import type { ToldRound } from './told-round.ts'

export function PlacesSection(props: {
  visit: Visit
  told: ToldRound
  question: Question
  view: MapView
  query: QuestionView
}) {
  const { visit, told, question, view, query } = props
  const found = byPlace(told.published, question.id)
  const some = placesIn(told, view.within).some(({ code }) => found.has(code))
  if (!some || sharesOf(question).length === 0) return null
  return (
    <section class="card" id="places">
      <h2>{visit.say('map.heading')}</h2>
      <ShareLinks visit={visit} told={told} question={question} view={view} query={query} />
      <PlaceMap visit={visit} told={told} question={question} view={view} />
    </section>
  )
}
