/** All that is measured, and the only place that knows the metrics library. No label ever tells a person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Backlog {
  readonly channel: string
  readonly queued: number
  /** Age of the oldest row that is due, in seconds. */
  readonly age: number
  /** Messages that wait for their person, by reason. */
  readonly waiting: ReadonlyMap<string, number>
}

export interface ChannelState {
  readonly channel: string
  readonly up: boolean
}

/** What the linked device is made of besides this process. */
export interface DeviceMeasures {
  /** Bytes. */
  readonly childMemory: number
  readonly browserMemory: number
  readonly restarts: number
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
  const waiting = new Gauge({
    name: 'hearback_waiting_messages',
    help: 'Messages that wait for their person to write, or for another day, by reason',
    labelNames: ['channel', 'reason'],
    registers: [registry],
  })
  const up = new Gauge({
    name: 'hearback_channel_up',
    help: '1 while a channel and the sending over it work, 0 while it is down or paused',
    labelNames: ['channel'],
    registers: [registry],
  })
  const deviceMemory = new Gauge({
    name: 'hearback_linked_device_memory_bytes',
    help: 'Memory of the linked device, beside the server’s own',
    labelNames: ['process'],
    registers: [registry],
  })
  const deviceRestarts = new Gauge({
    name: 'hearback_linked_device_restarts',
    help: 'Times that the linked device was started again since the server started',
    registers: [registry],
  })
  return {
    turn: (channel: string, status: string, count: number) => turns.inc({ channel, status }, count),
    ignored: (channel: string, kind: string) => ignored.inc({ channel, kind }),
    refused: (channel: string, reason: string) => refused.inc({ channel, reason }),
    batch: (events: number, seconds: number) => {
      batch.observe(events)
      commit.observe(seconds)
    },
    sent: (channel: string, result: string, count = 1) => sends.inc({ channel, result }, count),
    problem: (code: string) => problems.inc({ code }),
    device: ({ childMemory, browserMemory, restarts }: DeviceMeasures) => {
      deviceMemory.set({ process: 'child' }, childMemory)
      deviceMemory.set({ process: 'browser' }, browserMemory)
      deviceRestarts.set(restarts)
    },
    /** The text of `/metrics`, in Prometheus' format; backlog and states are read when asked. */
    async text(
      backlog: () => Promise<readonly Backlog[]>,
      states: () => readonly ChannelState[],
    ): Promise<string> {
      waiting.reset()
      for (const { channel, queued, age: seconds, waiting: waits } of await backlog()) {
        depth.set({ channel }, queued)
        age.set({ channel }, seconds)
        for (const [reason, count] of waits) waiting.set({ channel, reason }, count)
      }
      for (const { channel, up: isUp } of states()) up.set({ channel }, isUp ? 1 : 0)
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
