/** The map of one question: the share of one answer, place by place. */
import { tellOptions } from '../../findings/tell-options.ts'
import type { Place, Question } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import { byPlace } from './groups.ts'
import type { Names } from './names.ts'
import { placePath, type QuestionView, questionPath } from './paths.ts'
import { chainAbove } from './places.ts'
import { type Share, shareId, shareIn, sharesOf } from './share-of.ts'
import { isSmall } from './small-base.tsx'
import { Legend, type MappedPlace, TileMap } from './tile-map.tsx'
import type { ToldRound } from './told-round.ts'

export interface MapView {
  readonly programme: string
  readonly flow: string
  /** The round that the address names. */
  readonly named: number | undefined
  /** A share's id; an unknown one is taken as none. */
  readonly show: string | undefined
  /** The places to show: those that lie in this one; null: all, level by level. */
  readonly within: string | null
}

/** A map a level. Null where no place has a finding of this question. */
export function PlaceMaps(props: { visit: Visit; told: ToldRound; question: Question; view: MapView }) {
  const { visit, told, question, view } = props
  const share = chosenShare(question, view)
  const levels = levelsIn(told, question.id, view.within)
  if (share === undefined || levels.length === 0) return null
  const title = visit.say('map.title', { share: tellOptions(told.names.teller, question.id, share) })
  const maps = levels.map((places) => mapped({ told, question, view, share, places }))
  return (
    <>
      <p class="shown">{title}</p>
      <div class="maps">
        {maps.map((places, at) => (
          <TileMap visit={visit} title={title} places={places} above={at < maps.length - 1} />
        ))}
      </div>
      <Legend visit={visit} places={maps.flat()} />
    </>
  )
}

/** Whether there is a map of this question. */
export const hasMap = (told: ToldRound, question: Question, within: string | null): boolean =>
  sharesOf(question).length > 0 && levelsIn(told, question.id, within).length > 0

const chosenShare = (question: Question, { show }: MapView): Share | undefined => {
  const shares = sharesOf(question)
  return shares.find((one) => shareId(one) === show) ?? shares[0]
}

/** The places of each level that has one with a finding, the widest level first. */
function levelsIn(told: ToldRound, question: string, within: string | null): readonly (readonly Place[])[] {
  const findings = byPlace(told.published, question)
  const candidates = placesOf(told).filter(({ parent }) => within === null || parent === within)
  const levels = [...new Set(candidates.map(({ level }) => level))]
  return levels
    .map((level) => candidates.filter((place) => place.level === level))
    .filter((places) => places.some(({ code }) => findings.has(code)))
}

function mapped(given: {
  told: ToldRound
  question: Question
  view: MapView
  share: Share
  places: readonly Place[]
}): readonly MappedPlace[] {
  const { told, question, view, share, places } = given
  const findings = byPlace(told.published, question.id)
  return places.map((place) => {
    const finding = findings.get(place.code)
    return {
      place,
      name: told.names.place(place.code),
      address: placePath(view.programme, view.flow, place.code, view.named),
      percent: shareIn(finding, share),
      small: isSmall(finding),
      base: finding?.state === 'shown' ? finding.base : undefined,
      together: (finding?.of[0]?.ids.length ?? 1) > 1,
    }
  })
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
  const current = chosenShare(question, view)
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
              aria-current={current && shareId(share) === shareId(current) ? 'true' : undefined}
            >
              {tellOptions(told.names.teller, question.id, share)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Those that the round is for: as they are today, and after them those that only the round knew. */
export function placesOf({ names, published }: ToldRound): readonly Place[] {
  const wanted = published.round.places
  const all = [...names.places.values()]
  if (wanted === null) return all
  return all.filter(({ code }) => wanted.some((one) => liesIn(names, code, one) || liesIn(names, one, code)))
}

/** A place lies in itself, too. */
const liesIn = ({ places }: Names, code: string, within: string): boolean =>
  code === within || chainAbove(places, code).includes(within)
