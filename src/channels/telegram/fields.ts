/** Reads what came from outside, whatever its shape. */
export type Fields = Readonly<Record<string, unknown>>

const NOTHING: Fields = {}

/** An object's fields; none where it is no object. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NOTHING

export const integer = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) ? (value as number) : undefined
