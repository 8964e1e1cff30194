/**
 * Lets an approved summary go: fixes what is told for good, opens the round that asks what people say of it, and wants
 * it to be taken to the people who asked for results (see deliver-summaries.ts) and to groups (see group-post.ts).
 */
import type { Language } from '../flow/program.ts'
import { FOLLOW_UP_OPEN } from '../limits.ts'
import { keepPicture } from '../media.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { cancelSummary, endSharing, readSharedWith, wantSharing } from '../store/sharing.ts'
import { changeSummary } from '../store/summaries.ts'
import type { PublishedRound } from '../survey/published.ts'
import { sourceOf } from './draft-summary.ts'
import { meanwhile } from './edit-summary.ts'
import { endFollowUp, ensureFollowUp } from './follow-up.ts'
import { type Refusal, refused, type SentSummary, type Summary } from './summary.ts'
import { checksOf } from './summary-checks.ts'
import { pictureOf } from './summary-picture.ts'
import { summaryText } from './summary-text.ts'
import type { SummaryWords } from './summary-words.ts'

/** Whom it is to go to, and what that needs. */
export interface ShareWanted {
  readonly by: string
  /** To the people of its place who asked for results. */
  readonly contacts: boolean
  /** How the groups are called that it goes to, for the record. */
  readonly groups: readonly string[]
  /** The programme's flow that asks what people say of a summary. */
  readonly followUp: string | undefined
  readonly dataDir: string
}

export interface SharedSummary {
  readonly summary: Summary
  /** Undefined: nothing is asked, or no more. */
  readonly followUp: RoundRow | undefined
}

/** Why it may not be shared as it stands; undefined when it may. */
export function cannotShare(
  summary: Summary,
  published: Pick<PublishedRound, 'findings'>,
  words: SummaryWords,
): Refusal | undefined {
  const { state } = summary.row
  if (state === 'draft')
    return refused('It is a draft: a second person must approve it first. See: hearback summary approve')
  if (state === 'withdrawn') return refused('It was withdrawn. Draft another.')
  const { faults } = checksOf(summary, published, words)
  return faults.length === 0 ? undefined : refused(faults.join('\n'))
}

/** Again for a summary that was shared before: what was told stays, and nobody gets it twice. */
export async function shareSummary(
  database: Database,
  summary: Summary,
  published: PublishedRound,
  words: SummaryWords,
  wanted: ShareWanted,
  now: number,
): Promise<SharedSummary | Refusal> {
  const closed = cannotShare(summary, published, words)
  if (closed !== undefined) return closed
  const { row, body } = summary
  const { by, contacts, groups } = wanted
  const sent = body.sent ?? (await composed(summary, words, wanted.dataDir))
  const followUp = await ensureFollowUp(database, summary, wanted.followUp, by, now)
  if (followUp !== undefined && 'kind' in followUp) return followUp
  const change = {
    state: 'shared' as const,
    body: { ...body, sent },
    shared_by: row.shared_by ?? by,
    shared_at: row.shared_at ?? now,
  }
  const to = [...(contacts ? ['contacts'] : []), ...groups.map((name) => `group:${name}`)]
  const deed = {
    ...{ at: now, actor: by, action: 'summary.share', subject: row.id },
    detail: { to, followUp: followUp?.id ?? null, ...sourceOf(body) },
  }
  const until = followUp?.closes_at ?? now + FOLLOW_UP_OPEN
  const done = await changeSummary(database, row, change, deed, async (writer, tables) => {
    if (contacts)
      await wantSharing(writer, tables, row.id, { pass: now, after: '', left: 0, due: now, until })
  })
  if (!done) return meanwhile()
  return { summary: { ...summary, row: { ...row, ...change }, body: change.body }, followUp }
}

/** What everybody will be told, with its pictures kept. */
async function composed(
  summary: Summary,
  words: SummaryWords,
  dataDir: string,
): Promise<Record<Language, SentSummary>> {
  const sent: Record<Language, SentSummary> = {}
  for (const language of words.languages) {
    const drawn = await pictureOf(summary, language, words)
    const kept = await keepPicture(dataDir, drawn.bytes)
    sent[language] = {
      text: summaryText(summary, language, words),
      why: words.say('why', language),
      picture: { ...kept, description: drawn.description },
    }
  }
  return sent
}

const PEOPLE_A_WRITE = 100

/**
 * Takes it back: what is still to be sent goes no further, its follow-up closes, links to it lead nowhere. What people
 * have is theirs. Says how many messages were still on their way. Again, it ends what a crash left half done.
 */
export async function withdrawSummary(
  database: Database,
  summary: Summary,
  by: string,
  now: number,
): Promise<{ readonly cancelled: number } | Refusal> {
  const { row, body } = summary
  const again = row.state === 'withdrawn'
  if (!again) {
    const deed = { at: now, actor: by, action: 'summary.withdraw', subject: row.id, detail: sourceOf(body) }
    const done = await changeSummary(database, row, { state: 'withdrawn' }, deed, (writer, tables) =>
      endSharing(writer, tables, row.id),
    )
    if (!done) return meanwhile()
  }
  const ended = await endFollowUp(database, summary, by, now)
  const cancelled = await cancelAll(database, row.id)
  return again && !ended && cancelled === 0 ? refused('It was withdrawn already.') : { cancelled }
}

async function cancelAll(database: Database, summary: string): Promise<number> {
  let cancelled = 0
  for (let after = ''; ; ) {
    const contacts = await readSharedWith(database, summary, after, PEOPLE_A_WRITE)
    const last = contacts.at(-1)
    if (last === undefined) return cancelled
    cancelled += await cancelSummary(database, summary, contacts)
    after = last
  }
}
