/** Turns what zod finds into diagnostics that a researcher can act on. */
import { z } from 'zod'
import { listed, type Report } from './diagnostic.ts'
import type { Parsed, Path } from './parsed.ts'
import { suggest } from './suggest.ts'

/** The value as its schema reads it, or undefined; what is wrong has then been reported at its own place. */
export function readAs<T>(schema: z.ZodType<T>, parsed: Parsed, path: Path, report: Report): T | undefined {
  const value = valueAt(parsed.value, path)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) explain(issue, schema, parsed, path, report)
  return undefined
}

export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const key of path) at = isTree(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}

export const isTree = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

function explain(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  parsed: Parsed,
  base: Path,
  report: Report,
): void {
  const inner = issue.path.filter((key) => typeof key !== 'symbol')
  const path = [...base, ...inner]
  const at = parsed.at(path)
  const value = valueAt(parsed.value, path)
  const name = typeof path.at(-1) === 'string' ? `\`${path.at(-1)}\`` : 'This'
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = keysAt(schema, inner)
      for (const key of issue.keys) {
        const place = parsed.atKey([...path, key])
        const more = { allowed, suggestion: suggest(key, allowed) }
        report.error(
          place,
          'unknown-key',
          `There is no key \`${key}\` here; allowed are ${listed(allowed, 'and')}.`,
          more,
        )
      }
      return
    }
    case 'invalid_type':
      if (value === undefined) {
        report.error(parsed.at(path.slice(0, -1)), 'missing-key', `The key ${name} is missing here: add it.`)
        return
      }
      report.error(
        at,
        'wrong-kind',
        `${name} is ${kindOf(value)}; it must be ${expected(issue.expected)}.${hint(value, issue.expected)}`,
      )
      return
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      const more = { allowed, suggestion: suggest(String(value), allowed) }
      report.error(at, 'wrong-value', `${name} is \`${String(value)}\`; it must be ${listed(allowed)}.`, more)
      return
    }
    case 'invalid_format':
      report.error(at, 'wrong-form', `\`${String(value)}\` ${formOf(issue)}.`)
      return
    case 'too_big':
      report.error(
        at,
        'too-many',
        `${name} is too ${issue.origin === 'number' ? 'big' : 'long'}: at most ${issue.maximum}${unit(issue.origin, issue.maximum)}.`,
      )
      return
    case 'too_small':
      report.error(
        at,
        'too-few',
        `${name} is too ${issue.origin === 'number' ? 'small' : 'short'}: at least ${issue.minimum}${unit(issue.origin, issue.minimum)}.`,
      )
      return
    case 'invalid_key':
      report.error(parsed.atKey(path), 'wrong-form', `\`${String(path.at(-1))}\` ${keyFault(issue)}.`)
      return
    default:
      report.error(at, 'wrong-value', `\`${String(value)}\` ${issue.message}.`)
  }
}

/** A key that its author chose, such as a language or the part of a scale. */
function keyFault({ issues: [first] }: z.core.$ZodIssueInvalidKey): string {
  if (first?.code === 'invalid_format') return formOf(first)
  if (first?.code === 'too_big') return `is too long: at most ${first.maximum} characters`
  return first?.message ?? 'cannot be a key'
}

/** The keys that the object at this place may have. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema
  for (const key of path) {
    at = bare(at)
    if (at instanceof z.ZodObject) at = at.shape[key]
    else if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodRecord) at = at.valueType
  }
  at = bare(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function bare(schema: unknown): unknown {
  let at = schema
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap()
  return at
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a group of keys'
  if (typeof value === 'string') return `the word \`${value.slice(0, 60)}\``
  return typeof value === 'number' ? `the number ${value}` : `${String(value)} (true or false)`
}

const EXPECTED: Record<string, string> = {
  string: 'a word or text',
  array: 'a list, such as [a, b]',
  object: 'a group of keys',
  record: 'a group of keys',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
}

const expected = (kind: string): string => EXPECTED[kind] ?? kind

function hint(value: unknown, kind: string): string {
  if (kind === 'object' && value === null) return ' Write `{}` to leave everything as usual.'
  if (kind !== 'string' || (typeof value !== 'number' && typeof value !== 'boolean')) return ''
  return typeof value === 'boolean'
    ? ' YAML reads true and false as something else than words: use yes and no, or other words.'
    : ' An id begins with a letter, such as `over_5`; put other words that look like numbers in quotes.'
}

function formOf(issue: z.core.$ZodIssue): string {
  const pattern = 'pattern' in issue ? String(issue.pattern) : ''
  if (pattern.includes('[mhd]'))
    return 'is not a length of time: write a number and m, h or d, such as 30m, 4h or 1d'
  if (pattern.includes('{2,3}')) return 'is not a language tag: write one such as ar, ckb or en'
  return 'cannot be an id: use small letters, digits and _, beginning with a letter, such as `very_safe`'
}

function unit(origin: string, count: number | bigint): string {
  const one = Number(count) === 1
  if (origin === 'string') return one ? ' character' : ' characters'
  if (origin === 'array') return one ? ' entry' : ' entries'
  return ''
}
