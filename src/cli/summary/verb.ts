/** What every verb of `hearback summary` is, and what it works with. */
import type { Language, Program, TextTree } from '../../flow/program.ts'
import { findSummary } from '../../outreach/read-summary.ts'
import type { Refusal, Summary } from '../../outreach/summary.ts'
import { type SummaryWords, summaryWords } from '../../outreach/summary-words.ts'
import { readProgrammes } from '../../programmes/read-programmes.ts'
import { readTexts } from '../../programmes/read-texts.ts'
import type { Settings } from '../../settings.ts'
import type { Database } from '../../store/database.ts'
import { type PublishedRound, readPublishedRound } from '../../survey/published.ts'
import type { ExitCode, Io } from '../command.ts'

/** All options of all verbs; each verb says which of them it takes. */
export const OPTIONS = {
  programme: { type: 'string' },
  flow: { type: 'string' },
  round: { type: 'string' },
  place: { type: 'string' },
  findings: { type: 'string' },
  by: { type: 'string' },
  language: { type: 'string' },
  item: { type: 'string' },
  sentence: { type: 'string' },
  title: { type: 'string' },
  intro: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  picture: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export type OptionName = keyof typeof OPTIONS
export type Given = { readonly [Name in OptionName]?: string | boolean | undefined }

/** One call of a verb. */
export interface Call {
  /** What stands after the verb: which summary. */
  readonly name: string | undefined
  readonly given: Given
  readonly database: Database
  readonly settings: Settings
  readonly io: Io
  readonly now: number
}

export interface Verb {
  /** Options that it takes; any other is refused. */
  readonly options: readonly OptionName[]
  /** Options that must be there. */
  readonly needs: readonly OptionName[]
  /** Whether it names a summary. */
  readonly named: boolean
  run(call: Call): Promise<ExitCode>
}

/** An option’s words, where it was given. */
export const text = ({ given }: Call, name: OptionName): string | undefined => {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

/** Says why not, and ends with 1. */
export function refuse({ io }: Call, { reason }: Refusal): ExitCode {
  io.err(`${reason}\n`)
  return 1
}

/** A summary with what is needed to judge it. */
export interface Found {
  readonly summary: Summary
  readonly published: PublishedRound
  readonly words: SummaryWords
}

/** The summary that was named, with what its round tells now. Says on `err` what is missing. */
export async function found(call: Call): Promise<Found | undefined> {
  const summary = await findSummary(call.database, call.name ?? '')
  if ('kind' in summary) {
    refuse(call, summary)
    return undefined
  }
  const published = await readPublishedRound(call.database, summary.round)
  const words = wordsFor(call.settings, published.programs)
  if (words === undefined) {
    call.io.err(`No program of ${summary.round.programme}/${summary.round.flow} is in this store.\n`)
    return undefined
  }
  return { summary, published, words }
}

/** Undefined where no program names the questions. */
export function wordsFor(
  settings: Settings,
  [first, ...others]: readonly Program[],
): SummaryWords | undefined {
  if (first === undefined) return undefined
  const { FLOWS_DIR, LOCALES_DIR, PUBLIC_URL } = settings
  const read = (name: string): Readonly<Record<Language, TextTree>> => readTexts(LOCALES_DIR, name)
  const { programmes } = readProgrammes({ flowsDir: FLOWS_DIR, localesDir: LOCALES_DIR })
  const names = programmes.find(({ name }) => name === first.programme)?.names
  const host = PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).host]
  return summaryWords({
    programs: [first, ...others],
    findings: read('findings'),
    summary: read('summary'),
    picture: read('picture'),
    source: (language) => [names?.[language] ?? first.programme, ...host].join(' · '),
  })
}
