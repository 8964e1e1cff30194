/**
 * What the channel does by itself, until told to stop.
 *
 *   polling:  prepare (commands, no webhook) ──► ask ──► commit ──► ask from the next update on ──► …
 *                                                 ▲         │
 *                                                 └─ wait ◄─┘ trouble: the same updates are asked for again
 *   webhook:  prepare (commands, webhook set) ──► wait for the end
 *
 * Asking from an update on is what confirms those before it, so an update is confirmed only after its commit.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import { type Health, type Intake, StoreUnavailable } from '../channel.ts'
import type { Accept } from './accept.ts'
import { publishCommands } from './commands.ts'
import { ALLOWED_UPDATES } from './parse.ts'
import type { TelegramPorts, TelegramSettings } from './ports.ts'
import { describe, REFUSED, sendError } from './send-error.ts'
import { WEBHOOK_PATH } from './webhook.ts'

/** Seconds Telegram holds the question open while nothing comes; below the client's time-out. */
const LONG_POLL = 25
const BATCH = 100
/** Milliseconds between two tries: doubled from the first to the last. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 30_000

export interface Runner {
  readonly settings: TelegramSettings
  readonly ports: TelegramPorts
  readonly api: Api
  readonly accept: Accept
  setHealth(health: Health): void
}

/** Resolves when the signal aborts and the commit under way, if any, is done. Never rejects. */
export async function run(runner: Runner, intake: Intake, signal: AbortSignal): Promise<void> {
  const { ports, api, settings } = runner
  const tries = trier(runner, signal)
  if (settings.mode === 'webhook') {
    const url = `${(settings.publicUrl ?? '').replace(/\/+$/, '')}${WEBHOOK_PATH}`
    await tries('setWebhook', () =>
      api.setWebhook(
        url,
        { secret_token: settings.secret, allowed_updates: ALLOWED_UPDATES, max_connections: 100 },
        signal as never,
      ),
    )
    await publishCommands(api, ports, signal)
    await tellName(runner, signal)
    return aborted(signal)
  }
  // Updates already waiting at Telegram stay: they are people's answers.
  await tries('deleteWebhook', () => api.deleteWebhook({}, signal as never))
  await publishCommands(api, ports, signal)
  await tellName(runner, signal)
  let offset = 0
  while (!signal.aborted) {
    const updates = await tries('getUpdates', () =>
      api.getUpdates(
        { offset, limit: BATCH, timeout: LONG_POLL, allowed_updates: ALLOWED_UPDATES },
        signal as never,
      ),
    )
    const last = updates?.at(-1)
    if (updates === null || last === undefined) continue
    // Once begun a commit is finished, whatever the signal says.
    const committed = await tries('commit', () => runner.accept(intake, updates).then(() => true))
    if (committed) offset = last.update_id + 1
  }
}

/** A failure costs links into a private chat until the next start, nothing else: it is logged and left. */
async function tellName({ api, ports }: Runner, signal: AbortSignal): Promise<void> {
  if (ports.named === undefined || signal.aborted) return
  try {
    const { username } = await api.getMe(signal as never)
    await ports.named(username)
  } catch (error) {
    const { message } = sendError(error, 'getMe')
    ports.log('warn', 'the bot’s name is not known', { reason: message })
  }
}

/** Tries until it works, ever slower; null when the signal aborted first. Health follows each outcome. */
function trier({ ports, setHealth }: Runner, signal: AbortSignal) {
  const wait = ports.wait ?? waitFor
  return async <T>(what: string, attempt: () => Promise<T>): Promise<T | null> => {
    for (let pause = FIRST_WAIT; !signal.aborted; pause = Math.min(pause * 2, LONGEST_WAIT)) {
      try {
        const result = await attempt()
        setHealth({ state: 'up' })
        return result
      } catch (error) {
        if (signal.aborted) return null
        const reason = reasonOf(error, what)
        setHealth({ state: 'down', reason })
        ports.log('warn', 'Telegram channel: trouble, trying again', { what, reason, in: pause })
        await wait(Math.max(pause, retryAfter(error)), signal)
      }
    }
    return null
  }
}

function reasonOf(error: unknown, what: string): string {
  if (error instanceof StoreUnavailable) return 'the store is down; nothing is confirmed to Telegram'
  if (what === 'commit') return 'intake failed; nothing is confirmed to Telegram'
  if (!(error instanceof GrammyError)) return sendError(error, what).message
  if (error.error_code === 401 || error.error_code === 404) return REFUSED
  if (error.error_code === 409)
    return error.description.includes('webhook')
      ? 'a webhook was set for this bot elsewhere: stop the other server, or use another bot'
      : 'another process polls for this bot: stop it, or use another bot'
  return `${what}: ${describe(error)}`
}

const retryAfter = (error: unknown): number =>
  error instanceof GrammyError ? (error.parameters?.retry_after ?? 0) * 1000 : 0

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
