/**
 * WhatsApp's servers, as the page in `page.js` needs them: on a port of this machine, in the test's process, so that
 * they outlive page, browser, child and server. A page hears by server-sent events and answers by POST.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Person, personOf } from './person.ts'
import {
  chatNews,
  createWorld,
  type Kept,
  ME,
  type News,
  newId,
  type PageFaults,
  type ServerFaults,
  seconds,
} from './world.ts'

export type { Person, Shown } from './person.ts'

export interface WhatsappWeb {
  /** For the settings: the folder that the page lies in, and its version. */
  readonly cache: string
  readonly version: string
  /** Writes a script that starts this browser cut off from every other host; its path is for the settings. */
  browser(executablePath: string): string
  /** The phone scans the code: waits until a page shows one. Resolves once the page has kept the pairing. */
  pair(): Promise<void>
  /** The phone removes the device. */
  logout(): void
  /** Pages that are connected now. */
  readonly pages: number
  /** `phone`: the number of somebody whose `id` is hidden (`…@lid`), or the other way round. */
  person(who: { id: string; phone?: string; name?: string }): Person
  group(what: {
    id: string
    name: string
    people: readonly string[]
    admins?: readonly string[]
    announce?: boolean
  }): Person
  /** The account is taken out of the group. */
  leaves(group: string): void
  /** The chat is marked as seen on the phone. */
  see(chat: string): void
  /** Nobody with this id is on WhatsApp. */
  unregister(id: string): void
  /** Each message that was sent, once, in order. */
  sent(): readonly Kept[]
  /** How often an id came that had been taken before. */
  readonly repeats: number
  /** From now on these faults and no others. Resolves when every page knows. Held acks come when `dropAcks` ends. */
  faults(these: PageFaults & ServerFaults): Promise<void>
  /** Tells the page something at once; see `HEARS` in page.js. */
  tell(news: News): void
  /** The same to a page that is not paired. */
  tellUnpaired(news: News): void
  /** Looks again at each change, until there is something. Rejects after half a minute. */
  until<T>(look: () => T | undefined, what?: string): Promise<NonNullable<T>>
  close(): Promise<void>
}

const VERSION = 'stand-in'
/** Milliseconds: a browser that starts cold on a busy machine takes most of it. */
const PATIENCE = 30_000

export async function startWhatsappWeb({ folder }: { folder: string }): Promise<WhatsappWeb> {
  const streams = new Map<ServerResponse, string>()
  /** Pages that were told of faults and have not said that they know, by the word that they are to say. */
  const untold = new Map<string, ServerResponse>()
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watch of [...watchers]) watch()
  }
  const write = (stream: ServerResponse, news: News) => stream.write(`data: ${JSON.stringify(news)}\n\n`)
  /** Only a paired page hears. */
  const tell = (news: News): void => {
    for (const [stream, device] of streams) if (device !== '') write(stream, news)
  }
  const world = createWorld(tell, changed)

  function until<T>(look: () => T | undefined, what = 'what was waited for'): Promise<NonNullable<T>> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        watchers.delete(watch)
      }
      const watch = () => {
        const found = look()
        if (found === undefined || found === null || found === false) return
        end()
        resolve(found)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`${what} did not come`))
      }, PATIENCE)
      watchers.add(watch)
      watch()
    })
  }

  function hear(response: ServerResponse, device: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' })
    const known = world.devices.has(device)
    // Whoever pairs anew closes its old stream itself; a page that was killed did not.
    if (known) for (const [stream, other] of streams) if (other === device) stream.end()
    streams.set(response, known ? device : '')
    response.on('close', () => {
      streams.delete(response)
      for (const [word, stream] of untold) if (stream === response) untold.delete(word)
      changed()
    })
    write(response, known ? world.welcome() : { kind: 'unpaired', ref: `ref-${newId()}` })
    changed()
  }

  const OPERATIONS: Record<string, (what: Record<string, unknown>) => unknown> = {
    send: ({ message }) => world.take(message as Record<string, unknown>),
    got: () => ({}),
    faulty: ({ word }) => {
      untold.delete(String(word))
      changed()
      return {}
    },
    seen: ({ chat }) => {
      const found = world.chats.get(String(chat))
      if (found !== undefined) found.unread = 0
      changed()
      return {}
    },
    earlier: ({ chat, known }) => {
      const ids = new Set(known as string[])
      const kept = world.chats.get(String(chat))?.kept ?? []
      return { messages: kept.filter(({ id }) => !ids.has(id)).slice(-50) }
    },
    lookup: ({ ids }) => {
      const wanted = new Set(ids as string[])
      return {
        messages: [...world.chats.values()].flatMap(({ kept }) => kept.filter(({ id }) => wanted.has(id))),
      }
    },
    resolve: ({ id }) =>
      world.unregistered.has(String(id))
        ? {}
        : { chat: world.chatOf(String(id))?.id, other: world.others.get(String(id)) },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/down') return hear(response, searchParams.get('device') ?? '')
    const [, hash] = /^\/media\/([\w-]+)$/.exec(pathname) ?? []
    const headers = { 'access-control-allow-origin': '*' }
    if (hash !== undefined && request.method === 'GET') {
      const bytes = world.media.get(hash)
      response.writeHead(bytes === undefined ? 404 : 200, headers).end(bytes)
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    if (hash !== undefined) {
      world.media.set(hash, body)
      response.writeHead(200, headers).end()
      return
    }
    const what = JSON.parse(body.toString()) as Record<string, unknown>
    const result = OPERATIONS[String(what.op)]?.(what) ?? {}
    const send = () => response.writeHead(200, headers).end(JSON.stringify(result))
    if (what.op === 'send' && world.serverFaults.slow) setTimeout(send, world.serverFaults.slow)
    else send()
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cache = join(folder, 'cache')
  mkdirSync(cache, { recursive: true })
  const script = (name: string) => `<script>${readFileSync(new URL(name, import.meta.url), 'utf8')}</script>`
  const scripts = script('models.js') + script('page.js').replaceAll('__SERVER__', `http://127.0.0.1:${port}`)
  const head = '<!doctype html><meta charset="utf-8"><title>stand-in</title><link rel="icon" href="data:,">'
  writeFileSync(join(cache, `${VERSION}.html`), head + scripts)

  return {
    cache,
    version: VERSION,
    browser(executablePath) {
      const path = join(folder, 'chromium')
      const flags = [
        '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"',
        // A public page may not call this machine, unless this machine counts as public.
        `--ip-address-space-overrides=127.0.0.1:${port}=public`,
      ]
      writeFileSync(path, `#!/bin/sh\nexec '${executablePath}' ${flags.join(' ')} "$@"\n`)
      chmodSync(path, 0o755)
      return path
    },
    async pair() {
      const stream = await until(() => [...streams].find(([, device]) => device === '')?.[0], 'a code')
      const key = newId()
      world.devices.add(key)
      write(stream, { kind: 'paired', key })
      await until(() => [...streams.values()].includes(key) || undefined, 'the paired page')
    },
    logout() {
      tell({ kind: 'logout' })
      world.devices.clear()
    },
    get pages() {
      return streams.size
    },
    person({ id, phone, name }) {
      if (phone !== undefined) {
        world.others.set(id, phone)
        world.others.set(phone, id)
      }
      world.open(id, name ?? '')
      return personOf(world, until, id)
    },
    group({ id, name, people, admins = [], announce = false }) {
      const chat = Object.assign(world.open(id, name), { name, people: [ME, ...people], admins, announce })
      tell({ kind: 'group', chat: chatNews(chat) })
      notify(id, 'add')
      return personOf(world, until, id)
    },
    leaves(id) {
      const chat = world.chats.get(id)
      if (chat?.people === undefined) throw new Error(`${id} is no group`)
      chat.people = chat.people.filter((one) => one !== ME)
      tell({ kind: 'group', chat: chatNews(chat) })
      notify(id, 'remove')
    },
    see: (id) => void OPERATIONS.seen?.({ chat: id }),
    unregister: (id) => void world.unregistered.add(id),
    sent: () => [...world.taken.values()],
    get repeats() {
      return world.repeats()
    },
    async faults(these) {
      const { dropAcks, refuseAll, slow, ...page } = these
      world.serverFaults = { dropAcks, refuseAll, slow }
      world.pageFaults = page
      if (dropAcks !== true) world.acknowledge()
      const words = [...streams.keys()].map((stream) => {
        const word = newId()
        untold.set(word, stream)
        write(stream, { kind: 'faults', faults: page, word })
        return word
      })
      await until(() => words.every((word) => !untold.has(word)) || undefined, 'a page that knows its faults')
    },
    tell,
    tellUnpaired(news) {
      for (const [stream, device] of streams) if (device === '') write(stream, news)
    },
    until,
    async close() {
      for (const stream of streams.keys()) stream.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  /** What WhatsApp writes into a group when somebody comes or goes. */
  function notify(id: string, subtype: string): void {
    world.arrive({
      ...{ id: newId(), chat: id, fromMe: true, author: ME, type: 'gp2', subtype, recipients: [ME] },
      ...{ body: '', t: seconds(), ack: 1 },
    })
  }
}
