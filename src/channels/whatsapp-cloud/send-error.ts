/** Meta's refusals made neutral. No message of an error holds an address, a text or the token. */
import { SendError } from '../channel.ts'
import { networkFailure } from '../http-error.ts'
import { errorRow } from './error-table.ts'

/** A refusal, with Meta's code where it told one. */
export class CloudError extends SendError {
  readonly code: number | undefined

  constructor(code: number | undefined, ...given: ConstructorParameters<typeof SendError>) {
    super(...given)
    this.code = code
  }
}

/** Of an answer that is no success; `text` is its body. Meta's own words are left out: they may hold a number. */
export function refusal(status: number, text: string, what: string): CloudError {
  return refusalOf(codeIn(text), what, status)
}

/** `code` as in `error.code` of an answer, or in a status that tells of a failure. */
export function refusalOf(code: number | undefined, what: string, status?: number): CloudError {
  const row = code === undefined ? undefined : errorRow(code)
  const told = code ?? (status === undefined ? 'no code' : `HTTP ${status}`)
  if (row !== undefined) {
    const more = row.rest === undefined ? {} : { retryAfter: row.rest }
    return new CloudError(code, row.kind, `${what}: ${told}, ${row.words}`, more)
  }
  if (status === 401) return new CloudError(code, 'config', `${what}: ${told}, ${REFUSED_TOKEN}`)
  if (status === 429) return new CloudError(code, 'throttled', `${what}: ${told}, too many calls`)
  if (status !== undefined && status >= 500)
    return new CloudError(code, 'retry', `${what}: ${told}, Meta is down for a moment`)
  // Meta gives every refusal a code. A proxy, a firewall or a sign-in page answered in its place, and took nothing.
  if (status !== undefined && code === undefined)
    return new CloudError(
      code,
      'retry',
      `${what}: ${told}, an answer that is not Meta's: check the server's network`,
    )
  return new CloudError(code, 'rejected', `${what}: ${told}, which Hearback does not know`)
}

/** Drops the error it reads: it may name a host, and a URL with a number in it. */
export function lost(error: unknown, what: string): SendError {
  const { kind, code } = networkFailure(error)
  const told = kind === 'retry' ? 'could not reach Meta' : 'sent, but no answer came from Meta'
  return new SendError(kind, `${what}: ${told} (${code})`)
}

const REFUSED_TOKEN = 'Meta refused the token: check WHATSAPP_CLOUD_TOKEN'

function codeIn(text: string): number | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; error_subcode?: unknown } }
    // "Object does not exist" hides behind "invalid parameter".
    if (error?.code === 100 && error.error_subcode === 33) return 33
    return typeof error?.code === 'number' ? error.code : undefined
  } catch {
    return undefined
  }
}
