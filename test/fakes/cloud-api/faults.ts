/** What can go wrong with a call, planned by a test beforehand. */
import { faults } from '../faults.ts'

/** What a call is for. */
export type Kind =
  | 'message'
  | 'read'
  | 'upload'
  | 'media'
  | 'download'
  | 'delete'
  | 'number'
  | 'templates'
  | 'apps'

export type Trouble =
  /** With any code of errors.ts, in its shape and with its status. 131047 at once, for instance. */
  | { readonly kind: 'refused'; readonly code: number; readonly details?: string }
  /** The token was right and is no longer: 401, code 190, subcode 463. */
  | { readonly kind: 'expired' }
  /** Too many calls: 80007 unless told otherwise. `minutes` goes into the header in which Meta says when to come again. */
  | { readonly kind: 'throttled'; readonly code?: 4 | 80007 | 130429 | 131056; readonly minutes?: number }
  /** A 5xx. `html` answers as the proxy in front of Meta does, without JSON. */
  | { readonly kind: 'server'; readonly status?: number; readonly html?: boolean }
  /** The message is taken with 200, and a status tells later that it failed. */
  | { readonly kind: 'fails'; readonly code: number }
  /** The call is read, takes effect when `applied`, and the connection is cut without an answer. */
  | { readonly kind: 'dropped'; readonly applied?: boolean }
  /** The call is read, takes effect when `applied`, and no answer ever comes. */
  | { readonly kind: 'hangs'; readonly applied?: boolean }
  /**
   * `until` is called when the call was read; once it resolves, the call is carried out and answered. When `applied` it
   * is carried out before `until`, so that its statuses can come before its answer.
   */
  | { readonly kind: 'slow'; readonly until: () => Promise<void>; readonly applied?: boolean }

export type Fault = Trouble & {
  /** Only calls of this kind; every one when left out. */
  readonly call?: Kind
  /** Only messages to this number or business-scoped id, as the call names it. */
  readonly recipient?: string
  /** How many calls it strikes: once when left out. */
  readonly times?: number
}

export const faultsOfCalls = () =>
  faults<Fault, [call: Kind, recipient: unknown]>(
    (fault, call, recipient) =>
      (fault.call === undefined || fault.call === call) &&
      (fault.recipient === undefined || fault.recipient === recipient) &&
      (fault.kind !== 'fails' || call === 'message'),
  )
