/** The fake Cloud API in a process of its own. Tells its address, then, when asked, how many messages it took. */
import { startCloudApi } from '../../test/fakes/cloud-api/server.ts'
import type { Taken } from './platform.ts'
import { CLOUD } from './whatsapp-cloud.ts'

let refused = 0
const fake = await startCloudApi({
  ...CLOUD,
  openChats: true,
  keepCalls: false,
  window: false,
  statuses: 'none',
  onCall: ({ status }) => {
    if (status !== 200) refused += 1
  },
})

/** A number: answer when so many messages were taken. */
process.on('message', async (wanted: number) => {
  await fake.until(() => fake.count() >= wanted)
  const at = performance.timeOrigin + performance.now()
  process.send?.({ messages: fake.count(), refused, at } satisfies Taken)
})
process.on('disconnect', () => process.exit(0))
process.send?.(fake.root)
