/** What Meta tells of a message that the business sent. */
import { webhookError } from './errors.ts'
import type { BusinessMessage } from './messages.ts'
import { contact, identity } from './people.ts'
import type { Part } from './webhooks.ts'
import type { World } from './world.ts'

export type State = 'sent' | 'delivered' | 'read' | 'failed'

export interface Pricing {
  readonly billable: boolean
  readonly category: string
  readonly type?: 'regular' | 'free_customer_service' | 'free_entry_point'
}

export interface StatusMore {
  /** For `failed`; 131000 when left out. */
  readonly code?: number
  /** Null for a status that tells nothing of it; billable, of the message's own category, when left out. */
  readonly pricing?: Pricing | null
}

const DAY = 24 * 60 * 60

/** A message to a business-scoped id whose owner shows no number has no `recipient_id`. */
export function statusPart(world: World, message: BusinessMessage, state: State, more: StatusMore): Part {
  const { to, category, raw } = message
  const account = world.people.at(to)
  const phone = account === undefined ? ('to' in raw ? to : undefined) : account.phone
  const userId = account?.userId ?? ('recipient' in raw ? to : undefined)
  const seconds = Math.floor(world.now() / 1000)
  const pricing = more.pricing === undefined ? { billable: true, category } : more.pricing
  return {
    lane: account === undefined ? to : identity(account),
    ...(account === undefined || state === 'failed' ? {} : { contacts: [contact(account)] }),
    statuses: [
      {
        id: message.id,
        status: state,
        timestamp: String(seconds),
        ...(phone === undefined ? {} : { recipient_id: phone }),
        ...(userId === undefined ? {} : { recipient_user_id: userId }),
        ...(raw.biz_opaque_callback_data === undefined
          ? {}
          : { biz_opaque_callback_data: raw.biz_opaque_callback_data }),
        ...(state === 'failed'
          ? { errors: [webhookError(more.code ?? 131000)] }
          : pricing === null
            ? {}
            : {
                conversation: {
                  id: `conversation-${category}`,
                  expiration_timestamp: String(seconds + DAY),
                  origin: { type: category },
                },
                pricing: { type: 'regular', ...pricing, pricing_model: 'PMP' },
              }),
      },
    ],
  }
}
