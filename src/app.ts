/** Puts the rooms together; the only file that knows them all. */
import { Hono } from 'hono'
import type { Channel } from './channels/channel.ts'
import { StoreUnavailable } from './channels/channel.ts'
import { telegram } from './channels/telegram/telegram.ts'
import { parsePageTexts } from './channels/webchat/texts.ts'
import { webchat } from './channels/webchat/webchat.ts'
import { systemClock } from './clock.ts'
import { type Delivery, startDelivery } from './delivery/deliver.ts'
import type { Language, TextTree } from './flow/program.ts'
import type { Programme } from './flow/programme.ts'
import { openIntake } from './intake/open-intake.ts'
import { createCatalogue } from './intake/programme-catalogue.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { openVault } from './privacy/open-vault.ts'
import { entomb, eraseEntombed } from './privacy/tombstones.ts'
import { listing } from './programmes/listing.ts'
import { readProgrammes } from './programmes/read-programmes.ts'
import { readTexts } from './programmes/read-texts.ts'
import { expireSessions } from './schedule/expire-sessions.ts'
import { applyRetention } from './schedule/retention.ts'
import { type Job, startSchedule } from './schedule/schedule.ts'
import { publicUrl, type Settings } from './settings.ts'
import { readConversation } from './store/conversation.ts'
import { type Database, Unavailable } from './store/database.ts'
import { openDatabase } from './store/open-database.ts'
import { outboxStore } from './store/outbox.ts'
import { publishPrograms, readProgram } from './store/programs.ts'
import { readResults } from './survey/results.ts'
import { cutClosedRounds, ensureFirstRound } from './survey/rounds.ts'
import { refreshSnapshots } from './survey/snapshots.ts'
import { listen } from './web/listen.ts'
import { operation } from './web/operation.ts'
import { loadSiteTexts } from './web/site/load-texts.ts'
import { notFound, site } from './web/site/site.tsx'

/** The server cannot start, and the message says what to do about it. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** How long a stop waits for requests under way. */
const STOP_WITHIN = 10_000
const SECOND = 1000
const MINUTE = 60 * SECOND

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
  /** Resolves when nothing is left to send. */
  drained(): Promise<void>
  /** Pollers and claims end, what is in flight finishes, then the port and the store close. */
  stop(): Promise<void>
}

/** Throws StartError, KeyError or Unavailable with a message for the operator. */
export async function createApp(settings: Settings, log: Log): Promise<App> {
  const programmes = soundProgrammes(settings)
  const common = readTexts(settings.LOCALES_DIR, 'common')
  const database = await openDatabase(settings)
  try {
    return await assemble(settings, log, database, programmes, common)
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
): Promise<App> {
  const clock = systemClock
  const vault = await openVault(database, settings)
  const metrics = createMetrics()
  const back = await eraseEntombed(database, settings.DATA_DIR)
  if (back > 0) log.warn('people who had asked to be forgotten were erased again', { count: back })

  const programs = programmes.flatMap((programme) => programme.programs)
  await publishPrograms(database, programs, clock.now())
  for (const { type, programme, flow, hash } of programs) {
    if (type === 'survey') await ensureFirstRound(database, programme, flow, hash, clock.now())
  }

  // At the start too: a process that was killed may have left what it had erased in the log.
  let erased = true
  let held = settings.SENDING === 'held'
  let delivery: Delivery | undefined
  const intake = openIntake({
    database,
    vault,
    catalogue: createCatalogue({ programmes, common, readProgram: (hash) => readProgram(database, hash) }),
    entomb: (ids) => {
      entomb(settings.DATA_DIR, ids)
      erased = true
    },
    now: clock.now,
    log,
    settled: ({ channel, account, address }) => delivery?.landing(channel, account, address),
    landedAt: ({ channel, account }, contact, number) =>
      delivery?.landedAt(channel, account, contact, number),
    committed: (turns, seconds) => {
      metrics.batch(turns.length, seconds)
      const woken = new Set<string>()
      for (const { channel, status } of turns) {
        metrics.turn(channel, status)
        woken.add(channel)
      }
      for (const channel of woken) delivery?.wake(channel)
    },
  })

  const address = publicUrl(settings)
  const channels: Channel[] = [
    webchat({
      current: (who, programme, flow) =>
        refusedPolitely(readConversation(database, vault.lookup('webchat', 'web', who), programme, flow)),
      flow: (programme, flow) => {
        const found = programmes.find(({ name }) => name === programme)
        const titles = found?.titles[flow]
        const program = found?.programs.find((one) => one.flow === flow)
        return titles === undefined || program === undefined
          ? undefined
          : { titles, languages: program.languages }
      },
      texts: Object.fromEntries(
        Object.entries(readTexts(settings.LOCALES_DIR, 'webchat')).map(([language, tree]) => [
          language,
          parsePageTexts(tree),
        ]),
      ),
      clock: clock.now,
      secure: address.startsWith('https:'),
      trustForwarded: settings.TRUST_PROXY === 'yes',
      ...(settings.PUBLIC_URL === undefined ? {} : { origin: new URL(address).origin }),
      log: (what, detail) => log.warn(what, detail),
    }),
  ]
  if (settings.TELEGRAM_BOT_TOKEN !== undefined) {
    const channel = telegram(
      {
        token: settings.TELEGRAM_BOT_TOKEN,
        apiRoot: settings.TELEGRAM_API_ROOT,
        mode: settings.TELEGRAM_MODE,
        secret:
          settings.TELEGRAM_WEBHOOK_SECRET ?? vault.lookup('telegram webhook', settings.TELEGRAM_BOT_TOKEN),
        ...(settings.PUBLIC_URL === undefined ? {} : { publicUrl: address }),
      },
      {
        log: (level, message, fields) => log[level](message, fields),
        ignored: (kind) => metrics.ignored('telegram', kind),
        held: () => held,
        commands: commandsIn(common),
      },
    )
    channels.push({
      ...channel,
      limits: { ...channel.limits, pace: settings.TELEGRAM_PACE, gap: settings.TELEGRAM_GAP },
    })
  }

  const sitePorts = {
    programmes: () =>
      programmes.map(({ name, names, languages, programs: own }) => ({
        id: name,
        names,
        languages,
        surveys: own.filter(({ type }) => type === 'survey'),
      })),
    results: (programme: string, flow: string, round?: number) =>
      refusedPolitely(readResults(database, programme, flow, round)),
    texts: loadSiteTexts(settings.LOCALES_DIR),
  }
  let accepting = false
  const web = new Hono()
  for (const channel of channels) {
    const routes = channel.routes?.(intake)
    if (routes !== undefined) web.route('/', routes)
  }
  web.route(
    '/',
    operation({
      ping: () => database.ping(),
      channels: () => [
        ...channels.map(({ name, health }) => ({ name, health: health() })),
        ...(delivery?.health() ?? [])
          .filter(({ state }) => state !== 'up')
          .map(({ channel, state, reason }) => ({
            name: `sending to ${channel}`,
            health: { state, ...(reason === undefined ? {} : { reason }) },
          })),
      ],
      accepting: () => accepting,
      metrics: () => metrics.text(async () => (await delivery?.backlog().catch(() => [])) ?? []),
      metricsType: metrics.contentType,
    }),
  )
  web.route('/', site(sitePorts))
  web.notFound((c) => notFound(c, sitePorts))
  web.onError((error, c) => {
    if (error instanceof Unavailable || error instanceof StoreUnavailable) {
      return c.text('The store is not available at the moment. Please try again.', 503, {
        'Retry-After': '10',
      })
    }
    log.error('request failed', { path: c.req.routePath, error: error.name })
    return c.text('Something went wrong on our side.', 500)
  })

  const jobs: Job[] = [
    {
      name: 'expire sessions',
      every: MINUTE,
      run: async (now) => {
        await expireSessions(database, vault, intake, now)
      },
    },
    {
      name: 'snapshots',
      every: 10 * SECOND,
      run: async (now) => void (await refreshSnapshots(database, now)),
    },
    { name: 'cut rounds', every: MINUTE, run: async (now) => void (await cutClosedRounds(database, now)) },
    { name: 'retention', every: 60 * MINUTE, run: (now) => applyRetention(database, now) },
    {
      name: 'scrub',
      every: 10 * SECOND,
      run: async () => {
        if (!erased) return
        erased = false
        try {
          await database.scrub()
        } catch (error) {
          erased = true
          throw error
        }
      },
    },
  ]

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
        channel.run?.(intake, ending.signal).catch((error: unknown) =>
          log.error('channel ended', {
            channel: channel.name,
            error: error instanceof Error ? error.name : 'unknown',
          }),
        ),
      )
      const schedule = startSchedule(jobs, clock, log)
      stop = async () => {
        accepting = false
        ending.abort()
        await Promise.all(running)
        await schedule.stop()
        await started.stop()
        await port.close(STOP_WITHIN)
        await intake.idle()
        await database.close()
      }
      return port.port
    },
    stop: () => stop(),
  }
}

/** Channels know a store that is down by their own error. */
async function refusedPolitely<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw new StoreUnavailable('the store cannot be read', { cause: error })
  }
}

/** The menu of commands: what `common.json` says of each under `commands`. */
function commandsIn(common: Readonly<Record<Language, TextTree>>) {
  return Object.fromEntries(
    Object.entries(common).map(([language, tree]) => {
      const { commands } = tree
      const described =
        typeof commands === 'object' && !Array.isArray(commands) ? Object.entries(commands) : []
      return [
        language,
        described.map(([command, description]) => ({ command, description: String(description) })),
      ]
    }),
  )
}
