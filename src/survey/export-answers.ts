/** A round's answers, one respondent a row, streamed: memory does not grow with the round. RESTRICTED. */
import { pathOf } from '../findings/path.ts'
import type { RespondentRow } from '../findings/tally.ts'
import type { Language, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { answerColumns, type ExportedRespondent } from './export-columns.ts'
import type { ExportTexts } from './export-texts.ts'
import { programsOf, respondentsOf } from './read-round.ts'
import type { Table, Value } from './table.ts'

export interface ExportOptions {
  /** In the order given. All of one flow. */
  readonly rounds: readonly RoundRow[]
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
  /** Channels to leave out, such as `webchat`. */
  readonly without: readonly string[]
}

/**
 * Respondents in the order of their random ids, never in that of time. With several rounds the columns are those of all
 * their programs. Undefined when none of these is in the store.
 */
export async function answersTable(
  database: Database,
  { rounds, language, texts, without }: ExportOptions,
): Promise<Table | undefined> {
  const used = new Map<string, Program>()
  // The newest round's wording and order win.
  for (const round of rounds.toReversed())
    for (const program of (await programsOf(database, round)) ?? []) used.set(program.hash, program)
  const [newest, ...others] = used.values()
  if (newest === undefined) return undefined
  const programs = [newest, ...others] as const
  const columnsOf = (round: Pick<RoundRow, 'number' | 'name' | 'made_up'>) =>
    answerColumns({ programs: [...programs], language, texts, round })
  async function* rows(): AsyncGenerator<readonly Value[]> {
    for (const round of rounds) {
      const columns = columnsOf(round)
      for await (const respondent of respondentsOf(database, round.id, without)) {
        const exported = withPath(respondent, used, programs[0])
        yield columns.map((column) => column.value(exported))
      }
    }
  }
  return { columns: columnsOf({ number: 0, name: '', made_up: false }), rows: rows() }
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
