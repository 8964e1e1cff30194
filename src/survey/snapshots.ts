/**
 * What pages show: figures as they were published, not as they are this moment. A new snapshot is made only after ten
 * people joined or left, and within it a question's figures move on only by the rules of findings/difference.ts;
 * until then its older figures stand, with their own date and base. See docs/decisions.
 */
import { mayFollow } from '../findings/difference.ts'
import type { Finding, Weighting } from '../findings/finding.ts'
import { publish } from '../findings/publish.ts'
import { PUBLIC_MINIMUM } from '../limits.ts'
import type { Database } from '../store/database.ts'
import { countRespondents, type RoundRow, readAllRounds } from '../store/rounds.ts'
import { insertSnapshot, readLastSnapshot } from '../store/survey.ts'
import { countRound } from './tallies.ts'

export type DatedFinding = Finding & {
  /** Epoch milliseconds of the snapshot that it first stood in. */
  readonly at: number
}

/** The body of a row of `snapshots`. */
export interface Snapshot {
  /** With at least one answer. */
  readonly respondents: number
  /** Rows of respondents there were: tells cheaply whether it is time to count again. */
  readonly rows: number
  /** Hashes of the programs that name its questions and options, the newest first. */
  readonly programs: readonly string[]
  readonly weighting: Weighting
  readonly findings: readonly DatedFinding[]
}

/** Counting a large round takes seconds of the event loop, in small pieces: not more often than this. */
const LARGE = 1000
const LARGE_EVERY = 5 * 60_000

/** Rows of each round when it was last counted in vain, so that the same round is not counted again for nothing. */
const countedInVain = new WeakMap<Database, Map<string, number>>()

const publicly = { minimum: PUBLIC_MINIMUM }

/** Makes the snapshots that are due, of every round that may still change or has none. Returns how many it made. */
export async function refreshSnapshots(database: Database, now: number): Promise<number> {
  let made = 0
  for (const round of await readAllRounds(database))
    if (await refreshSnapshot(database, round, now)) made += 1
  return made
}

/** True when a new snapshot was made. */
export async function refreshSnapshot(database: Database, round: RoundRow, now: number): Promise<boolean> {
  const last = await readLastSnapshot(database, round.id)
  // The newest figures of a closed round stand: nobody joins any more, and nobody can be found to leave.
  if (round.state === 'closed' && last !== undefined) return false
  const rows = await countRespondents(database, round.id)
  const lastRows = last === undefined ? 0 : (last.body as Snapshot).rows
  if (Math.abs(rows - lastRows) < PUBLIC_MINIMUM) return false
  if (round.state === 'open' && rows > LARGE && last !== undefined && now - last.at < LARGE_EVERY)
    return false
  const inVain = countedInVain.get(database) ?? new Map<string, number>()
  countedInVain.set(database, inVain)
  if (inVain.get(round.id) === rows) return false
  const counted = await countRound(database, round)
  if (counted === undefined) return false
  // Rows may lack answers, and people may have joined or left since the rows were counted.
  const { respondents } = counted.tallies
  if (Math.abs(respondents - (last?.respondents ?? 0)) < PUBLIC_MINIMUM) {
    inVain.set(round.id, rows)
    return false
  }
  const before = new Map(
    last === undefined ? [] : (last.body as Snapshot).findings.map((one) => [one.question, one]),
  )
  const body: Snapshot = {
    respondents,
    rows,
    programs: counted.programs.map(({ hash }) => hash),
    weighting: { state: 'none' },
    findings: publish(counted.tallies, counted.programs, publicly).map((next): DatedFinding => {
      const old = before.get(next.question)
      return old === undefined || mayFollow(old, next, PUBLIC_MINIMUM) ? { ...next, at: now } : old
    }),
  }
  return await insertSnapshot(database, {
    round: round.id,
    number: (last?.number ?? 0) + 1,
    at: now,
    respondents,
    body,
  })
}
