/** Programs as published: immutable by hash; which one a flow's new sessions begin with may change. */
import { eq } from 'drizzle-orm'
import type { Program } from '../flow/program.ts'
import type { Database } from './database.ts'

/** Keeps the programs and makes them current. Sessions under way stay on theirs. */
export async function publishPrograms(
  { write, tables }: Database,
  programs: readonly Program[],
  now: number,
) {
  await write(async (writer) => {
    await writer.insertNew(
      tables.programs,
      programs.map((program) => ({
        hash: program.hash,
        programme: program.programme,
        flow: program.flow,
        body: JSON.stringify(program),
        published_at: now,
      })),
    )
    await writer.upsert(
      tables.flows,
      programs.map(({ programme, flow, hash }) => ({ programme, flow, program: hash })),
    )
  })
}

export async function readProgram({ read, tables }: Database, hash: string): Promise<Program | undefined> {
  const [row] = await read.select().from(tables.programs).where(eq(tables.programs.hash, hash))
  return row === undefined ? undefined : (JSON.parse(row.body) as Program)
}
