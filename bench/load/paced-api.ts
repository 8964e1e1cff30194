/**
 * The fake Cloud API at Meta's pace for one number, in a process of its own, with people who write and wait for a reply.
 * Tells its address; each order is answered. All moments are by its one clock.
 */
import type { BusinessMessage } from '../../test/fakes/cloud-api/messages.ts'
import { startCloudApi } from '../../test/fakes/cloud-api/server.ts'
import { PACE, type Paced, type PacedOrder, type Replied, TALKERS_FROM } from './paced.ts'
import { CLOUD, VERIFY_TOKEN, whatsappCloud } from './whatsapp-cloud.ts'

const times: number[] = []
const got = new Set<string>()
const refusedAt: number[] = []
const end = { bulk: 0, doubled: 0, first: 0, last: 0, lastIndex: 0 }

function taken({ to, at }: BusinessMessage): void {
  times.push(at)
  if (to >= whatsappCloud.addressOf(TALKERS_FROM)) return
  if (end.bulk === 0) end.first = at
  end.bulk += 1
  end.last = at
  end.lastIndex = times.length
  if (got.has(to)) end.doubled += 1
  got.add(to)
}

const fake = await startCloudApi({
  ...CLOUD,
  perSecond: PACE,
  openChats: true,
  keepCalls: false,
  // As at Meta: three webhooks come back for every message.
  statuses: 'auto',
  onCall: ({ status, message, at }) => {
    if (status !== 200) refusedAt.push(at)
    if (message !== undefined) taken(message)
  },
})

async function write(n: number, after: number): Promise<Replied> {
  await fake.until(() => end.bulk >= after)
  const person = fake.person({ phone: whatsappCloud.addressOf(n) })
  const wrote = performance.timeOrigin + performance.now()
  const before = end.bulk
  person.writes('مرحبا')
  const { at } = await person.until(() => true)
  return { milliseconds: at - wrote, queued: end.bulk, meanwhile: end.bulk - before }
}

async function report(after: number): Promise<Paced> {
  await fake.until(() => end.bulk >= after)
  const seconds = (end.last - end.first) / 1000
  const { bulk, doubled, lastIndex } = end
  const refused = refusedAt.map((at) => (at - end.first) / 1000)
  const rate = (lastIndex - 1) / seconds
  return { bulk, replies: lastIndex - bulk, doubled, refused, rate, most: mostInOneSecond(), seconds }
}

/** Milliseconds: a message bears a moment that is a little later than the one the fake counts it by. */
const SECOND = 999

function mostInOneSecond(): number {
  let most = 0
  let oldest = 0
  for (const [index, at] of times.entries()) {
    while (at - (times[oldest] ?? at) >= SECOND) oldest += 1
    most = Math.max(most, index - oldest + 1)
  }
  return most
}

const carryOut = async (order: PacedOrder) => {
  switch (order.kind) {
    case 'subscribe':
      return (await fake.subscribe(order.url, VERIFY_TOKEN)).status
    case 'write':
      return write(order.n, order.after)
    case 'report':
      return report(order.after)
  }
}
process.on('message', async (order: PacedOrder) => process.send?.(await carryOut(order)))
process.on('disconnect', () => process.exit(0))
process.send?.(fake.root)
