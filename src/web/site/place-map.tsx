/** The map of one question: the share of one answer, place by place. */
import { tellOptions } from '../../findings/tell-options.ts'
import type { Place, Question } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import { byPlace } from './groups.ts'
import type { Names } from './names.ts'
import { placePath, type QuestionView, questionPath } from './paths.ts'
import { chainAbove } from './places.ts'
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
  const places = placesIn(told, view.within)
  if (share === undefined || !places.some(({ code }) => findings.has(code))) return null
  const mapped = places.map((place): MappedPlace => {
    const finding = findings.get(place.code)
    return {
      place,
      name: names.place(place.code),
      address: placePath(view.programme, view.flow, place.code, view.named),
      percent: shareIn(finding, share),
      together: (finding?.of[0]?.ids.length ?? 1) > 1,
    }
  })
  const label = tellOptions(names.teller, question.id, share)
  return (
    <figure class="map">
      <figcaption>{visit.say('map.title', { share: label })}</figcaption>
      <TileMap visit={visit} title={visit.say('map.title', { share: label })} places={mapped} />
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

/** Of the places that the round is for: as they are today, and after them those that only the round knew. */
export function placesIn({ names, published }: ToldRound, within: string | null): readonly Place[] {
  const wanted = published.round.places
  return [...names.places.values()].filter(
    ({ code, parent }) =>
      parent === within &&
      (wanted === null || wanted.some((one) => liesIn(names, code, one) || liesIn(names, one, code))),
  )
}

/** A place lies in itself, too. */
const liesIn = ({ places }: Names, code: string, within: string): boolean =>
  code === within || chainAbove(places, code).includes(within)
