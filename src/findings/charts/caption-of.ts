/** Writes what a picture carries on itself, from what is known of its round. */
import { formatNumber } from '../../language/format-number.ts'
import type { Texts } from '../../language/texts.ts'
import { tellCoverage } from '../tell-flags.ts'
import type { Teller } from '../teller.ts'
import type { Caption } from './chart.ts'

export interface Origin {
  /** The survey's name, or the question's. */
  readonly title: string
  /** Whose answers, in words: a place, a group; empty: everybody's. */
  readonly place: string
  /** When it was asked, as readers of the language write it. */
  readonly date: string
  /** How many people answered; 0: nothing is said of it, as for a picture without figures. */
  readonly people: number
  /** Who asked, and where more can be read. */
  readonly source: string
  readonly madeUp: boolean
}

export function captionOf(teller: Teller, texts: Texts, origin: Origin): Caption {
  const { language } = teller
  const { title, place, date, people, source } = origin
  return {
    title,
    place,
    date,
    base:
      people === 0 ? '' : texts.fill('base', language, { people: formatNumber(people, language) }, people),
    source: texts.fill('source', language, { source }),
    caveat: tellCoverage(teller),
    ...(origin.madeUp ? { madeUp: texts.fill('made_up', language) } : {}),
  }
}
