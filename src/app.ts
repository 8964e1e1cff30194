/** Puts the rooms together; the only file that knows them all. */
import { Hono } from 'hono'
import { jobs } from './app/jobs.ts'
import { openChannels, refusedPolitely } from './app/open-channels.ts'
import { type Channel, type Intake, StoreUnavailable } from './channels/channel.ts'
import { systemClock } from './clock.ts'
import { type Delivery, startDelivery } from './delivery/deliver.ts'
import { houseOf } from './engine/house.ts'
import type { Language, TextTree } from './flow/program.ts'
import type { Programme } from './flow/programme.ts'
import { openIntake } from './intake/open-intake.ts'
import { createCatalogue } from './intake/programme-catalogue.ts'
import { type ReceivedFiles, startReceivedFiles } from './intake/received-files.ts'
import { textsOf } from './language/texts.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { readShared } from './outreach/read-summary.ts'
import { toldSummaries } from './outreach/told-summaries.ts'
import { createPictures } from './pictures/pictures.ts'
import { openVault } from './privacy/open-vault.ts'
import { entomb, eraseEntombed } from './privacy/tombstones.ts'
import { listing } from './programmes/listing.ts'
import { readProgrammes } from './programmes/read-programmes.ts'
import { readTexts } from './programmes/read-texts.ts'
import { startSchedule } from './schedule/schedule.ts'
import type { Settings } from './settings.ts'
import { type Database, Unavailable } from './store/database.ts'
import type { RoundEdition } from './store/editions.ts'
import { openDatabase } from './store/open-database.ts'
import { outboxStore } from './store/outbox.ts'
import { publishPrograms, readProgram } from './store/programs.ts'
import { loadExportTexts } from './survey/export-texts.ts'
import { publishedCache } from './survey/published-cache.ts'
import { ensureFirstRound } from './survey/rounds.ts'
import { createSharedFindings } from './survey/shared-findings.ts'
import { api } from './web/api/api.ts'
import { dataRoutes } from './web/data/data-routes.ts'
import { listen } from './web/listen.ts'
import { operation } from './web/operation.ts'
import { site } from './web/site/site.tsx'

/** The server cannot start, and the message says what to do about it. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** How long a stop waits for requests under way. */
const STOP_WITHIN = 10_000

export interface App {
  /** All routes; also usable without a port. */
  readonly web: Hono
  readonly database: Database
  readonly programmes: readonly Programme[]
  /** Listens, and starts channels, delivery and schedule. Resolves with the port once people can be served. */
  start(): Promise<number>
  /** No more sending until `release`: the operator's hold. What comes in is still taken and answered later. */
  hold(): void
  release(): void
  /** What a phone must scan to link the device, until a moment in epoch milliseconds; null: nothing to scan. */
  linking(): { readonly code: string; readonly expiresAt: number } | null
  /** Resolves when nothing is left to send. */
  drained(): Promise<void>
  /** Pollers and claims end, what is in flight finishes, then the port and the store close. */
  stop(): Promise<void>
}

/**
 * Throws StartError, KeyError or Unavailable with a message for the operator. `showCode` is given a code drawn with
 * characters, for a phone to scan, whenever there is a new one.
 */
export async function createApp(
  settings: Settings,
  log: Log,
  showCode: (drawn: string) => void = () => undefined,
): Promise<App> {
  const programmes = soundProgrammes(settings)
  const common = readTexts(settings.LOCALES_DIR, 'common')
  const database = await openDatabase(settings)
  try {
    return await assemble(settings, log, database, programmes, common, showCode)
  } catch (error) {
    await database.close()
    throw error
  }
}

function soundProgrammes({ FLOWS_DIR, LOCALES_DIR }: Settings): readonly Programme[] {
  const { programmes, diagnostics } = readProgrammes({ flowsDir: FLOWS_DIR, localesDir: LOCALES_DIR })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return programmes
  throw new StartError(
    `The flows have mistakes, so the server does not start: people would meet them.\n\n${listing(errors).trimEnd()}`,
  )
}

async function assemble(
  settings: Settings,
  log: Log,
  database: Database,
  programmes: readonly Programme[],
  common: Readonly<Record<Language, TextTree>>,
  showCode: (drawn: string) => void,
): Promise<App> {
  /** English stands in for what a language lacks. */
  const words = (name: string) => textsOf(readTexts(settings.LOCALES_DIR, name), ['en'])
  const clock = systemClock
  const vault = await openVault(database, settings)
  const metrics = createMetrics()
  const back = await eraseEntombed(database, settings.DATA_DIR)
  if (back > 0) log.warn('people who had asked to be forgotten were erased again', { count: back })

  const programs = programmes.flatMap((programme) => programme.programs)
  await publishPrograms(database, programs, clock.now())
  for (const { followUp, programs: own } of programmes) {
    // A flow that follows summaries has a round for each of them, and none of its own.
    const surveys = own.filter(({ type, flow }) => type === 'survey' && flow !== followUp)
    for (const { programme, flow, hash } of surveys)
      await ensureFirstRound(database, programme, flow, hash, clock.now())
  }

  const shared = createSharedFindings({
    ...{ database, programs, house: houseOf(common) },
    texts: words('findings'),
  })
  await shared.refresh()

  // At the start too: a process that was killed may have left what it had erased in the log.
  let erased = true
  let held = settings.SENDING === 'held'
  let delivery: Delivery | undefined
  let files: ReceivedFiles | undefined
  const intake = openIntake({
    database,
    vault,
    catalogue: createCatalogue({ programmes, common, readProgram: (hash) => readProgram(database, hash) }),
    entomb: (ids) => {
      entomb(settings.DATA_DIR, ids)
      erased = true
    },
    shared: shared.tell,
    told: toldSummaries(database),
    now: clock.now,
    log,
    settled: ({ channel, account, address }) => delivery?.landing(channel, account, address),
    landedAt: ({ channel, account }, contact, number) =>
      delivery?.landedAt(channel, account, contact, number),
    committed: (turns, seconds) => {
      metrics.batch(turns.length, seconds)
      const woken = new Set<string>()
      const counts = new Map<string, { channel: string; status: string; count: number }>()
      for (const { channel, status } of turns) {
        woken.add(channel)
        const key = `${channel} ${status}`
        const count = (counts.get(key)?.count ?? 0) + 1
        counts.set(key, { channel, status, count })
      }
      for (const { channel, status, count } of counts.values()) metrics.turn(channel, status, count)
      for (const channel of woken) delivery?.wake(channel)
      if (turns.some(({ file }) => file)) files?.wake()
    },
  })

  const { channels, device } = openChannels({
    ...{ settings, log, database, vault, metrics, programmes, common },
    now: clock.now,
    held: () => held,
    showCode,
  })

  const published = publishedCache(database, clock.now)
  const publicly = {
    published: {
      edition: (programme: string, flow: string) => refusedPolitely(published.edition(programme, flow)),
      round: (edition: RoundEdition) => refusedPolitely(published.round(edition)),
    },
    summary: (id: string) => refusedPolitely(readShared(database, id)),
  }
  const data = {
    ...publicly,
    programmes: () => programmes,
    texts: loadExportTexts(settings.LOCALES_DIR),
  }
  const pages = site({
    ...publicly,
    programmes: () =>
      programmes.map(({ name, names, languages, programs: own, followUp, analysis }) => ({
        id: name,
        names,
        languages,
        surveys: own.filter(({ type, flow }) => type === 'survey' && flow !== followUp),
        followUp: own.find(({ flow }) => flow === followUp),
        designEffect: analysis.designEffect,
      })),
    texts: words('site'),
    findingTexts: words('findings'),
    pictureTexts: words('picture'),
    pictures: createPictures(),
    origin: settings.PUBLIC_URL === undefined ? undefined : new URL(settings.PUBLIC_URL).origin,
  })
  /** What a channel hands over: events to intake, and what it is told of messages sent to delivery. */
  const arrivalsAt = ({ name, account }: Channel): Intake => ({
    receive: intake.receive,
    learn: async (statuses) => {
      if (delivery === undefined) throw new StoreUnavailable('delivery has not started')
      await delivery.learn(name, account, statuses)
    },
  })
  const channelStates = () => [
    ...channels.map(({ name, health }) => ({ name, health: health() })),
    ...(delivery?.health() ?? [])
      .filter(({ state }) => state !== 'up')
      .map(({ channel, state, reason }) => ({
        name: `sending to ${channel}`,
        health: { state, ...(reason === undefined ? {} : { reason }) },
      })),
  ]
  const metricsText = () =>
    metrics.text(
      async () => (await delivery?.backlog().catch(() => [])) ?? [],
      () =>
        channels.map(({ name, account, health }) => {
          const sending = delivery?.health().find((one) => one.channel === name && one.account === account)
          return { channel: name, up: health().state === 'up' && (sending?.state ?? 'up') === 'up' }
        }),
    )
  let accepting = false
  const web = new Hono()
  for (const channel of channels) {
    const routes = channel.routes?.(arrivalsAt(channel))
    if (routes !== undefined) web.route('/', routes)
  }
  web.route(
    '/',
    operation({
      ping: () => database.ping(),
      channels: channelStates,
      accepting: () => accepting,
      metrics: metricsText,
      metricsType: metrics.contentType,
    }),
  )
  web.route('/', api(data))
  web.route('/', dataRoutes(data))
  web.route('/', pages.routes)
  web.notFound(pages.notFound)
  web.onError((error, c) => {
    if (error instanceof Unavailable || error instanceof StoreUnavailable) {
      return c.text('The store is not available at the moment. Please try again.', 503, {
        'Retry-After': '10',
      })
    }
    log.error('request failed', { path: c.req.routePath, error: error.name })
    return c.text('Something went wrong on our side.', 500)
  })

  const comingRound = jobs({
    ...{ database, vault, intake, dataDir: settings.DATA_DIR },
    analysisOf: (name) => programmes.find((programme) => programme.name === name)?.analysis,
    delivery: () => delivery,
    published: shared.refresh,
    takeErased: () => {
      const was = erased
      erased = false
      return was
    },
    erasedAfterAll: () => {
      erased = true
    },
  })

  let stop = async () => {
    await intake.idle()
    await database.close()
  }
  const accounts = channels.filter(({ name }) => name !== 'webchat')
  return {
    web,
    database,
    programmes,
    hold: () => {
      held = true
      for (const { name, account } of accounts) delivery?.pause(name, account)
    },
    release: () => {
      held = false
      for (const { name, account } of accounts) delivery?.resume(name, account)
    },
    linking: () => device?.linking() ?? null,
    drained: async () => delivery?.drain(),
    start: async () => {
      // First: where another server has the port already, nothing of ours may touch the outbox.
      const port = await listen(web.fetch, settings.HOST, settings.PORT)
      const started = startDelivery({
        channels,
        outbox: outboxStore(database, vault),
        clock,
        log,
        metrics,
        random: Math.random,
      })
      delivery = started
      if (held) for (const { name, account } of accounts) started.pause(name, account)
      accepting = true
      const ending = new AbortController()
      const running = channels.map((channel) =>
        channel.run?.(arrivalsAt(channel), ending.signal).catch((error: unknown) =>
          log.error('channel ended', {
            channel: channel.name,
            error: error instanceof Error ? error.name : 'unknown',
          }),
        ),
      )
      const received = startReceivedFiles({
        ...{ database, vault, channels, dataDir: settings.DATA_DIR, clock, log },
      })
      files = received
      const schedule = startSchedule(comingRound, clock, log)
      stop = async () => {
        accepting = false
        ending.abort()
        // Claims end while what they need, such as the linked device, still works for what is in flight.
        await Promise.all([...running, started.stop(), schedule.stop(), received.stop()])
        await port.close(STOP_WITHIN)
        await intake.idle()
        await database.close()
      }
      return port.port
    },
    stop: () => stop(),
  }
}
