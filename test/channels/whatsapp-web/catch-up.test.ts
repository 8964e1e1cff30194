/** What people wrote while the device was away: what is missed here is lost without anybody knowing. */
import { describe, expect, test } from 'vitest'
import { createBacklog } from '../../../src/channels/whatsapp-web/child/backlog.ts'
import { type ChatOfPerson, catchUp } from '../../../src/channels/whatsapp-web/child/catch-up.ts'
import { TIMINGS } from '../../../src/channels/whatsapp-web/timings.ts'
import { createWatermark, type Mark } from '../../../src/channels/whatsapp-web/watermark.ts'
import { manualClock } from '../../delivery/manual-clock.ts'

interface Written {
  readonly text: string
  readonly timestamp: number
}
const SINCE = 1_000
const ada: ChatOfPerson = { id: 'ada', at: 2_000, unread: 0 }

async function read(
  chats: readonly ChatOfPerson[],
  written: (chat: ChatOfPerson) => Written[],
  from = 0,
): Promise<{ texts: string[]; failed: number; troubles: number }> {
  const texts: string[] = []
  let troubles = 0
  const failed = await catchUp<Written>(
    {
      chats: async () => chats,
      written: async (chat) => written(chat),
      hand: async ({ text }) => void texts.push(text),
      trouble: () => {
        troubles += 1
      },
    },
    SINCE,
    from,
  )
  return { texts, failed, troubles }
}

describe('catching up', () => {
  test('keeps the order of the chat within a second: answers go to the questions they were meant for', async () => {
    const messages = [1, 2, 3, 4, 5].map((number) => ({ text: `answer ${number}`, timestamp: 1_500 }))
    const { texts } = await read([ada], () => [...messages, { text: 'earlier', timestamp: 1_400 }])
    expect(texts).toEqual(['earlier', 'answer 1', 'answer 2', 'answer 3', 'answer 4', 'answer 5'])
  })

  test('takes what is unread though it seems old, but nothing from before the account was linked', async () => {
    const beth = { id: 'beth', at: 900, unread: 1 }
    const carl = { id: 'carl', at: 400, unread: 1 }
    const { texts } = await read(
      [beth, carl],
      ({ at, id }) => [
        { text: `${id}, long ago`, timestamp: 300 },
        { text: id, timestamp: at },
      ],
      500,
    )
    expect(texts).toEqual(['beth'])
  })

  test('goes on after chats that cannot be read, and fails where it is all of many', async () => {
    const fails = (chat: ChatOfPerson): Written[] => {
      if (chat.id === 'ada') throw new Error('no such thing')
      return [{ text: chat.id, timestamp: 1_500 }]
    }
    const beth = { ...ada, id: 'beth' }
    expect(await read([ada, beth], fails)).toEqual({ texts: ['beth'], failed: 1, troubles: 1 })
    expect(await read([ada], fails)).toEqual({ texts: [], failed: 1, troubles: 1 })
    await expect(read([ada, ada, ada], fails)).rejects.toThrow('no such thing')
  })
})

test('what arrives waits for the past, also when one catching up failed and another began meanwhile', async () => {
  const taken: string[] = []
  const backlog = createBacklog<string>(async (text) => void taken.push(text))
  backlog.due()
  let fail = (_: Error): void => undefined
  const first = backlog
    .caughtUpBy(() => new Promise<void>((_, reject) => (fail = reject)))
    .catch(() => undefined)
  backlog.due()
  backlog.arrives('held')
  fail(new Error('the connection is gone'))
  await first
  expect(taken).toEqual([])
  await backlog.caughtUpBy(async () => void taken.push('past'))
  backlog.arrives('live')
  expect(taken).toEqual(['past', 'held', 'live'])
})

test('another account begins anew: what people wrote to it before was not meant for us', async () => {
  const clock = manualClock(10_000_000)
  let kept: Mark | undefined
  const watermark = () =>
    createWatermark(
      {
        watermark: {
          read: async () => kept,
          write: async (mark) => {
            kept = mark
          },
        },
        log: () => undefined,
      },
      clock,
      TIMINGS,
      () => true,
    )
  const first = watermark()
  expect(await first.since('first')).toEqual({ since: 10_000, from: 10_000 })
  first.wellAt(20_000_000)
  await first.write()
  await clock.advance(20_000_000)
  expect(await watermark().since('first')).toEqual({ since: 19_400, from: 10_000 })
  expect(await watermark().since('second')).toEqual({ since: 30_000, from: 30_000 })
  expect(kept).toEqual({ at: 30_000_000, linked: 30_000_000, account: 'second' })
})
