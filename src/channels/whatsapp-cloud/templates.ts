/**
 * The account's templates: texts that Meta approved beforehand, the only ones it takes outside the 24 hours. Read from
 * the account; never written there. Pure, but for `readTemplates`.
 */
import type { Template } from '../../engine/message.ts'
import type { Language } from '../../flow/program.ts'
import type { Graph } from './graph.ts'

export interface AccountTemplate {
  readonly name: string
  /** Meta's code, such as `ar` or `en_US`. */
  readonly language: string
  /** `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, … */
  readonly status: string
  /** `UTILITY`, `MARKETING`, `AUTHENTICATION`: what it costs goes by it. */
  readonly category: string
  /** Its body, with `{{1}}`, `{{2}}`, … or `{{name}}`. */
  readonly text: string
}

const FIELDS = 'name,language,status,category,components'
const PAGE = 100
/** More than any account may have. */
const PAGES = 100

/** Throws SendError. */
export async function readTemplates(
  graph: Graph,
  account: string,
  signal: AbortSignal,
): Promise<AccountTemplate[]> {
  const templates: AccountTemplate[] = []
  let after = ''
  for (let page = 0; page < PAGES; page += 1) {
    const query = `fields=${FIELDS}&limit=${PAGE}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`
    const { body } = await graph.get(`${account}/message_templates?${query}`, 'templates', signal)
    const { data, paging } = body as {
      data?: unknown
      paging?: { cursors?: { after?: unknown }; next?: unknown }
    }
    if (Array.isArray(data)) templates.push(...data.map(readTemplate))
    const cursor = paging?.cursors?.after
    if (typeof cursor !== 'string' || paging?.next === undefined) return templates
    after = cursor
  }
  return templates
}

function readTemplate(given: unknown): AccountTemplate {
  const { name, language, status, category, components } = (given ?? {}) as Record<string, unknown>
  const parts = Array.isArray(components) ? (components as { type?: unknown; text?: unknown }[]) : []
  const body = parts.find(({ type }) => String(type).toUpperCase() === 'BODY')
  return {
    name: String(name),
    language: String(language),
    status: String(status),
    category: String(category),
    text: typeof body?.text === 'string' ? body.text : '',
  }
}

/** Either the template to send, or why there is none: for the operator, and naming no person. */
export type Match =
  | { readonly kind: 'found'; readonly template: AccountTemplate }
  | { readonly kind: 'none'; readonly reason: string }

/** The person's own language, in any of Meta's spellings of it; never another one, which they may not read. */
export function matchTemplate(
  templates: readonly AccountTemplate[],
  { name, values }: Template,
  language: Language,
): Match {
  const named = templates.filter((template) => template.name === name)
  if (named.length === 0) return none(`the account has no template "${name}"`)
  const spoken = named.filter((template) => baseOf(template.language) === baseOf(language))
  const exact = spoken.find((template) => template.language === language)
  const template = [exact, ...spoken].find((one) => one?.status === 'APPROVED') ?? exact ?? spoken.at(0)
  if (template === undefined) return none(`the template "${name}" is not in ${language}`)
  if (template.status !== 'APPROVED')
    return none(`the template "${name}" (${template.language}) is ${template.status}, not approved`)
  const wanted = placeholders(template.text).length
  if (wanted !== values.length)
    return none(
      `the template "${name}" (${template.language}) takes ${wanted} values, and ${values.length} are given`,
    )
  return { kind: 'found', template }
}

const none = (reason: string): Match => ({ kind: 'none', reason })

const baseOf = (language: string): string => language.toLowerCase().split(/[-_]/)[0] ?? ''

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g

/** In the order in which their values are given: numbers as they count, names as they stand. Each once. */
export function placeholders(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))]
  return names.every((name) => /^\d+$/.test(name)) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/** As the person will read it. */
export function fillTemplate(text: string, values: readonly string[]): string {
  const names = placeholders(text)
  return text.replace(PLACEHOLDER, (whole, name: string) => plainValue(values[names.indexOf(name)] ?? whole))
}

/** What Meta takes for a value: one line, and no wide gaps. */
export const plainValue = (value: string): string => value.replace(/\s+/g, ' ').trim()
