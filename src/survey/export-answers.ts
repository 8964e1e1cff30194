/** A round's answers, one respondent a row, streamed: memory does not grow with the round. RESTRICTED. */
import { pathOf } from '../findings/path.ts'
import type { RespondentRow } from '../findings/tally.ts'
import type { Language, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { channelsOf } from '../store/survey.ts'
import { answerColumns, type ExportedRespondent } from './export-columns.ts'
import { type SavRound, savColumns } from './export-sav.ts'
import type { ExportTexts } from './export-texts.ts'
import { programsOf, respondentsOf } from './read-round.ts'
import type { SavFile } from './sav.ts'
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
export async function answersTable(database: Database, options: ExportOptions): Promise<Table | undefined> {
  const found = await readAnswers(database, options)
  if (found === undefined) return undefined
  const columnsOf = (round: SavRound) => answerColumns({ ...options, programs: found.programs, round })
  async function* rows(): AsyncGenerator<readonly Value[]> {
    const columns = new Map(options.rounds.map((round) => [round, columnsOf(round)]))
    for await (const [round, respondent] of found?.respondents() ?? [])
      yield (columns.get(round) ?? []).map((column) => column.value(respondent))
  }
  return { columns: columnsOf({ number: 0, name: '', made_up: false }), rows: rows() }
}

/** The same as a file for SPSS. */
export async function answersSav(database: Database, options: ExportOptions): Promise<SavFile | undefined> {
  const found = await readAnswers(database, options)
  if (found === undefined) return undefined
  const { language, texts, rounds } = options
  const channels = await channelsOf(
    database,
    rounds.map(({ id }) => id),
  )
  const columns = savColumns({ programs: found.programs, rounds, language, channels, texts })
  async function* cases() {
    for await (const [round, respondent] of found?.respondents() ?? [])
      yield columns.values(respondent, round)
  }
  const notice = texts.fill('restricted.answers', language)
  return {
    ...{ label: notice, variables: columns.variables, sets: columns.sets, cases: cases() },
    notes: [notice, ...(rounds.some(({ made_up }) => made_up) ? [texts.fill('made_up', language)] : [])],
  }
}

interface Answers {
  /** The newest round's wording and order first. */
  readonly programs: readonly [Program, ...Program[]]
  respondents(): AsyncGenerator<readonly [RoundRow, ExportedRespondent]>
}

async function readAnswers(
  database: Database,
  { rounds, without }: ExportOptions,
): Promise<Answers | undefined> {
  const used = new Map<string, Program>()
  for (const round of rounds.toReversed())
    for (const program of (await programsOf(database, round)) ?? []) used.set(program.hash, program)
  const [newest, ...others] = used.values()
  if (newest === undefined) return undefined
  return {
    programs: [newest, ...others],
    async *respondents() {
      for (const round of rounds)
        for await (const respondent of respondentsOf(database, round.id, without))
          yield [round, withPath(respondent, used, newest)]
    },
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
