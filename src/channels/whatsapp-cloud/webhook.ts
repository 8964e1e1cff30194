/** The webhook: size, signature over the raw bytes, JSON, commit, then 200. Anything else makes Meta send it again. */
import { timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { hmacSha256 } from '../../hmac.ts'
import { bodyWithin } from '../body-within.ts'
import { type Intake, type Receipt, StoreUnavailable } from '../channel.ts'
import { type Parsed, type ParsedMessage, parse } from './parse.ts'
import type { WhatsappCloudPorts, WhatsappCloudSettings } from './ports.ts'

export const WEBHOOK_PATH = '/webhooks/whatsapp'

interface Accepted {
  /** After the commit, once for each message. */
  taken(message: ParsedMessage, receipt: Receipt | undefined): void
  templatesChanged(): void
}

/**
 * GET: 200 with Meta's challenge for the right token, else 403. POST: 413 too large, 401 not signed by Meta, 400 no JSON:
 * nothing stored. 503 the store is down. 200 committed, or of a kind that is not used.
 */
export function webhook(
  settings: Pick<WhatsappCloudSettings, 'appSecret' | 'verifyToken' | 'phoneNumberId'>,
  ports: WhatsappCloudPorts,
  intake: Intake,
  { taken, templatesChanged }: Accepted,
): Hono {
  const { digest, open, ignored, refused, log } = ports
  const sign = hmacSha256(Buffer.from(settings.appSecret))
  const context = { phoneNumberId: settings.phoneNumberId, digest, open }
  const app = new Hono()
  app.get(WEBHOOK_PATH, (c) => {
    const {
      'hub.mode': mode,
      'hub.verify_token': token = '',
      'hub.challenge': challenge = '',
    } = c.req.query()
    const ours = mode === 'subscribe' && isSame(Buffer.from(token), Buffer.from(settings.verifyToken))
    if (!ours) refused?.('verify_token')
    return ours ? c.text(challenge) : c.body(null, 403)
  })
  app.post(WEBHOOK_PATH, bodyWithin, async (c) => {
    const signature = SIGNATURE.exec(c.req.header('x-hub-signature-256') ?? '')?.[1]
    // What bears none is not even read.
    const raw = signature === undefined ? NOTHING : Buffer.from(await c.req.arrayBuffer())
    if (signature === undefined || !isSame(Buffer.from(signature, 'hex'), sign(raw))) {
      refused?.('signature')
      return c.body(null, 401)
    }
    const body = readJson(raw)
    if (body === undefined) {
      refused?.('json')
      return c.body(null, 400)
    }
    const parsed = parse(body, context)
    for (const kind of parsed.ignored) ignored?.(kind)
    try {
      await take(parsed, intake, taken)
    } catch (error) {
      const reason = error instanceof StoreUnavailable ? 'the store is down' : 'intake failed'
      log('error', 'a webhook call was not taken, Meta will send it again', { reason })
      return c.body(null, 503)
    }
    if (parsed.templatesChanged) templatesChanged()
    return c.body(null, 200)
  })
  return app
}

async function take({ messages, statuses }: Parsed, intake: Intake, taken: Accepted['taken']): Promise<void> {
  if (statuses.length > 0) await intake.learn(statuses)
  if (messages.length === 0) return
  const receipts = await intake.receive(messages.map(({ received }) => received))
  messages.forEach((message, index) => {
    taken(message, receipts[index])
  })
}

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i
const NOTHING = Buffer.alloc(0)

/** Over the bytes as they came: JSON written anew would hash differently. Takes the same time however much of it is right; only a length could be told. */
const isSame = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected)

function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString())
  } catch {
    return undefined
  }
}
