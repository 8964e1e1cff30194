/**
 * What Meta's error codes mean, as data: how delivery goes on, and what the operator is told. By Meta's reference of
 * error codes for the WhatsApp Business Platform, read in November 2026. The first row that holds a code counts.
 */
import type { SendErrorKind } from '../channel.ts'

export interface ErrorRow {
  /** One code, or the first and the last of a range. */
  readonly codes: readonly [first: number, last?: number]
  readonly kind: SendErrorKind
  /** Milliseconds before anything is tried again; left out: as delivery sees fit. */
  readonly rest?: number
  /** The template is at fault: it is not used again until it was read anew. */
  readonly template?: true
  /** For the operator: what it is, and what to do. */
  readonly words: string
}

const SECOND = 1_000
const HOUR = 3_600_000

export const ERRORS: readonly ErrorRow[] = [
  { codes: [0], kind: 'config', words: 'Meta refused the token: make a new one in the business settings' },
  { codes: [1, 2], kind: 'retry', words: 'Meta is busy or down for a moment' },
  { codes: [3], kind: 'config', words: 'the app may not do this: give it whatsapp_business_messaging' },
  { codes: [4], kind: 'throttled', words: 'too many calls by this app' },
  { codes: [10], kind: 'config', words: 'the token lacks a permission: whatsapp_business_messaging' },
  {
    codes: [33],
    kind: 'config',
    words: 'there is no such number, or this token may not see it: check WHATSAPP_CLOUD_PHONE_NUMBER_ID',
  },
  { codes: [190], kind: 'config', words: 'the token expired or was revoked: make a new one, start again' },
  { codes: [200, 299], kind: 'config', words: 'the token lacks a permission for this number' },
  {
    codes: [368],
    kind: 'config',
    words: 'Meta blocked the account for breaking its policy: see Meta’s letter',
  },
  { codes: [80007], kind: 'throttled', words: 'too many calls for this business account' },
  { codes: [130429], kind: 'throttled', words: 'too many messages a second for this number' },
  { codes: [130472], kind: 'later', words: 'Meta leaves this person out of marketing for an experiment' },
  { codes: [130497], kind: 'unreachable', words: 'Meta does not let this business write to that country' },
  { codes: [131000], kind: 'retry', words: 'Meta failed for an unknown reason' },
  { codes: [131005], kind: 'config', words: 'the token lacks a permission for this number' },
  { codes: [131008, 131009], kind: 'rejected', words: 'Meta refused the form of the message' },
  { codes: [131016], kind: 'retry', words: 'a service of Meta’s is down for a moment' },
  { codes: [131021], kind: 'rejected', words: 'the number cannot write to itself' },
  { codes: [131026], kind: 'unreachable', words: 'this person cannot be reached on WhatsApp' },
  {
    codes: [131030],
    kind: 'rejected',
    words: 'a test number writes only to numbers on its list: add this one',
  },
  { codes: [131031], kind: 'config', words: 'Meta locked the account: see the business manager' },
  { codes: [131037], kind: 'config', words: 'the display name is not approved yet' },
  { codes: [131042], kind: 'config', words: 'Meta cannot charge the account: check its payment method' },
  {
    codes: [131045],
    kind: 'config',
    words: 'the number is not registered: register it, see docs/channels/whatsapp-cloud.md',
  },
  { codes: [131047], kind: 'window_closed', words: 'more than 24 hours since the person wrote' },
  {
    codes: [131048],
    kind: 'config',
    rest: HOUR,
    words: 'Meta paused the number, because people blocked or reported it: send less, see its quality',
  },
  { codes: [131049], kind: 'later', words: 'Meta sends this person no more marketing today' },
  { codes: [131050], kind: 'window_closed', words: 'the person wants no marketing messages' },
  { codes: [131053], kind: 'retry', words: 'Meta could not take the picture' },
  {
    codes: [131056],
    kind: 'retry',
    rest: 6 * SECOND,
    words: 'too many messages to one person in a short time',
  },
  { codes: [131057], kind: 'config', rest: HOUR, words: 'Meta is working on the account' },
  {
    codes: [132000, 132999],
    kind: 'window_closed',
    template: true,
    words: 'the template does not fit or is not approved: compare hearback templates',
  },
  {
    codes: [133000, 133999],
    kind: 'config',
    words: 'the number is not registered: register it, see docs/channels/whatsapp-cloud.md',
  },
]

/** Undefined for a code that is in no row. */
export const errorRow = (code: number): ErrorRow | undefined =>
  ERRORS.find(({ codes: [first, last] }) => code >= first && code <= (last ?? first))
