/**
 * A round's answers for SPSS: options as numbers with their labels, the codes for no answer as user-missing values, and
 * questions with several answers as sets. People's own words are left out: nothing is computed from them, and the other
 * formats have them. RESTRICTED.
 */
import { mergeQuestions, placesAbove } from '../findings/layout.ts'
import { type Answer, isNonAnswer, type Program, type Question } from '../flow/program.ts'
import type { ExportedRespondent } from './export-columns.ts'
import { labelsOf, levelLabel } from './export-labels.ts'
import type { ExportTexts } from './export-texts.ts'
import { MISSING } from './missing.ts'
import { type SavSet, type SavVariable, savNames } from './sav.ts'

export interface SavColumns {
  readonly variables: readonly SavVariable[]
  readonly sets: readonly SavSet[]
  /** The values of one respondent, in the order of the variables. */
  values(respondent: ExportedRespondent, round: SavRound): (number | string | null)[]
}

export interface SavRound {
  readonly number: number
  readonly name: string
  readonly made_up: boolean
}

export interface SavOptions {
  /** The newest round's own first. */
  readonly programs: readonly [Program, ...Program[]]
  readonly rounds: readonly SavRound[]
  readonly language: string
  /** Channels that there are. */
  readonly channels: readonly string[]
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

interface Column extends Omit<SavVariable, 'name'> {
  readonly id: string
  /** The question whose set it is one of. */
  readonly set?: string
  value(respondent: ExportedRespondent, round: SavRound): number | string | null
}

/** Non-answers that a flow names itself come below those that all flows share. */
const OWN = -90
const MOST_OWN = 10
const RANGE: readonly [number, number] = [MISSING.not_asked, OWN + MOST_OWN - 1]

export function savColumns(options: SavOptions): SavColumns {
  const columns = [...fixedColumns(options), ...questionColumns(options)]
  const names = savNames(columns.map(({ id }) => id))
  const variables = columns.map(({ label, width, measure, valueLabels, missing }, at) => ({
    ...{ name: names[at] ?? '', label, width, measure, valueLabels, missing },
  }))
  const questions = [...new Set(columns.flatMap(({ set }) => set ?? []))]
  const labels = labelsOf(options.programs, options.language, options.texts)
  const sets = questions.map((question, at) => ({
    name: savNames(questions)[at] ?? '',
    label: labels.question(question),
    variables: columns.flatMap(({ set }, place) => (set === question ? [names[place] ?? ''] : [])),
  }))
  return {
    variables,
    sets,
    values: (respondent, round) => columns.map((column) => column.value(respondent, round)),
  }
}

function fixedColumns({ programs, rounds, language, channels, texts }: SavOptions): Column[] {
  const languages = [...new Set(programs.flatMap((program) => program.languages))]
  const label = (id: string) => texts.fill(`columns.${id}`, language)
  const yes: SavVariable['valueLabels'] = [
    [0, texts.fill('built_in.no', language) || '0'],
    [1, texts.fill('built_in.yes', language) || '1'],
  ]
  const text = (id: string, width: number, value: Column['value'], labelled = label(id)): Column => ({
    ...{ id, label: labelled, width, measure: 'nominal', valueLabels: [], missing: null, value },
  })
  const number = (id: string, valueLabels: SavVariable['valueLabels'], value: Column['value']): Column => ({
    ...{ id, label: label(id), width: null, measure: 'nominal', valueLabels, missing: null, value },
  })
  const numbered = (all: readonly string[]) => all.map((one, at) => [at + 1, one] as const)
  const placeIn = (all: readonly string[], one: string) => (all.includes(one) ? all.indexOf(one) + 1 : null)
  return [
    text('RESTRICTED', 10, () => 'RESTRICTED', texts.fill('restricted.answers', language)),
    text('respondent', 36, ({ respondent }) => respondent.id),
    number(
      'round',
      rounds.map((round) => [round.number, round.name]),
      (_, round) => round.number,
    ),
    number('made_up', yes, (_, round) => (round.made_up ? 1 : 0)),
    number('channel', numbered(channels), ({ respondent }) => placeIn(channels, respondent.channel)),
    number('language', numbered(languages), ({ respondent }) => placeIn(languages, respondent.language)),
    number('finished', yes, ({ respondent }) => (respondent.finished ? 1 : 0)),
  ]
}

function questionColumns(options: SavOptions): Column[] {
  return mergeQuestions(options.programs).flatMap((question): Column[] => {
    switch (question.kind) {
      case 'choose':
        return [chooseColumn(question.id, question.options, question, options)]
      case 'choose_many':
        return question.options.map((option) => tickColumn(option, question, options))
      case 'number':
        return [
          {
            ...base(question, options),
            ...{ id: question.id, measure: 'scale', valueLabels: silences(question, options) },
            value: coded(question, (answer) => (typeof answer === 'number' ? answer : null)),
          },
        ]
      case 'place':
        return placeColumns(question, options)
      default:
        return []
    }
  })
}

function chooseColumn(id: string, all: readonly string[], question: Question, options: SavOptions): Column {
  const labels = labelsOf(options.programs, options.language, options.texts)
  const scale = question.kind === 'choose' && question.scale !== undefined
  return {
    ...base(question, options),
    id,
    measure: scale ? 'ordinal' : 'nominal',
    valueLabels: [
      ...all.map((option, at) => [at + 1, labels.option(question.id, option)] as const),
      ...silences(question, options),
    ],
    value: coded(question, (answer) => {
      const at = all.indexOf(String(answer))
      return at === -1 ? null : at + 1
    }),
  }
}

function tickColumn(option: string, question: Question, options: SavOptions): Column {
  const { programs, language, texts } = options
  const labels = labelsOf(programs, language, texts)
  const shared = base(question, options)
  return {
    ...shared,
    id: `${question.id}/${option}`,
    set: question.id,
    label: labels.option(question.id, option),
    measure: 'nominal',
    valueLabels: [
      [0, texts.fill('built_in.no', language)],
      [1, texts.fill('built_in.yes', language)],
      ...silences(question, options),
    ],
    value: coded(question, (answer) => (Array.isArray(answer) && answer.includes(option) ? 1 : 0)),
  }
}

/** One for each level walked down, the widest first; a place is its number in the list of its level. */
function placeColumns(question: Question, options: SavOptions): Column[] {
  const { programs, language, texts } = options
  const places = new Map(
    programs.toReversed().flatMap((program) => program.places.map((place) => [place.code, place] as const)),
  )
  const labels = labelsOf(programs, language, texts)
  const levels = [...new Set(programs.flatMap((program) => program.levels))]
  return levels.map((level) => {
    const own = [...places.values()].filter((place) => place.level === level).map(({ code }) => code)
    const shared = base(question, options)
    return {
      ...shared,
      id: `${question.id}/${level}`,
      label: `${shared.label} – ${levelLabel(level, language, texts)}`,
      measure: 'nominal' as const,
      valueLabels: [
        ...own.map((code, at) => [at + 1, labels.option(question.id, code)] as const),
        ...silences(question, options),
      ],
      value: coded(question, (answer) => {
        const code = placesAbove(String(answer), places).find((place) => place.level === level)?.code
        return code === undefined ? null : own.indexOf(code) + 1
      }),
    }
  })
}

function base(question: Question, { programs, language, texts }: SavOptions) {
  const label = labelsOf(programs, language, texts).question(question.id)
  return { label, width: null, missing: RANGE }
}

/** What stands for no answer, with its words. */
function silences(question: Question, { language, texts }: SavOptions): [number, string][] {
  return [
    ...Object.entries(MISSING).map(([name, code]): [number, string] => [
      code,
      texts.fill(`readme.missing.${name}`, language),
    ]),
    ...ownSilences(question).map((name, at): [number, string] => [OWN + at, name]),
  ]
}

const ownSilences = ({ also }: Question): string[] =>
  also.filter((name) => !Object.hasOwn(MISSING, name)).slice(0, MOST_OWN)

/** A column over one question's answer; where there is none, the code that says why. */
function coded(question: Question, write: (answer: Answer) => number | null): Column['value'] {
  const own = new Map(ownSilences(question).map((name, at) => [name, OWN + at]))
  const codes: Readonly<Record<string, number>> = MISSING
  return ({ answers, put }) => {
    const answer = answers.get(question.id)
    if (answer === undefined) return put.has(question.id) ? MISSING.dropped : MISSING.not_asked
    if (!isNonAnswer(answer)) return write(answer)
    return codes[answer.nonanswer] ?? own.get(answer.nonanswer) ?? null
  }
}
