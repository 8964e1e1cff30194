/**
 * Long reading in a thread of its own, over a read-only connection, so that conversations go on as if nobody read: the
 * event loop of the server is never held. A database has one such thread at a time:
 *
 *   none → at work (jobs one after the other) → idle → none, after a few seconds or as soon as the database is closed
 *
 * Where this file runs as TypeScript, which no thread can load, jobs run in place.
 */
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { isCompiled, ownFile } from '../own-files.ts'
import type { Database, Reader } from '../store/database.ts'

/** Something to be worked out from what is stored. What goes in and comes out is plain data. */
export interface Job<Order, Result> {
  /** Where the build puts the file that exports it, such as `dist/survey/tell-round.js`, and the name it is exported by. */
  readonly module: string
  readonly name: string
  run(reader: Reader, order: Order): Promise<Result>
}

/** Rejects with what went wrong in the job, or with the thread. */
export async function inThread<Order, Result>(
  database: Database,
  job: Job<Order, Result>,
  order: Order,
): Promise<Result> {
  if (!isCompiled) return await job.run(database, order)
  const before = threads.get(database)
  if (before === undefined) database.beforeClose(async () => threads.get(database)?.end())
  const thread = before?.alive() ? before : startThread(database)
  threads.set(database, thread)
  // What comes back is what `run` gives in that thread; between threads goes no type.
  return (await thread.run({ module: ownFile(job.module).href, name: job.name, order })) as Result
}

/** What a thread opens for itself. */
export type Source = Pick<Database, 'dialect' | 'location'>
/** What it is asked, and how it answers. */
export interface Asked {
  readonly module: string
  readonly name: string
  readonly order: unknown
}
export type Told =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly message: string }

/** A thread costs a fifth of a second to start, and some 50 to 75 MB while it is there. */
const IDLE = 5000
/** Megabytes. A job that needs more fails alone, and the server goes on. */
const MOST_MEMORY = 160
/** Megabytes. What is read is soon let go: with twice the room a thread would take 13 MB more, and a tenth less time. */
const ROOM_FOR_THE_NEW = 4

interface Thread {
  alive(): boolean
  run(asked: Asked): Promise<unknown>
  /** Fails what is under way. */
  end(): Promise<unknown>
}

const threads = new WeakMap<Database, Thread>()

function startThread({ dialect, location }: Database): Thread {
  // Set on the command line for the server's own heap, which has its size by now, the option would count for the thread,
  // too, and before the limit of a worker.
  setFlagsFromString(`--max-semi-space-size=${ROOM_FOR_THE_NEW}`)
  const worker = new Worker(ownFile('dist/survey/reader-worker.js'), {
    workerData: { dialect, location } satisfies Source,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  })
  const waiting: { readonly settle: (told: Told) => void }[] = []
  let alive = true
  let resting: NodeJS.Timeout | undefined
  const end = () => {
    alive = false
    return worker.terminate()
  }
  const rest = () => {
    worker.unref()
    resting = setTimeout(end, IDLE).unref()
  }
  const lose = (message: string) => {
    alive = false
    for (const { settle } of waiting.splice(0)) settle({ kind: 'failed', message })
  }
  worker.on('message', (told: Told) => {
    waiting.shift()?.settle(told)
    if (waiting.length === 0) rest()
  })
  worker.on('error', (error) => lose(`the thread that reads broke: ${error}`))
  worker.on('exit', () => lose('the thread that reads ended'))
  return {
    alive: () => alive,
    end,
    run: (asked) =>
      new Promise((resolve, reject) => {
        clearTimeout(resting)
        worker.ref()
        waiting.push({
          settle: (told) => {
            if (told.kind === 'done') resolve(told.result)
            else reject(new Error(told.message))
          },
        })
        worker.postMessage(asked)
      }),
  }
}
