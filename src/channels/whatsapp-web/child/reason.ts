/** Errors of library, browser and page in words that may be logged: theirs may hold addresses, texts and paths. */
import type { Failure } from '../protocol.ts'

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/Couldn't load version/, 'the version of the page is not in the folder that the settings name'],
  [/Failed to launch|spawn|ENOENT|EACCES/, 'Chromium did not start'],
  [/auth timeout|ready timeout/, 'the page did not load'],
  [/Execution context|detached|Cannot find context/, 'the page was left'],
  [/Target closed|Session closed|Connection closed|Protocol error/, 'the connection to Chromium broke'],
  [/no answer in time|timed out|Timeout/i, 'the page does not answer'],
]

/** Known failures in our words, the code of a network failure, else only the error's name. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [code] = /net::ERR_[A-Z_]+/.exec(text) ?? []
  if (code !== undefined) return `the page did not load (${code})`
  for (const [pattern, words] of KNOWN) if (pattern.test(text)) return words
  return `an unforeseen failure (${error instanceof Error ? error.name : typeof error})`
}

/** Why the page refused to take a message, when it certainly did not take it. */
export function refusalOf(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error)
  if (/No LID for user|invalid wid|wid error|not registered/i.test(text))
    return { kind: 'unreachable', reason: 'nobody with this address is on WhatsApp' }
  if (/media-fault|Invalid media|unsupported/i.test(text))
    return { kind: 'rejected', reason: 'WhatsApp cannot use the picture' }
  return { kind: 'retry', reason: `the page did not take the message: ${reasonOf(error)}` }
}

/** What a call of ours rejects with. */
export class Failed extends Error {
  override readonly name = 'Failed'
  readonly failure: Failure

  constructor(kind: Failure['kind'], reason: string) {
    super(reason)
    this.failure = { kind, reason }
  }
}
