/**
 * The library and its browser, watched. Whatever goes wrong here ends the child: a new one is cheap, and a browser in
 * doubt is not to be reasoned with. Seen with whatsapp-web.js 1.34: no event when Chromium or its renderer is killed,
 * rejections that nobody handles when the page is left, `ready` never or again, and promises that stay open for ever.
 */
import wwebjs, { type Chat, type Message } from 'whatsapp-web.js'
import type { Calls, Operation, Report, Setup } from '../protocol.ts'
import { createAcks } from './acks.ts'
import { withAliases } from './aliases.ts'
import { catchUp } from './catch-up.ts'
import { clientOf } from './client.ts'
import { fetchFile } from './fetch-file.ts'
import { groupsAmong } from './groups.ts'
import { inTime } from './in-time.ts'
import { lookForOwn, ownAddresses, put } from './page.ts'
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

  /** What arrives before the past is caught up waits, so that nobody's later message is taken before an earlier one. */
  let pastDue = 0
  const held: Message[] = []
  async function past(since: number): Promise<void> {
    await catchUp(await chatsAndGroups(), since, timings.call, handOver)
    pastDue = Math.max(0, pastDue - 1)
    if (pastDue === 0) await Promise.all(held.splice(0).map((message) => handOver(message)))
  }

  async function chatsAndGroups(): Promise<readonly Chat[]> {
    const chats = await inTime(timings.catchUp, client.getChats())
    report({ report: 'groups', groups: groupsAmong(chats, me) })
    return chats
  }
  let groupsTimer: NodeJS.Timeout | undefined
  function groupsChanged(): void {
    clearTimeout(groupsTimer)
    groupsTimer = setTimeout(() => {
      chatsAndGroups().catch((error) => report({ report: 'trouble', reason: reasonOf(error) }))
    }, GROUPS_REST)
  }

  async function ready(): Promise<void> {
    const { pupPage } = client
    if (pupPage === undefined) return
    pastDue += 1
    me = await inTime(timings.call, pupPage.evaluate(ownAddresses))
    isReady = true
    report({ report: 'ready' })
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
  client.on('message', (message) => {
    if (pastDue > 0) held.push(message)
    else void handOver(message)
  })
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
    catchUp: async ({ since }) => {
      page()
      await past(since)
      return undefined
    },
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
