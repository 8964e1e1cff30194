import type { Channel } from '../channels/channel.ts'
import type { Settling } from './plan.ts'

/** How a send without an answer is settled on this channel. */
export function settlingOf({ find, confirmsWithin }: Pick<Channel, 'find' | 'confirmsWithin'>): Settling {
  if (find !== undefined) return { by: 'search' }
  return confirmsWithin === undefined ? { by: 'never' } : { by: 'statuses', within: confirmsWithin }
}
