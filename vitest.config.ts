import { accessSync, constants, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest. Begun last, one of them would run on alone while the other core has nothing to do. */
const FIRST = [
  'test/nothing-lost/kill.test.ts',
  'test/channels/whatsapp-web/faults.test.ts',
  'test/browser/webchat.test.ts',
  'test/channels/whatsapp-web/device.test.ts',
  'test/contract/channels.test.ts',
  'test/web/site.test.ts',
]

/** Vitest itself knows what takes long from the run before, and a fresh checkout has none. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = FIRST.findIndex((file) => moduleId.endsWith(file))
      return found === -1 ? FIRST.length : found
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

/** Bytes of files that a run may have at one time, twice over: databases, browser profiles. */
const ROOM = 2 * 1024 ** 3

/**
 * Where there is a disk in memory with room, databases and all other files of tests lie on it: PostgreSQL makes a new one
 * there in 15 ms, on a real disk in a third of a second. `TMPDIR` names another place.
 */
function temporaryFolder(): string | undefined {
  if (process.env.TMPDIR !== undefined) return process.env.TMPDIR
  try {
    accessSync('/dev/shm', constants.W_OK)
    const { bavail, bsize } = statfsSync('/dev/shm')
    // What lies there counts against the memory of a container, too; 0: it has no limit.
    const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY
    return Math.min(bavail * bsize, freemem(), limit) > ROOM ? '/dev/shm' : undefined
  } catch {
    return undefined
  }
}
const folder = temporaryFolder()
// Threads and the processes that tests start take it over from here.
if (folder !== undefined) process.env.TMPDIR = folder

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Starts PostgreSQL when a test first asks for it.
    globalSetup: ['test/support/postgres-server.ts'],
    // Threads start faster than processes; on two cores that is what counts.
    pool: 'threads',
    maxWorkers: 2,
    // Modules keep nothing that one test could leave to another; loading them anew for each file takes a fifth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    watch: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: process.env.VITEST_JSON ? ['default', 'json'] : ['default'],
    ...(process.env.VITEST_JSON ? { outputFile: { json: process.env.VITEST_JSON } } : {}),
  },
})
