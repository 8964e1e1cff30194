import type { Language, Program } from '../../flow/program.ts'
import type { Texts } from '../../language/texts.ts'
import type { Results } from '../../survey/results.ts'

/** A programme as the public site lists it. */
export interface ProgrammeOnSite {
  readonly id: string
  readonly names: Readonly<Record<Language, string>>
  /** The first is the fallback. */
  readonly languages: readonly [Language, ...Language[]]
  /** The programs that new sessions begin with, surveys only. */
  readonly surveys: readonly Program[]
}

/** What the public site needs of other rooms. */
export interface SitePorts {
  programmes(): readonly ProgrammeOnSite[]
  /** Undefined: no such round. */
  results(programme: string, flow: string, round?: number): Promise<Results | undefined>
  /** `locales/<language>/site.json` of every language. */
  readonly texts: Texts
}
