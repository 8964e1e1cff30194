/**
 * What pages show: figures as they were published, not as they are this moment. A new snapshot is made only after ten
 * people joined or left, and within it a question's figures move on only by the rules of findings/difference.ts;
 * until then its older figures stand, with their own date and base. See docs/decisions.
 */
import { mayFollow } from '../findings/difference.ts'
import type { Finding, ShownFinding, Weighting, WithheldFinding } from '../findings/finding.ts'
import { wholePercent } from '../findings/percent.ts'
import { publicRules } from '../findings/publish.ts'
import { type Analysis, plainAnalysis } from '../flow/programme.ts'
import { PUBLIC_MINIMUM } from '../limits.ts'
import type { Database } from '../store/database.ts'
import { countRespondents, type RoundRow, readAllRounds } from '../store/rounds.ts'
import { insertSnapshot, readLastSnapshot } from '../store/survey.ts'
import { tellRound } from './tell-round.ts'

export type DatedFinding = Finding & {
  /** Epoch milliseconds of the snapshot that it first stood in. */
  readonly at: number
}

/** The body of a row of `snapshots`. */
export interface Snapshot {
  /** With at least one answer. */
  readonly respondents: number
  /** People among them who are in no figure, because they did not say where they live; null: none, or too few to tell. */
  readonly leftOut: number | null
  /** Rows of respondents there were: tells cheaply whether it is time to count again. */
  readonly rows: number
  /** Hashes of the programs that name its questions and options, the newest first. */
  readonly programs: readonly string[]
  readonly weighting: Weighting
  readonly findings: readonly DatedFinding[]
}

/**
 * Counting a round of more than a few starts a thread, and keeps a processor busy for up to a second or two: a large one is
 * not counted more often than this, and of a smaller one the time goes by its people.
 */
const FEW = 100
const LARGE = 1000
const LARGE_EVERY = 5 * 60_000
const restOf = (rows: number): number => (rows <= FEW ? 0 : LARGE_EVERY * Math.min(1, rows / LARGE))

/** Rows of each round when it was last counted in vain, so that the same round is not counted again for nothing. */
const countedInVain = new WeakMap<Database, Map<string, number>>()

/** How the findings of a programme are made; plainly, where nothing is known of it any more. */
export type AnalysisOf = (programme: string) => Analysis | undefined

/** Makes the snapshots that are due, of every round that may still change or has none. Returns how many it made. */
export async function refreshSnapshots(
  database: Database,
  now: number,
  analysisOf: AnalysisOf = () => undefined,
): Promise<number> {
  let made = 0
  for (const round of await readAllRounds(database))
    if (await refreshSnapshot(database, round, now, analysisOf(round.programme))) made += 1
  return made
}

/** True when a new snapshot was made. */
export async function refreshSnapshot(
  database: Database,
  round: RoundRow,
  now: number,
  analysis: Analysis = plainAnalysis,
): Promise<boolean> {
  const row = await readLastSnapshot(database, round.id)
  const last = row === undefined ? undefined : snapshotOf(row.body)
  // The newest figures of a closed round stand: nobody joins any more, and nobody can be found to leave.
  if (round.state === 'closed' && last !== undefined) return false
  const rows = await countRespondents(database, round.id)
  if (Math.abs(rows - (last?.rows ?? 0)) < PUBLIC_MINIMUM) return false
  if (round.state === 'open' && row !== undefined && now - row.at < restOf(rows)) return false
  const inVain = countedInVain.get(database) ?? new Map<string, number>()
  countedInVain.set(database, inVain)
  if (inVain.get(round.id) === rows) return false
  const told = await tellRound(database, { round, without: [], analysis, rules: publicRules(analysis) })
  if (told === undefined) return false
  // Rows may lack answers, and people may have joined or left since the rows were counted.
  const { respondents, leftOut } = told
  if (Math.abs(respondents - (last?.respondents ?? 0)) < PUBLIC_MINIMUM) {
    inVain.set(round.id, rows)
    return false
  }
  const body: Snapshot = {
    respondents,
    leftOut: leftOut >= analysis.minimum.public ? leftOut : null,
    rows,
    programs: told.programs.map(({ hash }) => hash),
    weighting: told.weighting,
    findings: follow(last, told.findings, now, analysis.minimum.public),
  }
  return await insertSnapshot(database, {
    round: round.id,
    number: (row?.number ?? 0) + 1,
    at: now,
    respondents,
    body,
  })
}

/**
 * Question by question: what everybody's finding may not follow stays with all its groups, so that the groups told at
 * the end are always those of the figure that is told of everybody.
 */
function follow(
  last: Snapshot | undefined,
  next: readonly Finding[],
  now: number,
  minimum: number,
): DatedFinding[] {
  const before = byQuestion(last?.findings ?? [])
  return [...byQuestion(next)].flatMap(([question, findings]) => {
    const old = before.get(question)
    const [was] = old ?? []
    const [is] = findings
    const stays = old !== undefined && was !== undefined && is !== undefined && !mayFollow(was, is, minimum)
    return stays ? old : findings.map((finding): DatedFinding => ({ ...finding, at: now }))
  })
}

/** Everybody's finding stands first. */
function byQuestion<F extends Finding>(findings: readonly F[]): ReadonlyMap<string, readonly F[]> {
  const found = new Map<string, F[]>()
  for (const finding of findings) {
    const own = found.get(finding.question)
    if (own === undefined) found.set(finding.question, [finding])
    else own.push(finding)
  }
  return found
}

/** Reads the body of a row of `snapshots`, those of version 0.1 too, which knew no groups. */
export function snapshotOf(body: unknown): Snapshot {
  const read = body as Snapshot | EarlierSnapshot
  if ('findings' in read) return read
  const { questions, ...rest } = read
  return {
    ...rest,
    leftOut: null,
    weighting: { state: 'none' },
    findings: questions.map((one): DatedFinding => {
      if (one.state === 'withheld') return { ...one, of: [] }
      const cells = one.cells.filter(({ within }) => within === undefined)
      return {
        ...one,
        of: [],
        flags: [],
        cells: cells.map(({ options, count }) => ({
          options,
          count,
          percent: wholePercent(count, one.base),
        })),
      }
    }),
  }
}

interface EarlierSnapshot extends Omit<Snapshot, 'findings' | 'weighting' | 'leftOut'> {
  readonly questions: readonly (
    | (Omit<ShownFinding, 'of' | 'flags' | 'cells'> & {
        readonly at: number
        readonly cells: readonly {
          readonly options: readonly string[]
          readonly count: number
          readonly within?: string
        }[]
      })
    | (Omit<WithheldFinding, 'of'> & { readonly at: number })
  )[]
}
