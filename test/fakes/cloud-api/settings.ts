/** How a test sets the fake, and what the fake remembers of each call. */
import type { Json } from './check.ts'
import type { Kind } from './faults.ts'
import type { BusinessMessage } from './messages.ts'

export interface Call {
  /** What it was for; null when its path leads nowhere. */
  readonly kind: Kind | null
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The JSON, the fields of the form, or the query. */
  readonly params: Json
  /** The HTTP status answered; 0 when none was. */
  readonly status: number
  /** Meta's code, when it was refused. */
  readonly code?: number
  /** What was taken, whether or not the caller heard of it. */
  readonly message?: BusinessMessage
  /** Epoch milliseconds, by the fake's clock. */
  readonly at: number
}

export interface Settings {
  readonly token: string
  readonly phoneNumberId: string
  readonly businessAccountId: string
  readonly appSecret: string
  /** v23.0 when left out; any other leads nowhere. */
  readonly version?: string
  /** A free one when left out. */
  readonly port?: number
  /** Whether to remember calls, messages and deliveries; off for long load runs. On when left out. */
  readonly keepCalls?: boolean
  /** Told of every call once it is settled, whether or not calls are kept. */
  readonly onCall?: (call: Call) => void
  /** Milliseconds between two attempts at the webhook; 20 when left out. */
  readonly retryDelay?: number
  /**
   * Epoch milliseconds; a fraction is welcome. The machine's own when left out, finer than Date.now() and never going
   * back, so that a pace measured by it is exact.
   */
  readonly now?: () => number
  /**
   * Whether any number may be written to and any message marked as read, for load that does not come from persons of
   * the fake. Off when left out: a message to a stranger is taken and fails with 131026.
   */
  readonly openChats?: boolean
  /** `auto`: sent, delivered and read follow every message that arrives. `none` when left out. Failures always come. */
  readonly statuses?: 'auto' | 'none'
  /** Whether anything but a template fails with 131047 a day after the person wrote last. On when left out. */
  readonly window?: boolean
  /** Milliseconds from one message to the next to the same person, else 131056. Any when left out. */
  readonly pairGap?: number
  /** How many messages in any one second, else 130429. Any when left out. */
  readonly perSecond?: number
}
