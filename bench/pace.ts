/**
 * The pace of a WhatsApp number: a queue of 10,000 goes out as fast as Meta allows and never faster, while people who
 * write are answered at once. The fake Cloud API holds to 80 messages in any second, refuses what exceeds them, and
 * tells of every message by three webhooks.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, startChild } from './load/child.ts'
import { PACE, type Paced, type PacedOrder, type Replied, TALKERS_FROM } from './load/paced.ts'
import { fillQueue, unsentOf } from './load/queue.ts'
import { type Server, startServer } from './load/server.ts'
import { whatsappCloud } from './load/whatsapp-cloud.ts'
import type { Measure, Run } from './measure.ts'
import { atLeast, type Row, row, valueAtMost } from './row.ts'

/** People who write while the queue goes out, and as many when it is through. */
const TALKERS = 50
/** Milliseconds between two of them when nothing else holds them apart. */
const APART = 100

export const pace: Measure = {
  name: 'pace',
  summary: 'a queue of 10,000 at 80 messages a second over WhatsApp, and replies meanwhile',
  async rows({ quick, folder, tell }) {
    const people = quick ? 1_000 : 10_000
    const dataDir = join(folder, 'pace')
    mkdirSync(dataDir, { recursive: true })
    await fillQueue(whatsappCloud, dataDir, people)
    const meta = startChild('load/paced-api')
    let server: Server | undefined
    try {
      const settings = whatsappCloud.settings(await meta.hears<string>())
      server = await startServer({
        dataDir,
        settings: { ...settings, WHATSAPP_CLOUD_PACE: String(PACE), WHATSAPP_CLOUD_GAP: '1000' },
        sending: 'held',
      })
      const ask = <T>(order: PacedOrder) => meta.ask<T>(order)
      const url = `http://127.0.0.1:${server.port}${whatsappCloud.webhook}`
      const status = await ask<number>({ kind: 'subscribe', url })
      if (status !== 200) throw new Error(`the webhook was not subscribed: ${status}`)
      await server.toggleSending()
      const busy = await talk(
        meta,
        TALKERS_FROM,
        (index) => Math.round((people * (index + 0.5)) / TALKERS),
        tell,
      )
      const paced = await ask<Paced>({ kind: 'report', after: people })
      const idle = await talk(meta, TALKERS_FROM + TALKERS, () => people, tell)
      await server.stop()
      const unsent = await unsentOf(dataDir)
      if (unsent > 0 || paced.doubled > 0)
        throw new Error(`of the queue ${unsent} were not sent, and ${paced.doubled} were sent twice`)
      return rowsOf(paced, busy, idle)
    } finally {
      server?.kill()
      await meta.end()
    }
  },
}

async function talk(
  meta: Child,
  from: number,
  after: (index: number) => number,
  tell: Run['tell'],
): Promise<Replied[]> {
  const replies: Replied[] = []
  for (let index = 0; index < TALKERS; index += 1) {
    await sleep(APART)
    const order: PacedOrder = { kind: 'write', n: from + index, after: after(index) }
    const reply = await meta.ask<Replied>(order)
    replies.push(reply)
    if ((index + 1) % 10 === 0)
      tell(
        `pace: ${reply.queued} of the queue sent; reply ${index + 1} after ${Math.round(reply.milliseconds)} ms`,
      )
  }
  return replies
}

function rowsOf(paced: Paced, busy: readonly Replied[], idle: readonly Replied[]): Row[] {
  const count = paced.bulk.toLocaleString('en')
  const overtook = busy.filter(({ queued }) => queued < paced.bulk).length
  const meanwhile = busy.map((reply) => reply.meanwhile)
  const latency = (replies: readonly Replied[], share: number) =>
    quantile(
      replies.map(({ milliseconds }) => milliseconds),
      share,
    )
  const beside = (share: number) => ({ name: 'idle server', value: latency(idle, share) })
  return [
    row({
      name: 'pace held',
      value: paced.rate,
      unit: 'messages/s',
      peer: { name: 'the pace set', value: PACE },
      target: atLeast(0.95),
      note: `${count} of a queue and ${paced.replies} replies in ${Math.round(paced.seconds)} s, every message told of by three webhooks`,
    }),
    row({
      name: 'most in one second',
      value: paced.most,
      unit: 'messages',
      target: valueAtMost(PACE),
      note: 'by the clock of the fake, wherever the second begins',
    }),
    row({
      name: 'refused for going too fast',
      value: paced.refused.length,
      unit: 'messages',
      target: valueAtMost(0),
      ...(paced.refused.length === 0 ? {} : { note: `seconds into the run: ${inShort(paced.refused)}` }),
    }),
    row({
      name: 'reply while the queue goes out, median',
      value: latency(busy, 0.5),
      unit: 'ms',
      peer: beside(0.5),
      note: `from a person's words to the reply; ${overtook} of ${busy.length} came before the queue's end; meanwhile ${Math.max(...meanwhile)} of the queue went at most`,
    }),
    row({
      name: 'reply while the queue goes out, 99th percentile',
      value: latency(busy, 0.99),
      unit: 'ms',
      peer: beside(0.99),
      note: `of ${busy.length} replies: the slowest`,
    }),
  ]
}

/** Moments, those of one refusal of many calls told once. */
const inShort = (seconds: readonly number[]): string =>
  [...new Set(seconds.map((second) => second.toFixed(1)))].slice(0, 20).join(', ')

/** The least of these numbers that at least this share of them does not exceed. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
