/** Contacts who agreed to something, page by page: consent is the contact's own, so it outlives every round. */
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Purpose } from '../flow/program.ts'
import type { Database } from './database.ts'
import type { Row } from './tables.ts'

export interface OptedInQuery {
  readonly programme: string
  readonly purpose: Purpose
  /** Codes of the places wanted, each with every place that lies in it: the place that somebody gave may be either. Null: all. */
  readonly places: readonly string[] | null
  /** Id of the last contact looked at; at first ''. */
  readonly after: string
  /** How many contacts to look at; a page may hold fewer, or none, before the end. */
  readonly limit: number
}

export interface OptedIn {
  readonly contact: string
  /** The one they use now, else the one that they agreed in. */
  readonly language: string
  /** Where they said that they live when they agreed; null: they did not say. */
  readonly place: string | null
}

export interface OptedInPage {
  readonly contacts: readonly OptedIn[]
  /** To go on after; null at the end. */
  readonly last: string | null
}

/**
 * The next contacts, in id order, whose newest word on this purpose of this programme is a yes. Who said stop, or cannot
 * be reached, is left out.
 */
export async function readOptedIn(
  { read, tables: { consents, contacts } }: Database,
  { programme, purpose, places, after, limit }: OptedInQuery,
): Promise<OptedInPage> {
  const asked = and(eq(consents.programme, programme), eq(consents.purpose, purpose))
  const found = await read
    .selectDistinct({ contact: consents.contact })
    .from(consents)
    .where(and(asked, gt(consents.contact, after)))
    .orderBy(asc(consents.contact))
    .limit(limit)
  const ids = found.map(({ contact }) => contact)
  if (ids.length === 0) return { contacts: [], last: null }
  const rows = await read
    .select({ consent: consents, language: contacts.language })
    .from(consents)
    .innerJoin(contacts, eq(contacts.id, consents.contact))
    .where(and(asked, inArray(consents.contact, ids), eq(contacts.state, 'active')))
  const spoken = new Map(rows.map(({ consent, language }) => [consent.contact, language]))
  const agreed = [...newestConsents(rows.map(({ consent }) => consent)).values()]
    .filter((consent) => consent.agreed)
    .filter(({ place }) => places === null || (place !== null && places.includes(place)))
    .sort((a, b) => (a.contact < b.contact ? -1 : 1))
  return {
    contacts: agreed.map(({ contact, language, place }) => ({
      contact,
      language: spoken.get(contact) ?? language,
      place,
    })),
    last: ids.at(-1) ?? null,
  }
}

/** By contact: the last word of each. Of a yes and a no in the same millisecond the no counts. */
export function newestConsents(rows: readonly Row<'consents'>[]): ReadonlyMap<string, Row<'consents'>> {
  const newest = new Map<string, Row<'consents'>>()
  for (const row of rows) {
    const known = newest.get(row.contact)
    if (known === undefined || row.at > known.at || (row.at === known.at && !row.agreed))
      newest.set(row.contact, row)
  }
  return newest
}
