import type { Language } from '../flow/program.ts'
import { languageOf } from '../language/tag.ts'
import type { Runnable } from './runnable.ts'
import type { Session } from './session.ts'

export interface Beginning {
  /** UUIDv7. */
  readonly id: string
  /** What the contact chose earlier. */
  readonly language?: Language
  /** The platform's tag for the sender, such as `ar-IQ`. */
  readonly platformLanguage?: string
}

/**
 * A session that has said nothing yet: step it with `{ kind: 'start' }`. Where neither contact nor platform tells one
 * of the flow's languages, its first question is which one.
 */
export function begin({ program }: Runnable, { id, language, platformLanguage }: Beginning): Session {
  const { languages } = program
  const known = languageOf(language, languages) ?? languageOf(platformLanguage, languages)
  const only = languages.length === 1 ? languages[0] : undefined
  return {
    id,
    program: program.hash,
    language: known ?? languages[0],
    cursor: 0,
    ask: 0,
    answers: program.questions.map(() => null),
    picked: [],
    misses: 0,
    aside: known === undefined && only === undefined ? 'language' : null,
    last: null,
    outcome: null,
  }
}
