/**
 * The columns of an export of answers: which there are, how they are called, and what stands in them for one
 * respondent. Option ids are written, never labels: labels differ by language and round.
 */
import { mergeQuestions, placesAbove } from '../findings/layout.ts'
import type { RespondentRow } from '../findings/tally.ts'
import { type Answer, isNonAnswer, type Language, type Program, type Question } from '../flow/program.ts'
import { labelsOf, levelLabel } from './export-labels.ts'
import type { ExportTexts } from './export-texts.ts'
import { attribute, hashtagOfLevel, inLanguage } from './hxl.ts'
import { MISSING } from './missing.ts'
import type { TableColumn, Value } from './table.ts'

/** A respondent's answers with what was put to them. */
export interface ExportedRespondent {
  readonly respondent: RespondentRow
  readonly answers: ReadonlyMap<string, Answer>
  /** Ids of questions that were put. */
  readonly put: ReadonlySet<string>
}

export interface AnswerColumn extends TableColumn {
  value(exported: ExportedRespondent): Value
}

export interface ColumnOptions {
  /** The round's own first. */
  readonly programs: readonly [Program, ...Program[]]
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
  readonly round: { readonly number: number; readonly name: string; readonly made_up: boolean }
}

export function answerColumns({ programs, language, texts, round }: ColumnOptions): AnswerColumn[] {
  const fixed = (id: string, hxl: string, value: AnswerColumn['value']): AnswerColumn => ({
    id,
    label: texts.fill(`columns.${id}`, language),
    hxl,
    value,
  })
  const sources = { programs, language, texts }
  return [
    fixed('respondent', '#respondee+id', ({ respondent }) => respondent.id),
    fixed('round', '#meta+round+num', () => round.number),
    fixed('round_name', '#meta+round+name', () => round.name),
    fixed('made_up', '#meta+made_up', () => (round.made_up ? 1 : 0)),
    fixed('channel', '#meta+channel', ({ respondent }) => respondent.channel),
    fixed('language', '#meta+language', ({ respondent }) => respondent.language),
    fixed('finished', '#meta+finished', ({ respondent }) => (respondent.finished ? 1 : 0)),
    fixed('program', '#meta+program', ({ respondent }) => respondent.answers[0]?.program ?? null),
    ...mergeQuestions(programs).flatMap((question) => columnsOf(question, sources)),
  ]
}

type Sources = Omit<ColumnOptions, 'round'>

function columnsOf(question: Question, sources: Sources): AnswerColumn[] {
  const labels = labelsOf(sources.programs, sources.language, sources.texts)
  const label = labels.question(question.id)
  const hxl = hxlOf(question)
  switch (question.kind) {
    case 'place':
      return placeColumns(question, label, sources)
    case 'choose_many':
      return [
        column(question.id, label, `${hxl}+list`, joined),
        ...question.options.map((option) =>
          column(
            `${question.id}/${option}`,
            `${label} – ${labels.option(question.id, option)}`,
            `${hxl}+${attribute(option)}`,
            (answer) => (Array.isArray(answer) && answer.includes(option) ? 1 : 0),
            question.id,
          ),
        ),
      ]
    case 'number':
      return [
        column(question.id, label, `${hxl}+num`, (answer) =>
          typeof answer === 'number' ? answer : joined(answer),
        ),
      ]
    case 'text':
      return [column(question.id, `RESTRICTED – ${label}`, `${hxl}+text+restricted`, joined)]
    default:
      return [column(question.id, label, hxl, joined)]
  }
}

/** A code and a name for each level walked down, the widest first. */
function placeColumns(
  question: Question,
  label: string,
  { programs, language, texts }: Sources,
): AnswerColumn[] {
  const places = new Map(
    programs.toReversed().flatMap((program) => program.places.map((place) => [place.code, place] as const)),
  )
  const levels = [...new Set(programs.flatMap((program) => program.levels))]
  const at = (answer: Answer, level: string) =>
    placesAbove(String(answer), places).find((place) => place.level === level)?.code ?? null
  const several = programs.flatMap(({ questions }) => questions).filter(({ kind }) => kind === 'place')
  const own = new Set(several.map(({ id }) => id)).size === 1 ? '' : `+${attribute(question.id)}`
  const code = texts.fill('code', language)
  return [
    column(question.id, label, `#loc${own}+code`, joined),
    ...levels.flatMap((level, depth) => [
      column(
        `${question.id}/${level}`,
        `${label} – ${levelLabel(level, language, texts)}, ${code}`,
        `${hashtagOfLevel(depth)}${own}+code`,
        (answer) => at(answer, level),
        question.id,
      ),
      column(
        `${question.id}/${level}/name`,
        `${label} – ${levelLabel(level, language, texts)}`,
        `${hashtagOfLevel(depth)}${own}+name${inLanguage(language)}`,
        (answer) => places.get(at(answer, level) ?? '')?.names[language] ?? at(answer, level),
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
  write: (answer: Answer) => Value,
  question = id,
): AnswerColumn {
  return {
    id,
    label,
    hxl,
    value: ({ answers, put }) => {
      const answer = answers.get(question)
      if (answer === undefined) return put.has(question) ? MISSING.dropped : MISSING.not_asked
      if (!isNonAnswer(answer)) return write(answer)
      // A flow may offer non-answers of its own; they keep their name.
      return (MISSING as Readonly<Record<string, number>>)[answer.nonanswer] ?? answer.nonanswer
    },
  }
}

/** Space-joined, as field tools write several answers: option ids hold no space. */
const joined = (answer: Answer): string => (Array.isArray(answer) ? answer.join(' ') : String(answer))

const hxlOf = (question: Question): string =>
  question.as === 'sex' || question.as === 'age_band'
    ? `#respondee+${question.as === 'sex' ? 'sex' : 'age'}`
    : `#indicator+${attribute(question.id)}`
