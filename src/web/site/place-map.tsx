/** The map of one question: the share of one answer, place by place. */
import { tellOptions } from '../../findings/teller.ts'
import type { Place, Question } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import { byPlace } from './groups.ts'
import { placePath, type QuestionView, questionPath } from './paths.ts'
import { shareId, shareIn, sharesOf } from './share-of.ts'
import { type MappedPlace, TileMap } from './tile-map.tsx'
import type { ToldRound } from './told-round.ts'

export interface MapView {
  readonly programme: string
  readonly flow: string
  /** The round that the address names. */
  readonly named: number | undefined
  /** A share's id; an unknown one is taken as none. */
  readonly show: string | undefined
  /** The places to show: those that lie in this one, or the widest. */
  readonly within: string | null
}

/** Null where no place has a finding of this question. */
export function PlaceMap(props: { visit: Visit; told: ToldRound; question: Question; view: MapView }) {
  const { visit, told, question, view } = props
  const { names, published } = told
  const findings = byPlace(published, question.id)
  const shares = sharesOf(question)
  const share = shares.find((one) => shareId(one) === view.show) ?? shares[0]
  const places = placesIn(told, view.within).filter(({ code }) => findings.has(code))
  if (share === undefined || places.length === 0) return null
  const figureOf = ({ code }: Place): MappedPlace['figure'] => {
    const finding = findings.get(code)
    if (finding === undefined) return undefined
    const percent = shareIn(finding, share)
    return percent === undefined
      ? { withheld: true }
      : { percent, together: (finding.of[0]?.ids.length ?? 1) > 1 }
  }
  const label = tellOptions(names.teller, question.id, share)
  return (
    <figure class="map">
      <figcaption>{visit.say('map.title', { share: label })}</figcaption>
      <TileMap
        visit={visit}
        title={visit.say('map.title', { share: label })}
        places={places.map((place) => ({
          place,
          name: names.place(place.code),
          address: placePath(view.programme, view.flow, place.code, view.named),
          figure: figureOf(place),
        }))}
      />
    </figure>
  )
}

/** To the same map of the question's other answers. */
export function ShareLinks(props: {
  visit: Visit
  told: ToldRound
  question: Question
  view: MapView
  query: QuestionView
}) {
  const { visit, told, question, view, query } = props
  const shares = sharesOf(question)
  const current = shares.find((one) => shareId(one) === view.show) ?? shares[0]
  if (shares.length < 2) return null
  return (
    <nav aria-label={visit.say('map.choose')}>
      <ul class="chips">
        {shares.map((share) => (
          <li>
            <a
              href={visit.to(
                `${questionPath(view.programme, view.flow, question.id, { ...query, show: shareId(share) })}#places`,
              )}
              aria-current={share === current ? 'true' : undefined}
            >
              {tellOptions(told.names.teller, question.id, share)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Places as they are today, and after them those that only the round knew. */
export const placesIn = ({ names }: ToldRound, within: string | null): readonly Place[] =>
  [...names.places.values()].filter(({ parent }) => parent === within)
