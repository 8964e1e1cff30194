/** What comes round by itself. */
import type { Intake } from '../channels/channel.ts'
import type { Delivery } from '../delivery/deliver.ts'
import { sweepReceivedFiles } from '../intake/received-files.ts'
import { deliverSummaries } from '../outreach/deliver-summaries.ts'
import type { Vault } from '../privacy/vault.ts'
import { expireSessions } from '../schedule/expire-sessions.ts'
import { applyRetention } from '../schedule/retention.ts'
import type { Job } from '../schedule/schedule.ts'
import type { Database } from '../store/database.ts'
import { cutClosedRounds } from '../survey/cut-rounds.ts'
import { followDates } from '../survey/round-dates.ts'
import { type AnalysisOf, refreshSnapshots } from '../survey/snapshots.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** By the server's clock, when fewest people write: what holds everybody up is done in this hour. */
const AT_NIGHT = 3

interface JobPorts {
  readonly database: Database
  readonly vault: Vault
  readonly intake: Pick<Intake, 'receive'>
  readonly dataDir: string
  readonly analysisOf: AnalysisOf
  readonly delivery: () => Delivery | undefined
  /** Snapshots may have been made, here or by another process. */
  published(): Promise<void>
  /** Somebody was erased since the last scrub; taking it says that the next scrub is on its way. */
  takeErased(): boolean
  /** It did not succeed: to be done again. */
  erasedAfterAll(): void
}

export function jobs(ports: JobPorts): Job[] {
  const { database, vault, intake, dataDir, delivery } = ports
  return [
    {
      name: 'expire sessions',
      every: MINUTE,
      run: async (now) => void (await expireSessions(database, vault, intake, now)),
    },
    {
      name: 'snapshots',
      every: 10 * SECOND,
      run: async (now) => {
        await refreshSnapshots(database, now, ports.analysisOf)
        await ports.published()
      },
    },
    { name: 'dates of rounds', every: MINUTE, run: (now) => followDates(database, now) },
    { name: 'cut rounds', every: MINUTE, run: async (now) => void (await cutClosedRounds(database, now)) },
    {
      name: 'summaries',
      every: SECOND,
      run: async (now) => void (await deliverSummaries({ database, vault, intake }, now)),
    },
    { name: 'waiting messages', every: MINUTE, run: async () => void (await delivery()?.requeue()) },
    {
      // A command in another process may have written some; on SQLite nobody else tells.
      name: 'posts',
      every: 2 * SECOND,
      run: async () => {
        for (const channel of ['telegram', 'whatsapp-web']) delivery()?.wake(channel)
      },
    },
    {
      name: 'retention',
      every: 60 * MINUTE,
      run: async (now) => {
        await applyRetention(database, now)
        await sweepReceivedFiles(database, dataDir)
      },
    },
    {
      name: 'write the file anew',
      every: 30 * MINUTE,
      run: async (now) => {
        if (new Date(now).getHours() === AT_NIGHT) await database.rewrite()
      },
    },
    {
      name: 'scrub',
      every: 10 * SECOND,
      run: async () => {
        if (!ports.takeErased()) return
        try {
          await sweepReceivedFiles(database, dataDir)
          await database.scrub()
        } catch (error) {
          ports.erasedAfterAll()
          throw error
        }
      },
    },
  ]
}
