/** What platforms charge for, counted as it was delivered. */
import type { Database } from './database.ts'
import type { Row } from './tables.ts'

export type Charge = Row<'charges'>

/** All of them; `round` is empty for messages that belong to none. */
export async function readCharges({ read, tables: { charges } }: Database): Promise<Charge[]> {
  return await read.select().from(charges)
}
