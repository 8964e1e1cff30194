/**
 * Names one native message of an outbox row: `contact.number.part.parts`, parts counted from 0. It is the same at every
 * attempt, which is what lets a search find an attempt that nobody saw the end of. Where a platform tells of a message
 * afterwards, `.attempt` follows: one that failed says nothing of a later one.
 */
import type { Reference } from '../channels/channel.ts'

export interface Referred {
  readonly contact: string
  readonly number: number
  readonly part: number
  readonly parts: number
  /** From 1. */
  readonly attempt?: number
}

export const referenceOf = (
  { contact, number }: { readonly contact: string; readonly number: number },
  part: number,
  parts: number,
  attempt?: number,
): Reference => `${contact}.${number}.${part}.${parts}${attempt === undefined ? '' : `.${attempt}`}`

/** Undefined for what is no reference of ours. */
export function readReference(reference: Reference): Referred | undefined {
  const found = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(reference)
  if (found === null) return undefined
  const [, contact = '', number, part, parts, attempt] = found
  const referred = { contact, number: Number(number), part: Number(part), parts: Number(parts) }
  return attempt === undefined ? referred : { ...referred, attempt: Number(attempt) }
}
