/** The webhook: secret, size, JSON, commit, then 200. Anything but 2xx makes Telegram send the update again. */
import { timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bodyWithin } from '../body-within.ts'
import { type Intake, StoreUnavailable } from '../channel.ts'
import type { Accept } from './accept.ts'
import { isUpdate } from './parse.ts'
import type { TelegramPorts } from './ports.ts'

export const WEBHOOK_PATH = '/webhooks/telegram'

/**
 * 401 wrong secret, 413 too large, 400 no JSON or no update: nothing stored. 503 the store is down. 200 committed, or of
 * a kind we do not use.
 */
export function webhook(
  secret: string,
  accept: Accept,
  { log }: Pick<TelegramPorts, 'log'>,
  intake: Intake,
): Hono {
  const isSecret = comparer(secret)
  const app = new Hono()
  app.post(
    WEBHOOK_PATH,
    async (c, next) => {
      if (!isSecret(c.req.header('x-telegram-bot-api-secret-token'))) return c.body(null, 401)
      return next()
    },
    bodyWithin,
    async (c) => {
      const update = readJson(await c.req.text())
      if (!isUpdate(update)) return c.body(null, 400)
      try {
        await accept(intake, [update])
      } catch (error) {
        const reason = error instanceof StoreUnavailable ? 'the store is down' : 'intake failed'
        log('error', 'an update was not taken, Telegram will send it again', { reason })
        return c.body(null, 503)
      }
      return c.body(null, 200)
    },
  )
  return app
}

/** Takes the same time however much of the secret is right; only its length could be told. */
function comparer(secret: string): (given: string | undefined) => boolean {
  const expected = Buffer.from(secret)
  return (given) => {
    if (given === undefined) return false
    const bytes = Buffer.from(given)
    return bytes.length === expected.length && timingSafeEqual(bytes, expected)
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
