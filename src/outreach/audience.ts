/** Who a summary is for: people of its place who asked for results. Worked out when it is used, never kept. */
import type { Place } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { readOptedIn } from '../store/opted-in.ts'
import { readProgram } from '../store/programs.ts'
import { type Recipient, readRecipients } from '../store/sharing.ts'
import { placesWithin } from './places-within.ts'
import type { Summary } from './summary.ts'

export interface AudiencePage {
  /** Those who have not got it yet. */
  readonly recipients: readonly Recipient[]
  /** To go on after; null at the end. */
  readonly last: string | null
}

/** Codes of the places whose people it is for, see `readOptedIn`; null: everybody's. */
export async function placesOf(database: Database, { row, round }: Summary): Promise<string[] | null> {
  const codes = row.place === null ? round.places : [row.place]
  if (codes === null) return null
  const places: readonly Place[] = (await readProgram(database, round.program))?.places ?? []
  return placesWithin(places, codes)
}

/** The next people after `after`, at first ''. */
export async function readAudience(
  database: Database,
  { row, round }: Summary,
  places: readonly string[] | null,
  after: string,
  limit: number,
): Promise<AudiencePage> {
  const { contacts, last } = await readOptedIn(database, {
    ...{ programme: round.programme, purpose: 'results', places, after, limit },
  })
  const ids = contacts.map(({ contact }) => contact)
  return { recipients: await readRecipients(database, row.id, ids), last }
}

/** How many people would get it now, by channel. */
export async function countAudience(
  database: Database,
  summary: Summary,
): Promise<ReadonlyMap<string, number>> {
  const places = await placesOf(database, summary)
  const counts = new Map<string, number>()
  for (let after: string | null = ''; after !== null; ) {
    const page: AudiencePage = await readAudience(database, summary, places, after, PEOPLE_A_PAGE)
    for (const { channel } of page.recipients) counts.set(channel, (counts.get(channel) ?? 0) + 1)
    after = page.last
  }
  return counts
}

/** Read in a few milliseconds. */
const PEOPLE_A_PAGE = 500
