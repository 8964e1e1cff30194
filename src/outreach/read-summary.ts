/** Summaries as the store has them, with the rounds that they tell of. */
import type { Database } from '../store/database.ts'
import { type RoundRow, readAllRounds } from '../store/rounds.ts'
import { readSummariesOf, readSummary } from '../store/summaries.ts'
import { type Refusal, refused, type Summary, type SummaryBody, type SummaryRow } from './summary.ts'

/** By id, or by `programme/flow/round/number`. */
export async function findSummary(database: Database, name: string): Promise<Summary | Refusal> {
  const rounds = await readAllRounds(database)
  const [programme, flow, number, own] = name.split('/')
  if (own === undefined) {
    const row = await readSummary(database, name)
    const round = rounds.find(({ id }) => id === row?.round)
    if (row === undefined || round === undefined) return refused(notThere(name))
    return summaryOf(row, round)
  }
  const round = rounds.find(
    (one) => one.programme === programme && one.flow === flow && one.number === Number(number),
  )
  const rows = round === undefined ? [] : await readSummariesOf(database, [round.id])
  const row = rows.find((one) => one.number === Number(own))
  if (row === undefined || round === undefined) return refused(notThere(name))
  return summaryOf(row, round)
}

/** All of a programme, by round. */
export async function listSummaries(database: Database, programme?: string): Promise<Summary[]> {
  const rounds = (await readAllRounds(database)).filter(
    (round) => programme === undefined || round.programme === programme,
  )
  const rows = await readSummariesOf(
    database,
    rounds.map(({ id }) => id),
  )
  return rounds.flatMap((round) =>
    rows.filter((row) => row.round === round.id).map((row) => summaryOf(row, round)),
  )
}

/** What a summary says that has been shared and not taken back. */
export async function readShared(database: Database, id: string): Promise<SummaryBody | undefined> {
  const row = await readSummary(database, id)
  return row?.state === 'shared' ? (row.body as SummaryBody) : undefined
}

/** What `findSummary` finds it by. */
export const nameOf = ({ row, round }: Summary): string =>
  `${round.programme}/${round.flow}/${round.number}/${row.number}`

// Written by this room alone, see `SummaryBody`.
const summaryOf = (row: SummaryRow, round: RoundRow): Summary => ({
  row,
  round,
  body: row.body as SummaryBody,
})

const notThere = (name: string) => `There is no summary ${name}. See: hearback summary list`
