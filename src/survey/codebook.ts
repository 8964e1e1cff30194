/** What a round asked: its questions with everything that can be answered to them, and how their wording changed. */
import type { Language, Program, Question } from '../flow/program.ts'
import type { RoundRow } from '../store/rounds.ts'
import type { ExportTexts } from './export-texts.ts'
import { MISSING } from './missing.ts'

/** A round with the programs that name its questions, its own first. */
export interface AskedRound {
  readonly round: Pick<RoundRow, 'number' | 'name'>
  readonly programs: readonly Program[]
}

export interface CodebookSources {
  /** The round whose questions are listed. */
  readonly asked: AskedRound
  /** All rounds of the flow, the first one first: how wording changed. */
  readonly rounds: readonly AskedRound[]
  readonly languages: readonly Language[]
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

/** One entry of a codebook. */
export interface Entry {
  readonly question: Question
  /** The program of the round that has it, the newest first. */
  readonly program: Program
  readonly what: 'question' | 'option' | 'nonanswer' | 'part'
  /** Of the option, the non-answer or the part; for a question its own. */
  readonly id: string
  /** What stands for a non-answer in files. */
  readonly code: number | null
  /** The options that a part of the scale is made of. */
  readonly options: readonly string[]
}

/** Whether a question was put in the same words as when it was last asked. */
export type Change = 'first' | 'same' | 'changed' | 'within'

export interface WordingOfRound {
  readonly round: number
  /** Of the programs that had it, apart by spaces; null: it was not asked. */
  readonly wording: string | null
  readonly programs: readonly string[]
  /** `within`: it was put in more than one wording in this round. */
  readonly change: Change | null
}

/** Consents too, since what people agreed to belongs to the method; their replies are in no file. */
export function entriesOf(programs: readonly Program[]): Entry[] {
  const known = new Set<string>()
  return programs.flatMap((program) =>
    program.questions.flatMap((question) => {
      if (known.has(question.id)) return []
      known.add(question.id)
      return entriesOfQuestion(question, program, programs)
    }),
  )
}

function entriesOfQuestion(question: Question, program: Program, programs: readonly Program[]): Entry[] {
  const entry = (what: Entry['what'], id: string, more: Partial<Entry> = {}): Entry => ({
    ...{ question, program, what, id, code: null, options: [] },
    ...more,
  })
  // An option that was withdrawn within the round was answered before.
  const same = programs.flatMap(({ questions }) => questions.filter(({ id }) => id === question.id))
  const options = new Set(same.flatMap((one) => ('options' in one ? one.options : [])))
  const also = new Set(same.flatMap((one) => one.also))
  const codes: Readonly<Record<string, number>> = MISSING
  const skipped = same.some(({ optional }) => optional) ? ['skipped'] : []
  return [
    entry('question', question.id),
    ...[...options].map((id) => entry('option', id)),
    ...[...also, ...skipped].map((id) => entry('nonanswer', id, { code: codes[id] ?? null })),
    ...(question.kind === 'choose' ? (question.scale ?? []) : []).map((part) =>
      entry('part', part.id, { options: part.options }),
    ),
  ]
}

/** A question's wording in each round, and whether it changed since the round that it was asked in before. */
export function wordingsOf(question: string, rounds: readonly AskedRound[]): WordingOfRound[] {
  let before: string | null = null
  return rounds.map(({ round, programs }) => {
    const having = programs.filter(({ questions }) => questions.some(({ id }) => id === question))
    const hashes = new Set(
      having.flatMap(({ questions }) =>
        questions.filter(({ id }) => id === question).map((one) => one.wording),
      ),
    )
    const wording = hashes.size === 0 ? null : [...hashes].join(' ')
    const change = wording === null ? null : changeOf(before, wording, hashes.size)
    // The round's own program comes first, and the next round is compared with it.
    before = [...hashes][0] ?? before
    return { round: round.number, wording, programs: having.map(({ hash }) => hash), change }
  })
}

function changeOf(before: string | null, wording: string, count: number): Change {
  if (count > 1) return 'within'
  if (before === null) return 'first'
  return before === wording ? 'same' : 'changed'
}

/** What the flow says of a question beside its options, named as the flow's author names it. */
export type SettingsOf = Readonly<Record<string, string | number | boolean>>

export function settingsOf(question: Question): SettingsOf {
  return {
    ...(question.optional ? { optional: true } : {}),
    ...(question.as === undefined ? {} : { as: question.as }),
    ...(question.by === undefined ? {} : { by: true }),
    ...ownSettings(question),
  }
}

function ownSettings(question: Question): SettingsOf {
  switch (question.kind) {
    case 'choose_many':
      return {
        at_most: question.atMost,
        ...(question.alone.length === 0 ? {} : { alone: question.alone.join(' ') }),
      }
    case 'number':
      return {
        ...(question.min === undefined ? {} : { min: question.min }),
        ...(question.max === undefined ? {} : { max: question.max }),
        ...(question.whole ? { whole: true } : {}),
        ...(question.bands === undefined ? {} : { bands: question.bands.join(' ') }),
      }
    case 'text':
      return { max: question.max }
    case 'place':
      return { level: question.level }
    case 'consent':
      return { for: question.purpose }
    default:
      return {}
  }
}

/** Whose answers a question's percents are of. `text` and `consent`: nothing of it is published. */
export type BaseOf = 'answered' | 'text' | 'consent'

export const baseOf = ({ kind }: Question): BaseOf =>
  kind === 'consent' || kind === 'text' ? kind : 'answered'
