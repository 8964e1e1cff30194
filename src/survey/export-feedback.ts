/**
 * What people wrote about summaries, in their own words: one row a text, with what they chose beside it. In the order of
 * random ids and without any time or id of a person: it is not to be found out who wrote. RESTRICTED.
 */
import type { Language, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import type { FollowUpRound } from '../store/feedback.ts'
import { type Labels, labelsOf } from './export-labels.ts'
import type { ExportTexts } from './export-texts.ts'
import { inLanguage } from './hxl.ts'
import { programsOf, respondentsOf } from './read-round.ts'
import type { Table, TableColumn, Value } from './table.ts'

export interface FeedbackOptions {
  readonly rounds: readonly FollowUpRound[]
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
  readonly without: readonly string[]
}

/** One text that somebody wrote. */
export interface Words {
  readonly from: FollowUpRound
  readonly labels: Labels
  /** The question that they answered with it. */
  readonly question: string
  readonly words: string
  /** Option of the flow's first question with options; null when they chose none. */
  readonly verdict: { readonly question: string; readonly option: string } | null
  /** In which they were asked. */
  readonly language: Language
}

export function feedbackTable(database: Database, options: FeedbackOptions): Table {
  const columns = columnsOf(options)
  async function* rows(): AsyncGenerator<readonly Value[]> {
    for await (const words of wordsOf(database, options)) yield columns.map((column) => column.value(words))
  }
  return { columns, rows: rows() }
}

export async function* wordsOf(
  database: Database,
  { rounds, language, texts, without }: FeedbackOptions,
): AsyncGenerator<Words> {
  for (const from of rounds) {
    const programs = (await programsOf(database, from.round)) ?? []
    const labels = labelsOf(programs, language, texts)
    for await (const respondent of respondentsOf(database, from.round.id, without)) {
      const answers = new Map(respondent.answers.map(({ question, value }) => [question, value]))
      const verdict = verdictOf(programs, answers)
      for (const question of idsOf(programs, 'text')) {
        const words = answers.get(question)
        if (typeof words === 'string')
          yield { from, labels, question, words, verdict, language: respondent.language }
      }
    }
  }
}

function verdictOf(programs: readonly Program[], answers: ReadonlyMap<string, unknown>): Words['verdict'] {
  for (const question of idsOf(programs, 'choose')) {
    const option = answers.get(question)
    if (typeof option === 'string') return { question, option }
  }
  return null
}

const idsOf = (programs: readonly Program[], kind: 'text' | 'choose'): readonly string[] => [
  ...new Set(
    programs.flatMap(({ questions }) => questions.filter((one) => one.kind === kind).map(({ id }) => id)),
  ),
]

type WordsColumn = TableColumn & { value(words: Words): Value }

function columnsOf({ language, texts }: FeedbackOptions): WordsColumn[] {
  const plain = (id: string, hxl: string, value: WordsColumn['value']): WordsColumn => ({
    id,
    label: texts.fill(`columns.${id}`, language),
    hxl,
    value,
  })
  return [
    plain('programme', '#meta+programme', ({ from }) => from.about.programme),
    plain('flow', '#meta+flow', ({ from }) => from.about.flow),
    plain('round', '#meta+round+num', ({ from }) => from.about.number),
    plain('round_name', '#meta+round+name', ({ from }) => from.about.name),
    plain('summary', '#meta+summary+id', ({ from }) => from.summary.id),
    plain('summary_number', '#meta+summary+num', ({ from }) => from.summary.number),
    plain('summary_place', '#loc+code', ({ from }) => from.summary.place),
    plain('summary_place_name', `#loc+name${inLanguage(language)}`, ({ from, labels }) =>
      from.summary.place === null ? null : labels.filter({ by: 'place', ids: [from.summary.place] }),
    ),
    plain('asked_round', '#meta+asked+round+num', ({ from }) => from.round.number),
    plain('made_up', '#meta+made_up', ({ from }) => (from.round.made_up ? 1 : 0)),
    plain('verdict', '#indicator+verdict+code', ({ verdict }) => verdict?.option ?? null),
    plain('verdict_label', `#indicator+verdict+name${inLanguage(language)}`, ({ verdict, labels }) =>
      verdict === null ? null : labels.option(verdict.question, verdict.option),
    ),
    plain('question', '#indicator+code', ({ question }) => question),
    plain('words', '#indicator+text+restricted', ({ words }) => words),
    plain('language', '#meta+language', (words) => words.language),
  ]
}
