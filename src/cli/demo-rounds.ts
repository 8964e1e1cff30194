/** Simulated rounds, written as a round is after its cut. */
import type { Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { markClosed, type RoundRow } from '../store/rounds.ts'
import { closeOneRound, openRound } from '../survey/rounds.ts'
import type { SimulatedRound } from '../survey/simulate/simulate-round.ts'

const DAY = 24 * 3_600_000
const OPEN_FOR = 30 * DAY

export interface FinishedRound {
  readonly program: Program
  readonly name: string
  readonly opened: number
  readonly simulated: SimulatedRound
}

/** The round as it is at its end. */
export async function keepRound(
  database: Database,
  { program, name, opened, simulated }: FinishedRound,
): Promise<RoundRow> {
  const { programme, flow, hash } = program
  const { round } = await openRound(database, { programme, flow, program: hash, name, madeUp: true }, opened)
  return await keepAnswers(database, round, program, simulated)
}

/** Nobody's contact, times coarsened to a day, rows in the order of random ids; the round is closed then. */
export async function keepAnswers(
  database: Database,
  round: RoundRow,
  { hash }: Program,
  { respondents, outcomes }: SimulatedRound,
): Promise<RoundRow> {
  const { tables } = database
  const at = round.opened_at
  await database.write(async (writer) => {
    await writer.insert(
      tables.respondents,
      respondents.map(({ id, channel, language, finished }) => ({
        ...{ id, round: round.id, channel, language, finished },
      })),
    )
    await writer.insert(
      tables.answers,
      respondents.flatMap(({ id, answers }) =>
        [...answers].map(([question, value]) => ({
          ...{ respondent: id, question, value: JSON.stringify(value), program: hash, at },
        })),
      ),
    )
    await writer.insert(
      tables.outcomes,
      [...outcomes].map(([outcome, count]) => ({ round: round.id, outcome, count })),
    )
  })
  const closed = at + OPEN_FOR
  await closeOneRound(database, round, closed)
  await markClosed(database, round.id)
  return { ...round, state: 'closed', closed_at: closed }
}
