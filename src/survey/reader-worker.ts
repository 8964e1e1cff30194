/** The thread that reads: takes jobs one after the other, see reader-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { openSqliteReader } from '../store/sqlite-reader.ts'
import type { Asked, Job, Told } from './reader-thread.ts'

// The file's path is all that a thread is started with.
const reader = openSqliteReader(workerData as string)
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (asked: Asked) => {
  last = last.then(async () => parentPort?.postMessage(await told(asked)))
})

async function told({ module, name, order }: Asked): Promise<Told> {
  try {
    const exported = (await import(module)) as Record<string, Job<unknown, unknown>>
    return { kind: 'done', result: await exported[name]?.run(reader, order) }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
