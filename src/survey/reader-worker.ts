/** The thread that reads: takes jobs one after the other, see reader-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Reader } from '../store/database.ts'
import type { Asked, Job, Source, Told } from './reader-thread.ts'

// All that a thread is started with.
const reader = await open(workerData as Source)
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', (asked: Asked) => {
  last = last.then(async () => parentPort?.postMessage(await told(asked)))
})

/** Loads one dialect's client only. */
async function open({ dialect, location }: Source): Promise<Reader> {
  if (dialect === 'sqlite') return (await import('../store/sqlite-reader.ts')).openSqliteReader(location)
  return (await import('../store/postgres-reader.ts')).openPostgresReader(location)
}

async function told({ module, name, order }: Asked): Promise<Told> {
  try {
    const exported = (await import(module)) as Record<string, Job<unknown, unknown>>
    return { kind: 'done', result: await exported[name]?.run(reader, order) }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
