/**
 * The library and its browser, watched. Whatever goes wrong here ends the child: a new one is cheap, and a browser in
 * doubt is not to be reasoned with. Seen with whatsapp-web.js 1.34: no event when Chromium or its renderer is killed,
 * rejections that nobody handles when the page is left, `ready` never or again, and promises that stay open for ever.
 */
import wwebjs, { type Client, type Message } from 'whatsapp-web.js'
import type { Calls, Operation, Report, Setup } from '../protocol.ts'
import { createAcks } from './acks.ts'
import { withAliases } from './aliases.ts'
import { createBacklog } from './backlog.ts'
import { catchUp } from './catch-up.ts'
import { clientOf } from './client.ts'
import { fetchFile } from './fetch-file.ts'
import { groupsAmong } from './groups.ts'
import { inTime } from './in-time.ts'
import { chatsOfPeople, lookForOwn, ownAddresses, put, writtenIn } from './page.ts'
import { plain } from './plain.ts'
import { Failed, reasonOf } from './reason.ts'
import { createSending } from './sending.ts'
import { watch } from './watch.ts'

export interface Device {
  /** Rejects with Failed, or with any error of library and page. */
  perform<Op extends Exclude<Operation, 'start' | 'stop'>>(
    operation: Op,
    asked: Calls[Op]['asked'],
  ): Promise<Calls[Op]['answer']>
  /** Closes the browser in an orderly way, so that it writes its profile. */
  close(): Promise<void>
  /** Ends it at once. */
  kill(): void
}

/** Messages looked at in one chat, and no more. */
const MOST = 640
/** The library's class of messages takes what its own page functions tell; its types leave it out. */
const { Message: Described } = wwebjs as unknown as {
  readonly Message: new (client: Client, model: object) => Message
}
/** Milliseconds: what changes a group comes in several events. */
const GROUPS_REST = 500

export function openDevice(
  setup: Setup,
  report: (what: Report) => void,
  end: (last: Report) => void,
): Device {
  const { timings } = setup
  const acks = createAcks()
  let me: readonly string[] = []
  let isReady = false
  const fail = (reason: string) => end({ report: 'failed', reason })

  const lost = () => {
    if (isReady) report({ report: 'left' })
    isReady = false
  }
  const client = clientOf(setup, () =>
    watch(client, timings, { report, end, isReady: () => isReady, left: lost }),
  )
  const page = () => {
    const { pupPage } = client
    if (pupPage === undefined || !isReady) throw new Failed('retry', 'the page is not ready')
    return pupPage
  }

  const hand = withAliases(
    async (address) => (await client.getContactLidAndPhone([address]))[0],
    timings.alias,
    (message) => report({ report: 'message', message }),
  )
  function handOver(message: Message, more: { edited?: true } = {}): Promise<void> {
    try {
      return hand({ ...plain(message, me), ...more })
    } catch {
      report({ report: 'ignored', kind: 'malformed' })
      return Promise.resolve()
    }
  }

  const backlog = createBacklog<Message>((message) => handOver(message))
  const trouble = (error: unknown) => report({ report: 'trouble', reason: reasonOf(error) })

  const past = (since: number, from: number): Promise<number> =>
    backlog.caughtUpBy(() =>
      catchUp<Message>(
        {
          chats: () => inTime(timings.call, page().evaluate(chatsOfPeople)),
          written: async ({ id, unread }, back) => {
            const models = await inTime(timings.chat, page().evaluate(writtenIn, id, back, unread, MOST))
            return models.map((model) => new Described(client, model))
          },
          hand: handOver,
          trouble,
        },
        since,
        from,
      ),
    )

  let groupsTimer: NodeJS.Timeout | undefined
  function groupsChanged(): void {
    clearTimeout(groupsTimer)
    groupsTimer = setTimeout(() => {
      inTime(timings.catchUp, client.getChats()).then(
        (chats) => report({ report: 'groups', groups: groupsAmong(chats, me) }),
        trouble,
      )
    }, GROUPS_REST)
  }

  async function ready(): Promise<void> {
    const { pupPage } = client
    if (pupPage === undefined) return
    backlog.due()
    me = await inTime(timings.call, pupPage.evaluate(ownAddresses))
    isReady = true
    report({ report: 'ready', me: me[0] ?? '' })
    groupsChanged()
  }

  client.on('qr', (code) => report({ report: 'code', code }))
  client.on('ready', () => {
    ready().catch((error) => fail(reasonOf(error)))
  })
  // The network comes and goes; the library says `ready` only for the first time.
  client.on('change_state', (state) => {
    if (String(state) !== 'CONNECTED') lost()
    else if (!isReady) ready().catch((error) => fail(reasonOf(error)))
  })
  client.on('message', backlog.arrives)
  client.on('message_edit', (message, now, before) => {
    // Decrypting a message changes its text too, from nothing.
    if (!message.fromMe && before && now !== before) void handOver(message, { edited: true })
  })
  client.on('message_ack', ({ id, fromMe }, ack) => {
    if (fromMe) acks.heard(id.id, ack)
  })
  client.on('call', ({ fromMe }) => {
    if (!fromMe) report({ report: 'ignored', kind: 'call' })
  })
  for (const event of ['group_join', 'group_leave', 'group_update', 'group_admin_changed'] as const)
    client.on(event, groupsChanged)
  client.on('disconnected', (state) => end({ report: 'gone', state: String(state) }))
  client.initialize().catch((error) => fail(reasonOf(error)))

  const sending = createSending(
    {
      look: (address, id) => page().evaluate(lookForOwn, address, id),
      put: ({ address, id, text, picture }) =>
        page().evaluate(put, address, id, text, picture === undefined ? null : asMedia(picture)),
      isReady: () => isReady,
      giveUp: fail,
    },
    acks,
    timings,
  )

  const operations: {
    [Op in Exclude<Operation, 'start' | 'stop'>]: (asked: Calls[Op]['asked']) => Promise<Calls[Op]['answer']>
  } = {
    send: (parcel) => sending.send(parcel).then(() => undefined),
    find: ({ address, id }) => sending.find(address, id),
    fetch: ({ handle, most }) => {
      page()
      return fetchFile(client, handle, most, timings)
    },
    seen: async ({ chat }) => {
      page()
      await client.sendSeen(chat)
      return undefined
    },
    catchUp: ({ since, from }) => past(since, from),
  }

  return {
    perform: (operation, asked) => operations[operation](asked),
    close: () => client.destroy(),
    kill() {
      client.pupBrowser?.process()?.kill('SIGKILL')
    },
  }
}

const asMedia = ({ type, data }: { readonly type: string; readonly data: Uint8Array }) => ({
  ...new wwebjs.MessageMedia(type, Buffer.from(data).toString('base64'), 'picture'),
})
