/** Facts about the database itself. */
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'

export async function readMeta(
  { read, tables: { meta } }: Database,
  name: string,
): Promise<string | undefined> {
  const [row] = await read.select().from(meta).where(eq(meta.name, name))
  return row?.value
}

/** Writes the fact down unless it is known already; returns what is known now, to this process and to any other. */
export async function settleMeta(database: Database, name: string, value: string): Promise<string> {
  const { meta } = database.tables
  await database.write((writer) => writer.insertNew(meta, [{ name, value }]))
  return (await readMeta(database, name)) ?? value
}

/** Writes the fact down in place of what was known. */
export async function writeMeta({ write, tables }: Database, name: string, value: string): Promise<void> {
  await write((writer) => writer.upsert(tables.meta, [{ name, value }]))
}
