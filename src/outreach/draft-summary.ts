/** Makes a draft: picks findings of a round, and proposes a sentence for each in every language. */
import { keyOf, type ShownFinding } from '../findings/finding.ts'
import { orderedId } from '../ids.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { insertSummary } from '../store/summaries.ts'
import { type PublishedRound, readPublishedRound } from '../survey/published.ts'
import { pickFindings, proposeFindings } from './pick-findings.ts'
import { type Refusal, refused, type Summary, type SummaryBody, type SummaryItem } from './summary.ts'
import { proposedFrame } from './summary-text.ts'
import type { SummaryWords } from './summary-words.ts'

export interface DraftWanted {
  readonly round: RoundRow
  /** Code of a place; null: everybody. */
  readonly place: string | null
  /** Names as `pickFindings` takes them; null: a sensible handful. */
  readonly findings: readonly string[] | null
  readonly by: string
}

/** `words` is made of the round's programs. */
export async function draftSummary(
  database: Database,
  wanted: DraftWanted,
  wordsFor: (programs: PublishedRound['programs']) => SummaryWords | undefined,
  now: number,
): Promise<Summary | Refusal> {
  const { round, place, by } = wanted
  const published = await readPublishedRound(database, round)
  const words = wordsFor(published.programs)
  const { snapshot, findings, programs } = published
  if (snapshot === null || words === undefined)
    return refused(
      `Nothing of ${described(round)} can be told yet: too few people have answered, or the server has not counted them (it does so every ten seconds).`,
    )
  if (place !== null) {
    const known = programs.flatMap((program) => program.places).some(({ code }) => code === place)
    if (!known)
      return refused(
        `There is no place ${place} in ${round.programme}. Places and codes: places.csv of the programme.`,
      )
    if (round.state !== 'closed')
      return refused(
        `${described(round)} is ${round.state}, and only a closed round can be summarised by place: hearback round close, then a day until people who began have finished.`,
      )
  }
  const picked =
    wanted.findings === null
      ? proposeFindings(findings, programs, place)
      : pickFindings(findings, wanted.findings, place)
  if ('kind' in picked) return picked
  if (picked.length === 0) return refused('A summary tells at least one finding.')
  const body: SummaryBody = {
    snapshot: snapshot.number,
    programs: programs.map(({ hash }) => hash),
    ...proposedFrame(words, place, round.opened_at),
    items: picked.map((finding) => proposedItem(finding, words)),
    editedBy: by,
  }
  const row = {
    ...{
      id: orderedId(now),
      round: round.id,
      place,
      state: 'draft' as const,
      body,
      made_by: by,
      made_at: now,
    },
    ...{ approved_by: null, approved_at: null, shared_by: null, shared_at: null },
  }
  const detail = { round: round.id, place, ...sourceOf(body) }
  const number = await insertSummary(database, row, {
    ...{ at: now, actor: by, action: 'summary.draft', subject: row.id, detail },
  })
  return { row: { ...row, number }, round, body }
}

/** A finding with the teller’s sentence in every language. */
export function proposedItem(finding: ShownFinding, words: SummaryWords): SummaryItem {
  const proposed = Object.fromEntries(
    words.languages.map((language) => [language, words.tell(finding, language)]),
  )
  return { finding, proposed, sentences: proposed }
}

/** From which data: kept with every deed. */
export const sourceOf = ({ snapshot, programs, items }: SummaryBody) => ({
  snapshot,
  programs,
  findings: items.map(({ finding }) => keyOf(finding)),
})

const described = ({ programme, flow, number }: RoundRow) => `${programme}/${flow} round ${number}`
