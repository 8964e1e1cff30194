/** What is kept for a time only, and goes when that time is over. */
import { lt } from 'drizzle-orm'
import { RECEIVED_FILES_KEPT, SEEN_KEPT } from '../limits.ts'
import type { Database } from '../store/database.ts'

/** Problems carry a sealed event: long enough for a weekly look, short enough not to become an archive. */
const PROBLEMS_KEPT = 30 * 24 * 3_600_000
/** Rows a write may delete, so that it never holds the lock over 50 ms. */
const ROWS_A_WRITE = 1000

export async function applyRetention({ write, tables }: Database, now: number): Promise<void> {
  const { seen, problems, media } = tables
  for (;;) {
    const deleted = await write(async (writer) => {
      const old = await writer.queries
        .select({ account: seen.account, external: seen.external })
        .from(seen)
        .where(lt(seen.at, now - SEEN_KEPT))
        .limit(ROWS_A_WRITE)
      await writer.remove(
        seen,
        old.map(({ account, external }) => [account, external]),
      )
      return old.length
    })
    if (deleted < ROWS_A_WRITE) break
  }
  await write(async ({ queries }) => {
    await queries.delete(problems).where(lt(problems.at, now - PROBLEMS_KEPT))
    await queries.delete(media).where(lt(media.at, now - RECEIVED_FILES_KEPT))
  })
}
