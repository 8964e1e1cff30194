/** What things are called on a page: questions as the round asked them, places by their newest name. */
import type { Drawing } from '../../findings/charts/chart.ts'
import { type Teller, tellerOf } from '../../findings/teller.ts'
import type { Wording } from '../../findings/wording.ts'
import type { Place, Program } from '../../flow/program.ts'
import type { Visit } from '../layout/visit.ts'
import type { SitePorts } from './ports.ts'

/** A phone's card is about as wide, so that the text of a chart is as high as the page's. */
const ON_PAGE = { width: 320, textSize: 16 }

export interface Names {
  readonly teller: Teller
  /** What charts on the page are drawn with. */
  readonly drawing: Drawing
  readonly wording: Wording
  /** By code. Those that no program of today has come last. */
  readonly places: ReadonlyMap<string, Place>
  place(code: string): string
}

/** `current`: today's program of the flow; `programs`: those of the round, its own first. */
export function namesOf(
  visit: Visit,
  ports: SitePorts,
  current: Program,
  programs: readonly Program[],
): Names {
  const { language } = visit
  const own = programs.length === 0 ? [current] : programs
  const places = new Map<string, Place>()
  for (const program of [current, ...own])
    for (const place of program.places) if (!places.has(place.code)) places.set(place.code, place)
  const place = (code: string): string => nameOfPlace(places.get(code), language) ?? code
  const asAsked = tellerOf(ports.findingTexts, own, language).wording
  const wording: Wording = {
    ...asAsked,
    option: (question, option) =>
      asAsked.asked(question)?.kind === 'place' && places.has(option)
        ? place(option)
        : asAsked.option(question, option),
  }
  const teller: Teller = { language, texts: ports.findingTexts, wording }
  return { teller, drawing: { teller, texts: ports.pictureTexts, ...ON_PAGE }, wording, places, place }
}

const nameOfPlace = (place: Place | undefined, language: string): string | undefined =>
  place?.names[language] ?? Object.values(place?.names ?? {})[0]
