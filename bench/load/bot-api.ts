/** The fake Bot API in a process of its own. Tells its address, then, when asked, how many messages it took. */
import { startBotApi } from '../../test/fakes/bot-api/server.ts'
import type { Taken } from './platform.ts'
import { BOT_TOKEN } from './telegram.ts'

let refused = 0
const fake = await startBotApi({
  token: BOT_TOKEN,
  openChats: true,
  keepCalls: false,
  keepMessages: 3,
  onCall: ({ status }) => {
    if (status !== 200) refused += 1
  },
})
const messages = () => fake.count('sendMessage') + fake.count('editMessageReplyMarkup')

/** A number: answer when so many messages were taken. */
process.on('message', async (wanted: number) => {
  await fake.until(() => messages() >= wanted)
  const at = performance.timeOrigin + performance.now()
  process.send?.({ messages: messages(), refused, at } satisfies Taken)
})
process.on('disconnect', () => process.exit(0))
process.send?.(fake.root)
