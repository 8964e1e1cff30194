/** The map of a question's places, with its answers to choose from. */
import type { Question } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import type { QuestionView } from './paths.ts'
import { hasMap, type MapView, PlaceMaps, ShareLinks } from './place-map.tsx'
import type { ToldRound } from './told-round.ts'

export function PlacesSection(props: {
  visit: Visit
  told: ToldRound
  question: Question
  view: MapView
  query: QuestionView
}) {
  const { visit, told, question, view, query } = props
  if (!hasMap(told, question, view.within)) return null
  return (
    <section class="card" id="places">
      <h2>{visit.say('map.heading')}</h2>
      <ShareLinks visit={visit} told={told} question={question} view={view} query={query} />
      <PlaceMaps visit={visit} told={told} question={question} view={view} />
    </section>
  )
}
