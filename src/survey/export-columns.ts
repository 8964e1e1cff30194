/**
 * The columns of an export of answers: which there are, how they are called, and what stands in them for one
 * respondent. Option ids are written, never labels: labels differ by language and round.
 */
import { mergeQuestions, placesAbove } from '../findings/layout.ts'
import type { RespondentRow } from '../findings/tally.ts'
import { type Answer, isNonAnswer, type Language, type Program, type Question } from '../flow/program.ts'
import { csvText, csvValue } from './csv.ts'

/** Codes that stand where no answer does; −97 to −99 are the field's, −95 and −96 keep two more cases apart. */
export const MISSING = {
  /** Put, and left without any reply: they stopped there. */
  dropped: -95,
  skipped: -96,
  no_answer: -97,
  dont_know: -98,
  /** Never put: routing, a question of another program, or they stopped before. */
  not_asked: -99,
} as const

/** A respondent's answers with what was put to them. */
export interface ExportedRespondent {
  readonly respondent: RespondentRow
  readonly answers: ReadonlyMap<string, Answer>
  /** Ids of questions that were put. */
  readonly put: ReadonlySet<string>
}

export interface Column {
  readonly id: string
  readonly label: string
  readonly hxl: string
  /** A finished cell of CSV. */
  cell(exported: ExportedRespondent): string
}

export interface ColumnOptions {
  /** The round's own first. */
  readonly programs: readonly [Program, ...Program[]]
  readonly language: Language
  readonly round: { readonly number: number; readonly name: string }
}

export function exportColumns({ programs, language, round }: ColumnOptions): Column[] {
  const questions = mergeQuestions(programs)
  return [
    fixed('respondent', 'Respondent (random)', '#meta+id', ({ respondent }) => csvValue(respondent.id)),
    fixed('round', 'Round', '#meta+round', () => csvValue(round.number)),
    fixed('round_name', 'Name of the round', '#meta+round+name', () => csvText(round.name)),
    fixed('channel', 'Channel', '#meta+channel', ({ respondent }) => csvValue(respondent.channel)),
    fixed('language', 'Language', '#meta+language', ({ respondent }) => csvValue(respondent.language)),
    fixed('finished', 'Reached the end', '#meta+finished', ({ respondent }) =>
      csvValue(respondent.finished ? 1 : 0),
    ),
    fixed('program', 'Program', '#meta+program', ({ respondent }) =>
      csvValue(respondent.answers[0]?.program ?? ''),
    ),
    ...questions.flatMap((question) => columnsOf(question, programs, language)),
  ]
}

function columnsOf(question: Question, programs: readonly Program[], language: Language): Column[] {
  const label = textOf(programs, language, question.id, 'text') ?? question.id
  switch (question.kind) {
    case 'place':
      return placeColumns(question, programs, language, label)
    case 'choose_many':
      return [
        column(question.id, label, hxlOf(question, language), (answer) => csvText(joined(answer))),
        ...question.options.map((option) =>
          column(
            `${question.id}/${option}`,
            `${label} – ${textOf(programs, language, question.id, 'options', option) ?? option}`,
            `${hxlOf(question, language)}+${attribute(option)}`,
            (answer) => csvValue(Array.isArray(answer) && answer.includes(option) ? 1 : 0),
            question.id,
          ),
        ),
      ]
    case 'number':
      return [
        column(question.id, label, `${hxlOf(question, language)}+num`, (answer) =>
          typeof answer === 'number' ? csvValue(answer) : csvText(joined(answer)),
        ),
      ]
    case 'text':
      return [
        column(
          question.id,
          `RESTRICTED – ${label}`,
          `${hxlOf(question, language)}+text+restricted`,
          (answer) => csvText(joined(answer)),
        ),
      ]
    default:
      return [column(question.id, label, hxlOf(question, language), (answer) => csvText(joined(answer)))]
  }
}

/** A code and a name for each level walked down, the widest first. */
function placeColumns(
  question: Question,
  programs: readonly Program[],
  language: Language,
  label: string,
): Column[] {
  const places = new Map(
    programs.toReversed().flatMap((program) => program.places.map((place) => [place.code, place] as const)),
  )
  const levels = [...new Set(programs.flatMap((program) => program.levels))]
  const at = (answer: Answer, level: string) =>
    placesAbove(String(answer), places).find((place) => place.level === level)?.code
  const several = programs.flatMap(({ questions }) => questions).filter(({ kind }) => kind === 'place')
  const adm = new Set(several.map(({ id }) => id)).size === 1 ? '' : `+${attribute(question.id)}`
  return [
    column(question.id, label, `#loc${adm}+code`, (answer) => csvText(joined(answer))),
    ...levels.flatMap((level, depth) => [
      column(
        `${question.id}/${level}`,
        `${label} – ${level}, code`,
        `#adm${depth + 1}${adm}+code`,
        (answer) => csvText(at(answer, level) ?? ''),
        question.id,
      ),
      column(
        `${question.id}/${level}/name`,
        `${label} – ${level}`,
        `#adm${depth + 1}${adm}+name+i_${attribute(language)}`,
        (answer) => csvText(places.get(at(answer, level) ?? '')?.names[language] ?? at(answer, level) ?? ''),
        question.id,
      ),
    ]),
  ]
}

/** A column over one question's answer; where there is none, the code that says why. */
function column(
  id: string,
  label: string,
  hxl: string,
  write: (answer: Answer) => string,
  question = id,
): Column {
  return {
    id,
    label,
    hxl,
    cell: ({ answers, put }) => {
      const answer = answers.get(question)
      if (answer === undefined) return csvValue(put.has(question) ? MISSING.dropped : MISSING.not_asked)
      if (!isNonAnswer(answer)) return write(answer)
      const code = (MISSING as Readonly<Record<string, number>>)[answer.nonanswer]
      // A flow may offer non-answers of its own; they keep their name.
      return code === undefined ? csvText(answer.nonanswer) : csvValue(code)
    },
  }
}

const fixed = (id: string, label: string, hxl: string, cell: Column['cell']): Column => ({
  id,
  label,
  hxl,
  cell,
})

/** Space-joined, as field tools write several answers: option ids hold no space. */
const joined = (answer: Answer): string => (Array.isArray(answer) ? answer.join(' ') : String(answer))

const hxlOf = (question: Question, language: Language): string =>
  question.as === 'sex' || question.as === 'age_band'
    ? `#affected+${question.as === 'sex' ? 'sex' : 'age'}`
    : `#indicator+${attribute(question.id)}${question.kind === 'text' ? `+i_${attribute(language)}` : ''}`

/** HXL attributes are letters, digits and underscores. */
const attribute = (id: string): string => id.toLowerCase().replace(/[^a-z0-9_]/g, '_')

/** Labels: in the language asked for, else the program's first. */
function textOf(programs: readonly Program[], language: Language, ...path: string[]): string | undefined {
  for (const program of programs) {
    for (const tongue of [language, program.languages[0]]) {
      let node: unknown = program.texts[tongue]
      for (const key of path)
        node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined
      if (typeof node === 'string') return node
    }
  }
  return undefined
}
