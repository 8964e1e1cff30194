/** A round's findings for staff, as it stands this moment: with the staff minimum, and by every group. RESTRICTED. */
import type { Finding, Weighting } from '../findings/finding.ts'
import { publish, staffRules } from '../findings/publish.ts'
import type { Program } from '../flow/program.ts'
import type { Analysis } from '../flow/programme.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { countRound } from './tallies.ts'

export interface StaffFindings {
  readonly round: RoundRow
  /** People with at least one answer. */
  readonly respondents: number
  /** People among them who are in no figure, because they did not say where they live. */
  readonly leftOut: number
  readonly weighting: Weighting
  /** What the way of finding people costs in precision, beside the weights. */
  readonly designEffect: number
  /** Question by question, everybody's first. */
  readonly findings: readonly Finding[]
  /** The round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

/** `without`: channels to leave out. Undefined when the round's programs are not in the store. */
export async function readStaffFindings(
  database: Database,
  round: RoundRow,
  without: readonly string[],
  analysis: Analysis,
): Promise<StaffFindings | undefined> {
  const counted = await countRound(database, round, without, analysis)
  if (counted === undefined) return undefined
  const { tallies, programs } = counted
  return {
    round,
    respondents: tallies.respondents,
    leftOut: tallies.leftOut,
    weighting: tallies.weighting,
    designEffect: analysis.designEffect,
    findings: publish(tallies, programs, staffRules(analysis)),
    programs,
  }
}
