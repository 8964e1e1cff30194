/**
 * The few words in which spec.ts says what a call may hold. A check returns null, or what Meta would complain of.
 * Stricter than Meta in one point: it counts UTF-16 code units, the larger reading of Meta's "characters".
 */
import type { Complaint } from './errors.ts'

export type Check = (value: unknown, path: string) => Complaint | null

export interface Field {
  readonly check: Check
  readonly required?: true
}

export type Fields = Readonly<Record<string, Field>>
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The call is not formed as it should be. */
export const malformed = (details: string): Complaint => ({ code: 100, details })
/** Formed rightly, with a value that Meta does not take. */
export const invalid = (details: string): Complaint => ({ code: 131009, details })

/** Nothing that shows: spaces, controls, and format characters such as direction marks. */
const BLANK = /^[\s\p{Cc}\p{Cf}\u2800\u3164]*$/u
const ILL_FORMED = /\p{Surrogate}/u

/** A text that shows something, of at most so many characters. */
export const string =
  (most: number, complain: (details: string) => Complaint = invalid): Check =>
  (value, path) => {
    if (typeof value !== 'string') return malformed(`Param ${path} must be a string.`)
    if (ILL_FORMED.test(value) || value.includes('\0')) return malformed(`Param ${path} must be valid UTF-8.`)
    if (BLANK.test(value)) return complain(`Param ${path} must not be empty.`)
    return value.length > most ? complain(`Param ${path} must be at most ${most} characters long.`) : null
  }

export const pattern =
  (form: RegExp, complaint: string): Check =>
  (value, path) =>
    typeof value !== 'string'
      ? malformed(`Param ${path} must be a string.`)
      : form.test(value)
        ? null
        : invalid(`Param ${path}: ${complaint}`)

export const boolean: Check = (value, path) =>
  typeof value === 'boolean' ? null : malformed(`Param ${path} must be a boolean.`)

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, path) =>
    typeof value === 'string' && values.includes(value)
      ? null
      : malformed(`Param ${path} must be one of {${values.join(', ')}} - got ${JSON.stringify(value)}.`)

export const list =
  (item: Check, least: number, most: number): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return malformed(`Param ${path} must be an array.`)
    if (value.length < least || value.length > most)
      return invalid(`Invalid ${path} count. Min allowed: ${least}, Max allowed: ${most}`)
    return first(value.map((each, index) => () => item(each, `${path}[${index}]`)))
  }

export const object =
  (fields: Fields): Check =>
  (value, path) =>
    isObject(value) ? checkFields(fields, value, path) : malformed(`Param ${path} must be a JSON object.`)

/** All of them, the first complaint counting. */
export const all =
  (...checks: readonly Check[]): Check =>
  (value, path) =>
    first(checks.map((check) => () => check(value, path)))

/** Which object it must be stands in one of its own fields. */
export const byType =
  (types: Readonly<Record<string, Check>>, field = 'type'): Check =>
  (value, path) => {
    if (!isObject(value)) return malformed(`Param ${path} must be a JSON object.`)
    const complaint = oneOf(...Object.keys(types))(value[field], `${path}['${field}']`)
    return complaint ?? types[String(value[field])]?.(value, path) ?? null
  }

/** Exactly one of these keys is there. */
export const exactlyOne =
  (...names: readonly string[]): Check =>
  (value, path) =>
    isObject(value) && names.filter((name) => name in value).length === 1
      ? null
      : malformed(`Param ${path} must have exactly one of {${names.join(', ')}}.`)

export const unique = (values: readonly unknown[], what: string): Complaint | null =>
  new Set(values).size === values.length ? null : invalid(`Duplicated ${what} is not allowed.`)

/** The first complaint about a set of fields, or null. `path` is empty at the top. */
export function checkFields(fields: Fields, given: Json, path = ''): Complaint | null {
  const inner = (name: string) => (path === '' ? name : `${path}['${name}']`)
  for (const name in given) {
    const field = fields[name]
    if (field === undefined)
      return malformed(`Unexpected key "${name}" on param "${path === '' ? 'request' : path}".`)
    const complaint = field.check(given[name], inner(name))
    if (complaint !== null) return complaint
  }
  for (const name in fields) {
    if (fields[name]?.required !== true || name in given) continue
    const details = `The parameter ${inner(name)} is required.`
    return path === '' ? malformed(details) : { code: 131008, details }
  }
  return null
}

export function first(checks: readonly (() => Complaint | null)[]): Complaint | null {
  for (const check of checks) {
    const complaint = check()
    if (complaint !== null) return complaint
  }
  return null
}
