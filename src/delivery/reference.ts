/**
 * Names one native message of an outbox row: `contact.number.part.parts`, parts counted from 0. It is the same at every
 * attempt, which is what lets a platform's late word, or a search, settle an attempt that nobody saw the end of.
 */
import type { Reference } from '../channels/channel.ts'

export interface Referred {
  readonly contact: string
  readonly number: number
  readonly part: number
  readonly parts: number
}

export const referenceOf = (
  { contact, number }: { readonly contact: string; readonly number: number },
  part: number,
  parts: number,
): Reference => `${contact}.${number}.${part}.${parts}`

/** Undefined for what is no reference of ours. */
export function readReference(reference: Reference): Referred | undefined {
  const found = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,4})\.(\d{1,4})$/.exec(reference)
  if (found === null) return undefined
  const [, contact = '', number, part, parts] = found
  return { contact, number: Number(number), part: Number(part), parts: Number(parts) }
}
