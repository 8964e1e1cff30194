/** The demonstration's summaries: drafted, approved, shared with nobody, and answered by simulated people. */
import { eq } from 'drizzle-orm'
import { prepare } from '../engine/runnable.ts'
import type { Program } from '../flow/program.ts'
import { approveSummary } from '../outreach/approve-summary.ts'
import { draftSummary } from '../outreach/draft-summary.ts'
import { shareSummary } from '../outreach/share-summary.ts'
import type { Refusal } from '../outreach/summary.ts'
import { readTexts } from '../programmes/read-texts.ts'
import type { Settings } from '../settings.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { readPublishedRound } from '../survey/published.ts'
import type { SampleYear } from '../survey/simulate/opinions.ts'
import { simulateRound } from '../survey/simulate/simulate-round.ts'
import { keepAnswers } from './demo-rounds.ts'
import { wordsFor } from './summary/verb.ts'

const DAY = 24 * 3_600_000
/** Two made-up members of staff: nobody approves what they wrote themselves. */
const [WRITER, READER] = ['Demo researcher', 'Demo coordinator']

export interface MadeUpSummary {
  readonly round: RoundRow
  /** Whom it is for; null: everybody. */
  readonly place: string | null
  readonly followUp: Program
  /** What simulated people of this year say of it, and how many do; none: it is shared today and can be answered. */
  readonly year: SampleYear
  readonly people: number
}

/** Throws when one of the verbs refuses: the demonstration's own data is at fault then. */
export async function keepSummary(
  database: Database,
  settings: Settings,
  { round, place, followUp, year, people }: MadeUpSummary,
): Promise<void> {
  const now = people === 0 ? Date.now() - 2 * DAY : (round.closed_at ?? round.opened_at) + 10 * DAY
  const published = await readPublishedRound(database, round)
  const words = wordsFor(settings, published.programs)
  if (words === undefined) throw new Error('The round has no program in this store.')
  const wanted = { round, place, findings: null, by: WRITER }
  const drafted = done(await draftSummary(database, wanted, () => words, now))
  const approved = done(await approveSummary(database, drafted, published, READER, words, now + DAY))
  const shared = done(
    await shareSummary(
      database,
      approved,
      published,
      words,
      {
        ...{ by: READER, contacts: false, groups: [] },
        ...{ followUp: followUp.flow, dataDir: settings.DATA_DIR },
      },
      now + 2 * DAY,
    ),
  )
  if (shared.followUp === undefined || people === 0) return
  const { rounds } = database.tables
  const { id } = shared.followUp
  await database.write(async ({ queries }) => {
    await queries.update(rounds).set({ made_up: true }).where(eq(rounds.id, id))
  })
  const runnable = prepare(followUp, readTexts(settings.LOCALES_DIR, 'common'))
  const simulated = simulateRound(runnable, year, people, now + 2 * DAY)
  await keepAnswers(database, shared.followUp, followUp, simulated)
}

function done<T extends object>(result: T | Refusal): T {
  if ('kind' in result && 'reason' in result) throw new Error(String(result.reason))
  // A refusal is told by its reason.
  return result as T
}
