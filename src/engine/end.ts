import { type Draft, flush } from './turn.ts'

/** Outcomes after which nothing but a count is kept: the person refused, or should not have been asked. */
const FORGOTTEN = new Set(['declined', 'not_eligible'])

/** Ends the session; what was said before is sent first. */
export function end(draft: Draft, outcome: string): void {
  flush(draft)
  draft.session.outcome = outcome
  draft.session.picked = []
  draft.session.misses = 0
  draft.session.aside = null
  draft.outputs.push({ kind: 'end', outcome, forgotten: FORGOTTEN.has(outcome) })
}
