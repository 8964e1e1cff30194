/** A round's answers as CSV, one respondent a row, streamed: memory does not grow with the round. RESTRICTED. */
import { pathOf } from '../findings/path.ts'
import type { RespondentRow } from '../findings/tally.ts'
import type { Language, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { BOM, csvRow, csvText } from './csv.ts'
import { type ExportedRespondent, exportColumns } from './export-columns.ts'
import { programsOf, respondentsOf } from './read-round.ts'

export interface ExportOptions {
  /** In the order given. All of one flow. */
  readonly rounds: readonly RoundRow[]
  readonly language: Language
  /** Channels to leave out, such as `webchat`. */
  readonly without: readonly string[]
}

/**
 * Pieces of the file: byte order mark, question ids, labels, HXL tags, then respondents in the order of their random
 * ids, never in that of time. With several rounds the columns are those of all their programs.
 */
export async function* exportAnswers(
  database: Database,
  { rounds, language, without }: ExportOptions,
): AsyncGenerator<string> {
  const used = new Map<string, Program>()
  // The newest round's wording and order win.
  for (const round of rounds.toReversed())
    for (const program of (await programsOf(database, round)) ?? []) used.set(program.hash, program)
  const [newest, ...others] = used.values()
  if (newest === undefined) return
  const programs = [newest, ...others] as const
  const head = exportColumns({ programs: [...programs], language, round: { number: 0, name: '' } })
  yield BOM + csvRow(head.map(({ id }) => csvText(id)))
  yield csvRow(head.map(({ label }) => csvText(label)))
  yield csvRow(head.map(({ hxl }) => csvText(hxl)))
  for (const round of rounds) {
    const columns = exportColumns({ programs: [...programs], language, round })
    for await (const respondent of respondentsOf(database, round.id, without)) {
      const exported = withPath(respondent, used, newest)
      yield csvRow(columns.map((column) => column.cell(exported)))
    }
  }
}

function withPath(
  respondent: RespondentRow,
  programs: ReadonlyMap<string, Program>,
  newest: Program,
): ExportedRespondent {
  const answers = new Map(respondent.answers.map(({ question, value }) => [question, value]))
  const program = programs.get(respondent.answers[0]?.program ?? '') ?? newest
  const { put } = pathOf(
    program,
    program.questions.map(({ id }) => answers.get(id) ?? null),
  )
  return {
    respondent,
    answers,
    put: new Set(program.questions.filter((_, slot) => put[slot]).map(({ id }) => id)),
  }
}
