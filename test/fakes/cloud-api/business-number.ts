/** The business's phone number as a node of the Graph: only the fields that were asked for, and the health of all it hangs on. */
import type { Json } from './check.ts'
import { type Refusal, refusal } from './errors.ts'

export type Health = 'AVAILABLE' | 'LIMITED' | 'BLOCKED'
export type Entity = 'PHONE_NUMBER' | 'WABA' | 'BUSINESS' | 'APP'

export interface HealthError {
  readonly error_code: number
  readonly error_description: string
  readonly possible_solution?: string
}

export interface NumberFields {
  readonly display_phone_number: string
  readonly verified_name: string
  readonly quality_rating: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'
  readonly status: string
  readonly throughput: { readonly level: 'STANDARD' | 'HIGH' | 'NOT_APPLICABLE' }
}

export interface BusinessNumber {
  /** Without plus and spaces. */
  readonly digits: string
  readonly display: string
  set(fields: Partial<NumberFields>): void
  setHealth(entity: Entity, health: Health, errors?: readonly HealthError[]): void
  read(query: Json, webhook: string | null): Refusal | object
}

const WORST: readonly Health[] = ['BLOCKED', 'LIMITED', 'AVAILABLE']
const USUAL = 'verified_name,display_phone_number,quality_rating,throughput'

export function businessNumber(ids: {
  readonly phoneNumberId: string
  readonly businessAccountId: string
}): BusinessNumber {
  let fields: NumberFields = {
    display_phone_number: '+964 770 000 0000',
    verified_name: 'Hearback test',
    quality_rating: 'GREEN',
    status: 'CONNECTED',
    throughput: { level: 'STANDARD' },
  }
  const entities = new Map<Entity, Json>(
    Object.entries({
      PHONE_NUMBER: ids.phoneNumberId,
      WABA: ids.businessAccountId,
      BUSINESS: '506914307656634',
      APP: '634974688087057',
    }).map(([entity_type, id]) => [
      entity_type as Entity,
      { entity_type, id, can_send_message: 'AVAILABLE' },
    ]),
  )

  return {
    get digits() {
      return fields.display_phone_number.replace(/\D/g, '')
    },
    get display() {
      return fields.display_phone_number
    },
    set(next) {
      fields = { ...fields, ...next }
    },
    setHealth(entity, can_send_message, errors) {
      const { entity_type, id } = entities.get(entity) ?? {}
      entities.set(entity, { entity_type, id, can_send_message, ...(errors === undefined ? {} : { errors }) })
    },
    read(query, webhook) {
      const all = [...entities.values()]
      const node: Json = {
        ...fields,
        id: ids.phoneNumberId,
        health_status: {
          can_send_message: WORST.find((health) => all.some((each) => each.can_send_message === health)),
          entities: all,
        },
        webhook_configuration: webhook === null ? {} : { application: webhook },
      }
      const asked = fieldNames(String(query.fields ?? USUAL))
      const unknown = asked.find((name) => !(name in node))
      if (unknown !== undefined)
        return refusal({
          code: 100,
          details: `Tried accessing nonexisting field (${unknown}) on node type (WhatsAppBusinessPhoneNumber)`,
        })
      return Object.fromEntries([...asked, 'id'].map((name) => [name, node[name]]))
    },
  }
}

/** The outer names of Graph's `a,b{c,d},e`. */
const fieldNames = (fields: string): readonly string[] =>
  fields
    .replace(/\{[^}]*\}/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
