/** The round in which people say whether a summary matches what they see; it closes by itself. */
import { FOLLOW_UP_OPEN } from '../limits.ts'
import type { Database } from '../store/database.ts'
import { type RoundRow, readRounds, readRoundsIn } from '../store/rounds.ts'
import { readCurrentProgram } from '../store/survey.ts'
import { closeOneRound, openRound } from '../survey/rounds.ts'
import { type Refusal, refused, type Summary } from './summary.ts'

/** Every summary has one at most: undefined when it is over, or the programme asks none (`flow` is undefined). */
export async function ensureFollowUp(
  database: Database,
  { row, round: about }: Summary,
  flow: string | undefined,
  by: string,
  now: number,
): Promise<RoundRow | undefined | Refusal> {
  if (flow === undefined) return undefined
  const { programme } = about
  const known = (await readRounds(database, programme, flow)).find(({ summary }) => summary === row.id)
  if (known !== undefined) return known.state === 'open' ? known : undefined
  const program = await readCurrentProgram(database, programme, flow)
  if (program === undefined)
    return refused(
      `The flow ${programme}/${flow}, which asks what people say of a summary, is not in this store yet. Start the server once: hearback serve`,
    )
  const opened = await openRound(
    database,
    {
      ...{ programme, flow, program, by, summary: row.id, closesAt: now + FOLLOW_UP_OPEN },
      name: `${about.flow} ${about.number}/${row.number}`,
    },
    now,
  )
  return opened.round
}

/** Nobody is asked about it any more; who is answering may finish. False when it was over, or never was. */
export async function endFollowUp(
  database: Database,
  { row }: Pick<Summary, 'row'>,
  by: string,
  now: number,
): Promise<boolean> {
  // By the summary: what the programme names as its follow-up today may be another flow, or none.
  const standing = await readRoundsIn(database, ['open', 'paused'])
  const known = standing.find(({ summary }) => summary === row.id)
  if (known === undefined) return false
  await closeOneRound(database, known, now, by)
  return true
}
