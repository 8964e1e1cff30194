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

export const writeMeta = (
  { write, tables: { meta } }: Database,
  name: string,
  value: string,
): Promise<void> => write((writer) => writer.upsert(meta, [{ name, value }]))
