/** A summary into a group chat: what everybody gets, and how to answer in private. */
import type { Language } from '../flow/program.ts'
import { directionOf } from '../language/direction.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'
import type { OutboxKey } from '../store/outbox.ts'
import { type KnownGroup, postSummary } from './groups.ts'
import type { PrivateLink } from './private-links.ts'
import { type Refusal, refused, type Summary } from './summary.ts'
import type { SummaryWords } from './summary-words.ts'

/** Why nothing may go to it; undefined when it may. */
export function cannotPost(group: KnownGroup): Refusal | undefined {
  const { name, accepted, gone, canPost } = group
  if (accepted === null)
    return refused(`The group "${name}" is not accepted. Look who is in it, then: hearback group accept`)
  if (gone === true)
    return refused(`We were taken out of the group "${name}". Have the account added again first.`)
  return canPost
    ? undefined
    : refused(`In "${name}" only admins may write: ask one to make our account an admin.`)
}

/** The summary has been shared, so that what is told of it stands. Undefined when the group has got it. */
export async function shareWithGroup(
  database: Database,
  vault: Pick<Vault, 'lookup' | 'seal' | 'open'>,
  { row, body }: Summary,
  { group, language, links }: { group: KnownGroup; language: Language; links: readonly PrivateLink[] },
  words: Pick<SummaryWords, 'say'>,
  now: number,
): Promise<OutboxKey | undefined> {
  const { text = '', picture } = body.sent?.[language] ?? {}
  const asked =
    links.length === 0
      ? []
      : [
          words.say('group.ask', language),
          ...links.map(({ kind, link }) => words.say(`group.${kind}`, language, { link })),
        ]
  const message = {
    text: [text, ...(asked.length === 0 ? [] : [asked.join('\n')])].join('\n\n'),
    language,
    direction: directionOf(language),
    summary: row.id,
    ...(picture === undefined ? {} : { picture }),
  } as const
  return await postSummary(database, vault, group, message, now)
}
