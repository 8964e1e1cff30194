/** Telegram's refusals made neutral. No message of an error holds an address, a text or the token. */
import { GrammyError, HttpError } from 'grammy'
import { SendError } from '../channel.ts'
import { networkFailure } from '../http-error.ts'

/** Milliseconds to wait when Telegram says "too many" and not how long. */
const UNSAID_RETRY = 5_000

/** Why the channel is down when Telegram answers 401, or 404 for a token it cannot even read. */
export const REFUSED = 'Telegram refused the token: check TELEGRAM_BOT_TOKEN'

/** Drops the error it reads: grammY's carry the payload, with chat id and text. */
export function sendError(error: unknown, method: string): SendError {
  if (error instanceof GrammyError) return refusal(error, method)
  const { kind, code } = networkFailure(error instanceof HttpError ? error.error : error)
  const what = kind === 'retry' ? 'could not reach Telegram' : 'sent, but no answer came from Telegram'
  return new SendError(kind, `${method}: ${what} (${code})`)
}

/** What the operator may read: the description without numbers long enough to be an id, and without quotations. */
export function describe({ error_code, description }: GrammyError): string {
  const safe = description.replace(/"[^"]*"/g, '"…"').replace(/-?\d{5,}/g, '#')
  return `${error_code} ${safe.slice(0, 200)}`
}

/** Asking to draw what is drawn already is no failure. */
export const isUnmodified = (error: unknown): boolean =>
  error instanceof GrammyError &&
  error.error_code === 400 &&
  error.description.includes('message is not modified')

function refusal(error: GrammyError, method: string): SendError {
  const message = `${method}: ${describe(error)}`
  const { error_code: code, parameters } = error
  if (code === 429) {
    const retryAfter = parameters?.retry_after === undefined ? UNSAID_RETRY : parameters.retry_after * 1000
    return new SendError('throttled', message, { retryAfter })
  }
  if (code === 400 && parameters?.migrate_to_chat_id !== undefined)
    return new SendError('moved', message, { address: String(parameters.migrate_to_chat_id) })
  if (code === 403 || (code === 400 && isGone(error.description)))
    return new SendError('unreachable', message)
  if (code === 401 || code === 404) return new SendError('config', message)
  if (code >= 500) return new SendError('retry', message)
  return new SendError('rejected', message)
}

const isGone = (description: string): boolean =>
  /chat not found|user not found|PEER_ID_INVALID/i.test(description)
