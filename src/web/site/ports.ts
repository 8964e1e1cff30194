import type { Language, Program } from '../../flow/program.ts'
import type { Texts } from '../../language/texts.ts'
import type { SummaryBody } from '../../outreach/summary.ts'
import type { Pictures } from '../../pictures/pictures.ts'
import type { PublishedCache } from '../../survey/published-cache.ts'

/** A programme as the public site lists it. */
export interface ProgrammeOnSite {
  readonly id: string
  readonly names: Readonly<Record<Language, string>>
  /** The first is the fallback. */
  readonly languages: readonly [Language, ...Language[]]
  /** The programs that new sessions begin with: surveys only, and not the one that asks about summaries. */
  readonly surveys: readonly Program[]
  /** The flow that asks whether a summary matches what people see. */
  readonly followUp?: Program | undefined
  /** What the way of finding people costs in precision: changes between rounds are tested with it. */
  readonly designEffect: number
}

/** What the public site needs of other rooms. */
export interface SitePorts {
  programmes(): readonly ProgrammeOnSite[]
  /** All that may be seen of answers. */
  readonly published: PublishedCache
  /** What a shared summary says, by its id; undefined: it has been taken back meanwhile. */
  summary(id: string): Promise<SummaryBody | undefined>
  /** `locales/<language>/site.json` of every language. */
  readonly texts: Texts
  /** `locales/<language>/findings.json`: what findings are told with. */
  readonly findingTexts: Texts
  /** `locales/<language>/picture.json`: the charts' own. */
  readonly pictureTexts: Texts
  /** PNG of an SVG. */
  readonly pictures: Pictures
  /** Scheme and host under which people reach the site; undefined: the one that a request names. */
  readonly origin?: string | undefined
}
