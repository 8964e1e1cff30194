/**
 * A summary: findings that staff picked for a community, told in sentences in every language of the programme. Each
 * sentence keeps the finding that it tells, as it was published when it was picked.
 *
 *   draftSummary ──► draft ── approveSummary, by another person ──► approved ── shareSummary ──► shared ─┐ shared again,
 *                    ▲   │ editSummary, refreshSummary                  │                          │  ▲──┘ with others
 *                    └───┴──────────── editSummary, refreshSummary ─────┘                          │
 *                                                                                                  ▼
 *                    └──────────────────────────── withdrawSummary ───────────────────────────► withdrawn
 *
 * draft      can be edited; nobody outside has seen it
 * approved   two people stand for it. An edit makes it a draft again
 * shared     has gone out, and says for good what was told. Who asks for it by a link gets it
 * withdrawn  what is still queued of it goes no further; its follow-up closes, and links to it lead nowhere
 */
import type { Picture } from '../engine/message.ts'
import { type Finding, keyOf, type ShownFinding } from '../findings/finding.ts'
import { canonical } from '../flow/canonical.ts'
import type { Language } from '../flow/program.ts'
import type { RoundRow } from '../store/rounds.ts'
import type { Row } from '../store/tables.ts'

export type SummaryRow = Row<'summaries'>

/** A row of `summaries` with the round that it tells of. */
export interface Summary {
  readonly row: SummaryRow
  readonly round: RoundRow
  readonly body: SummaryBody
}

/** The body of a row of `summaries`. */
export interface SummaryBody {
  /** Number of the round's snapshot that the findings stood in, and hashes of the programs that name their questions. */
  readonly snapshot: number
  readonly programs: readonly string[]
  readonly titles: Readonly<Record<Language, string>>
  readonly intros: Readonly<Record<Language, string>>
  readonly items: readonly SummaryItem[]
  /** Who changed it last; the drafter at first. */
  readonly editedBy: string
  /** As it goes out, by language; from the first share on. */
  readonly sent?: Readonly<Record<Language, SentSummary>>
}

/** One finding with its sentences. */
export interface SummaryItem {
  /** As it was published when it was picked. */
  readonly finding: ShownFinding
  /** What was proposed, and what stands now. */
  readonly proposed: Readonly<Record<Language, string>>
  readonly sentences: Readonly<Record<Language, string>>
}

/** What goes out in one language. */
export interface SentSummary {
  readonly text: string
  /** Added for somebody who asked for results: why they get it. */
  readonly why: string
  /** None where no picture could be made. */
  readonly picture?: Picture
}

/** Something that cannot be done, with what to do instead: shown to staff as it is. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: string
}

/** A refusal for this reason, which ends like a sentence and says what to do. */
export const refused = (reason: string): Refusal => ({ kind: 'refused', reason })

/** Names are all there is of staff until they have accounts: case and spaces do not make another person. */
export const isSamePerson = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (name: string) => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

/** Findings of a summary that are no longer what was picked, with what is published in their place now. */
export function movedItems(
  items: readonly SummaryItem[],
  published: readonly Finding[],
): { readonly item: SummaryItem; readonly now: Finding | undefined }[] {
  return items.flatMap((item) => {
    const key = keyOf(item.finding)
    const now = published.find((one) => keyOf(one) === key)
    return now !== undefined && isSame(item.finding, now) ? [] : [{ item, now }]
  })
}

/** Whether two findings tell the same: since when each has stood makes no difference. */
const isSame = (one: Finding, other: Finding): boolean =>
  canonical({ ...one, at: null }) === canonical({ ...other, at: null })
