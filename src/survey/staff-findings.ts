/** A round's findings for staff, as it stands this moment: with the staff minimum, and by every group. RESTRICTED. */
import type { Finding, Weighting } from '../findings/finding.ts'
import { publish } from '../findings/publish.ts'
import type { Program } from '../flow/program.ts'
import { STAFF_MINIMUM } from '../limits.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { countRound } from './tallies.ts'

export interface StaffFindings {
  readonly round: RoundRow
  /** People with at least one answer. */
  readonly respondents: number
  readonly weighting: Weighting
  /** Everybody's first. A group under the minimum is not listed. */
  readonly findings: readonly Finding[]
  /** The round's own first. */
  readonly programs: readonly [Program, ...Program[]]
}

/** `without`: channels to leave out. Undefined when the round's programs are not in the store. */
export async function readStaffFindings(
  database: Database,
  round: RoundRow,
  without: readonly string[],
): Promise<StaffFindings | undefined> {
  const counted = await countRound(database, round, without)
  if (counted === undefined) return undefined
  const { tallies, programs } = counted
  const rules = { minimum: STAFF_MINIMUM }
  const groups = tallies.groups.filter(({ respondents }) => respondents >= STAFF_MINIMUM)
  return {
    round,
    respondents: tallies.respondents,
    weighting: { state: 'none' },
    findings: [
      ...publish(tallies, programs, rules),
      ...groups.flatMap((group) => publish(group, programs, rules, [{ by: group.by, ids: [group.id] }])),
    ],
    programs,
  }
}
