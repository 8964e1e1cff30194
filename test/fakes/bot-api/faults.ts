/** What can go wrong with a call, planned by a test beforehand. */
import { faults } from '../faults.ts'

export type Trouble =
  | { readonly kind: 'blocked' }
  | { readonly kind: 'deactivated' }
  | { readonly kind: 'throttled'; readonly retryAfter: number }
  | { readonly kind: 'migrated'; readonly to: number }
  /** A 5xx. `html` answers as the proxy in front of Telegram does, without JSON. */
  | { readonly kind: 'server'; readonly status?: number; readonly html?: boolean }
  /** The call is read, takes effect when `applied`, and the connection is cut without an answer. */
  | { readonly kind: 'dropped'; readonly applied?: boolean }
  /** The call is read, takes effect when `applied`, and no answer ever comes. */
  | { readonly kind: 'hangs'; readonly applied?: boolean }
  /** `until` is called when the call was read; once it resolves, the call is carried out and answered. */
  | { readonly kind: 'slow'; readonly until: () => Promise<void> }
  | { readonly kind: 'refused'; readonly status: number; readonly description: string }

export type Fault = Trouble & {
  /** Only calls of this method; every one when left out. */
  readonly method?: string
  /** Only calls for this chat. */
  readonly chat?: number
  /** How many calls it strikes: once when left out. */
  readonly times?: number
}

export const faultsOfCalls = () =>
  faults<Fault, [method: string, chat: number | null]>(
    (fault, method, chat) =>
      (fault.method === undefined || fault.method === method) &&
      (fault.chat === undefined || fault.chat === chat),
  )
