/** All that is measured, and the only place that knows the metrics library. No label ever tells a person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Backlog {
  readonly channel: string
  readonly queued: number
  /** Age of the oldest row that is due, in seconds. */
  readonly age: number
}

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const turns = new Counter({
    name: 'hearback_turns_total',
    help: 'Events taken in, by channel and what became of them',
    labelNames: ['channel', 'status'],
    registers: [registry],
  })
  const ignored = new Counter({
    name: 'hearback_ignored_total',
    help: 'Valid events of a kind that is not used',
    labelNames: ['channel', 'kind'],
    registers: [registry],
  })
  const refused = new Counter({
    name: 'hearback_refused_total',
    help: 'Requests refused at the door',
    labelNames: ['channel', 'reason'],
    registers: [registry],
  })
  const batch = new Histogram({
    name: 'hearback_batch_events',
    help: 'Events committed together',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers: [registry],
  })
  const commit = new Histogram({
    name: 'hearback_commit_seconds',
    help: 'How long the commit of a batch took',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  })
  const sends = new Counter({
    name: 'hearback_sends_total',
    help: 'Attempts to send, by channel and result',
    labelNames: ['channel', 'result'],
    registers: [registry],
  })
  const problems = new Counter({
    name: 'hearback_problems_total',
    help: 'Trouble recorded for the operator',
    labelNames: ['code'],
    registers: [registry],
  })
  const depth = new Gauge({
    name: 'hearback_queue_depth',
    help: 'Messages waiting to be sent',
    labelNames: ['channel'],
    registers: [registry],
  })
  const age = new Gauge({
    name: 'hearback_queue_age_seconds',
    help: 'How long the oldest due message has waited',
    labelNames: ['channel'],
    registers: [registry],
  })
  return {
    turn: (channel: string, status: string) => turns.inc({ channel, status }),
    ignored: (channel: string, kind: string) => ignored.inc({ channel, kind }),
    refused: (channel: string, reason: string) => refused.inc({ channel, reason }),
    batch: (events: number, seconds: number) => {
      batch.observe(events)
      commit.observe(seconds)
    },
    sent: (channel: string, result: string, count = 1) => sends.inc({ channel, result }, count),
    problem: (code: string) => problems.inc({ code }),
    /** The text of `/metrics`, in Prometheus' format; the backlog is read when asked. */
    async text(backlog: () => Promise<readonly Backlog[]>): Promise<string> {
      for (const { channel, queued, age: seconds } of await backlog()) {
        depth.set({ channel }, queued)
        age.set({ channel }, seconds)
      }
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
