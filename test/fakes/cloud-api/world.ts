/** What the parts of the fake share. */
import type { BusinessNumber } from './business-number.ts'
import type { MediaStore } from './media.ts'
import type { BusinessMessage } from './messages.ts'
import type { Pace } from './pace.ts'
import type { People } from './people.ts'
import type { State } from './statuses.ts'
import type { Templates } from './templates.ts'

export interface World {
  readonly number: BusinessNumber
  readonly people: People
  readonly templates: Templates
  readonly media: MediaStore
  readonly pace: Pace
  /** Ids of the messages that people sent to the business. */
  readonly received: Set<string>
  /** Those of them that the business marked as read. */
  readonly read: Set<string>
  /** Those under which it showed that it types. */
  readonly typing: Set<string>
  readonly openChats: boolean
  readonly autoStatuses: boolean
  readonly window: boolean
  /** Where the webhook goes; null before anybody subscribed. */
  readonly webhook: () => string | null
  /** Whether the app hears of the account's events. */
  subscribed: boolean
  /** A message was taken. */
  readonly keep: (message: BusinessMessage) => void
  /** `after`: what must be over first. */
  readonly statusLater: (
    message: BusinessMessage,
    state: State,
    after: Promise<unknown>,
    code?: number,
  ) => void
  /** Epoch milliseconds, perhaps with a fraction. */
  readonly now: () => number
}
