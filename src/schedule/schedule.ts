/** The one place that keeps time: jobs that come round, each on its own period, never twice at once. */
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

export interface Job {
  readonly name: string
  /** Milliseconds between the end of one run and the start of the next. */
  readonly every: number
  run(now: number): Promise<void>
}

export interface Schedule {
  /** Calls off what is to come and waits for what is running. */
  stop(): Promise<void>
}

/** A job that fails is logged and comes round again. */
export function startSchedule(jobs: readonly Job[], clock: Clock, log: Log): Schedule {
  const running = new Set<Promise<void>>()
  const cancels = new Map<string, () => void>()
  let stopped = false

  const plan = (job: Job) => {
    if (!stopped)
      cancels.set(
        job.name,
        clock.after(job.every, () => start(job)),
      )
  }
  const start = (job: Job) => {
    const run = job
      .run(clock.now())
      .catch((error: unknown) =>
        log.error('job failed', { job: job.name, error: error instanceof Error ? error.name : 'unknown' }),
      )
      .then(() => {
        running.delete(run)
        plan(job)
      })
    running.add(run)
  }
  for (const job of jobs) start(job)
  return {
    stop: async () => {
      stopped = true
      for (const cancel of cancels.values()) cancel()
      await Promise.all(running)
    },
  }
}
