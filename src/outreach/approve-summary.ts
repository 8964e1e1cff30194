/** The second pair of eyes, and the way back. */
import type { Database } from '../store/database.ts'
import { changeSummary } from '../store/summaries.ts'
import type { PublishedRound } from '../survey/published.ts'
import { sourceOf } from './draft-summary.ts'
import { meanwhile } from './edit-summary.ts'
import { isSamePerson, type Refusal, refused, type Summary } from './summary.ts'
import { checksOf } from './summary-checks.ts'
import type { SummaryWords } from './summary-words.ts'

/** By somebody who neither drafted it nor changed it last, and only while every check holds. */
export async function approveSummary(
  database: Database,
  summary: Summary,
  published: PublishedRound,
  by: string,
  words: SummaryWords,
  now: number,
): Promise<Summary | Refusal> {
  const { row, body } = summary
  if (row.state !== 'draft') return refused(`Only a draft can be approved, and this is ${row.state}.`)
  if (isSamePerson(by, row.made_by))
    return refused(`${row.made_by} drafted it: somebody else must approve it.`)
  if (isSamePerson(by, body.editedBy))
    return refused(`${body.editedBy} changed it last: somebody else must approve it.`)
  const { faults } = checksOf(summary, published, words)
  if (faults.length > 0) return refused(faults.join('\n'))
  const change = { state: 'approved' as const, approved_by: by, approved_at: now }
  const deed = { at: now, actor: by, action: 'summary.approve', subject: row.id, detail: sourceOf(body) }
  if (!(await changeSummary(database, row, change, deed))) return meanwhile()
  return { ...summary, row: { ...row, ...change } }
}
