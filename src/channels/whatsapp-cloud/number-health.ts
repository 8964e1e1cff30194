/** What Meta says of the number: whether it may send, and what else belongs to it. */
import { type Health, SendError } from '../channel.ts'
import type { Graph } from './graph.ts'

export interface NumberState {
  /** As people see it, such as `+964 770 000 0000`. */
  readonly number: string
  readonly name: string
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`. */
  readonly quality: string
  /** `AVAILABLE`, `LIMITED` or `BLOCKED`. */
  readonly sending: string
  /** What Meta says of whatever keeps it from sending; no person's. */
  readonly trouble: readonly string[]
  readonly businessAccountId: string | undefined
  /** Where Meta calls for this number; empty when nowhere of its own. */
  readonly webhook: string
  /** Epoch seconds, by Meta. */
  readonly second: number | undefined
}

const FIELDS = 'display_phone_number,verified_name,quality_rating,status,health_status,webhook_configuration'

/** Throws SendError: of the kind `config` when the token or the number is wrong. */
export async function readNumber(
  graph: Graph,
  phoneNumberId: string,
  signal: AbortSignal,
): Promise<NumberState> {
  const { body, second } = await graph.get(`${phoneNumberId}?fields=${FIELDS}`, 'number', signal)
  const health = (body.health_status ?? {}) as { can_send_message?: unknown; entities?: unknown }
  const entities = objects(health.entities) as Entity[]
  const account = entities.find(({ entity_type }) => entity_type === 'WABA')?.id
  const webhook = (body.webhook_configuration as { application?: unknown } | undefined)?.application
  return {
    number: String(body.display_phone_number ?? ''),
    name: String(body.verified_name ?? ''),
    quality: String(body.quality_rating ?? 'UNKNOWN'),
    sending: String(health.can_send_message ?? 'AVAILABLE'),
    trouble: entities.flatMap(({ errors }) =>
      (objects(errors) as Trouble[]).map(
        ({ error_code, error_description }) => `${error_code}: ${error_description}`,
      ),
    ),
    businessAccountId: typeof account === 'string' ? account : undefined,
    webhook: typeof webhook === 'string' ? webhook : '',
    second,
  }
}

interface Entity {
  readonly entity_type?: unknown
  readonly id?: unknown
  readonly errors?: unknown
}

interface Trouble {
  readonly error_code?: unknown
  readonly error_description?: unknown
}

const objects = (value: unknown): object[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []

export function healthOf({ sending, trouble }: NumberState): Health {
  if (sending !== 'BLOCKED') return { state: 'up' }
  return {
    state: 'down',
    reason: `Meta lets the number send nothing (${trouble.join('; ') || 'no reason given'}): see the business manager`,
  }
}

/** Why the channel is down after an error of a call. */
export const healthAfter = (error: unknown): Health => ({
  state: 'down',
  reason: error instanceof SendError ? error.message : 'Meta could not be asked',
})
