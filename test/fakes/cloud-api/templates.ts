/** The message templates of the account: listed page by page, and held against each template message. */
import { invalid, isObject, type Json } from './check.ts'
import { type Complaint, type Refusal, refusal } from './errors.ts'

export interface Template {
  readonly name: string
  readonly language: string
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'
  readonly components: readonly TemplateComponent[]
  /** Given by the fake when left out. */
  readonly id?: string
}

export type TemplateComponent =
  | { readonly type: 'HEADER'; readonly format: 'TEXT'; readonly text: string }
  | { readonly type: 'BODY'; readonly text: string }
  | { readonly type: 'FOOTER'; readonly text: string }
  | {
      readonly type: 'BUTTONS'
      readonly buttons: readonly { readonly type: 'QUICK_REPLY'; readonly text: string }[]
    }

/** The template with its placeholders filled in, as the person sees it. */
export interface Filled {
  readonly template: Template
  readonly text: string
  readonly buttons: readonly { readonly text: string; readonly payload: string }[]
}

export interface Templates {
  set(templates: readonly Template[]): void
  /** `root`: where the next page's address begins. */
  page(query: Json, root: string): Refusal | object
  fill(message: Json): Filled | Complaint
}

interface Component {
  readonly type: string
  readonly index?: string | number
  readonly parameters: readonly {
    readonly text?: string
    readonly payload?: string
    readonly parameter_name?: string
  }[]
}

/** Of the text with its placeholders filled in. */
const BODY = 1024
const PAGE = 25
const FIELDS = ['name', 'language', 'status', 'category', 'components', 'id']
const QUERY = ['fields', 'limit', 'after', 'status', 'name', 'language', 'category']
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g
const UNFIT = /[\n\r\t]| {5}/

export function templates(): Templates {
  let all: readonly (Template & { id: string })[] = []
  return {
    set(next) {
      all = next.map((template, index) => ({
        ...template,
        id: template.id ?? String(594_425_479_261_000 + index),
      }))
    },

    page(query, root) {
      const unknown = Object.keys(query).find((name) => !QUERY.includes(name))
      if (unknown !== undefined) return refusal({ code: 100, details: `Unexpected key "${unknown}".` })
      const fields = typeof query.fields === 'string' ? query.fields.split(',') : FIELDS
      const odd = fields.find((field) => !FIELDS.includes(field))
      if (odd !== undefined)
        return refusal({ code: 100, details: `Tried accessing nonexisting field (${odd}) on node type.` })
      const limit = Number(query.limit ?? PAGE)
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        return refusal({ code: 100, details: 'Param limit must be between 1 and 1000.' })
      const start = query.after === undefined ? 0 : indexIn(String(query.after))
      if (start === null) return refusal({ code: 100, details: 'Invalid cursor.' })

      const matching = all.filter((each) =>
        (['status', 'name', 'language', 'category'] as const).every(
          (name) => query[name] === undefined || query[name] === each[name],
        ),
      )
      const shown = matching.slice(start, start + limit)
      if (shown.length === 0) return { data: [] }
      const after = cursorAt(start + shown.length)
      const more = start + shown.length < matching.length
      const next = new URLSearchParams({ ...(query as Record<string, string>), after })
      return {
        data: shown.map((each) =>
          Object.fromEntries([...new Set([...fields, 'id'])].map((field) => [field, each[field as 'id']])),
        ),
        paging: { cursors: { before: cursorAt(start), after }, ...(more ? { next: `${root}?${next}` } : {}) },
      }
    },

    fill(message) {
      const name = String(message.name)
      const language = isObject(message.language) ? String(message.language.code) : ''
      const template = all.find((each) => each.name === name && each.language === language)
      if (template?.status === 'PAUSED') return { code: 132015, details: `template (${name}) is paused` }
      if (template?.status === 'DISABLED') return { code: 132016, details: `template (${name}) is disabled` }
      if (template?.status !== 'APPROVED')
        return { code: 132001, details: `template name (${name}) does not exist in ${language}` }
      return filled(template, (message.components ?? []) as readonly Component[])
    },
  }
}

const cursorAt = (index: number): string => Buffer.from(`at:${index}`).toString('base64url')

function indexIn(cursor: string): number | null {
  const index = /^at:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  return index === undefined ? null : Number(index)
}

/** Once the fields of the message were found right. */
function filled(template: Template, components: readonly Component[]): Filled | Complaint {
  const bodies = components.filter(({ type }) => type === 'body')
  if (bodies.length > 1) return invalid('Only one component of type body is allowed.')
  const parameters = bodies[0]?.parameters ?? []
  const written = template.components.find((each) => each.type === 'BODY')?.text ?? ''
  const wanted = [...new Set([...written.matchAll(PLACEHOLDER)].map(([, key]) => key ?? ''))]
  if (parameters.length !== wanted.length)
    return {
      code: 132000,
      details: `body: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.length})`,
    }
  const named = wanted.some((key) => !/^\d+$/.test(key))
  const values = new Map(
    parameters.map(({ text, parameter_name }, index) => [
      named ? parameter_name : String(index + 1),
      text ?? '',
    ]),
  )
  const unnamed = wanted.find((key) => !values.has(key))
  if (unnamed !== undefined)
    return { code: 100, details: `Parameter name is missing or empty: body has no parameter ${unnamed}` }
  if ([...values.values()].some((value) => UNFIT.test(value)))
    return {
      code: 132018,
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    }
  const text = written.replace(PLACEHOLDER, (_, key: string) => values.get(key) ?? '')
  if (text.length > BODY) return { code: 132005, details: `body: longer than ${BODY} characters` }

  const buttons = template.components.find((each) => each.type === 'BUTTONS')?.buttons ?? []
  const payloads = new Map<number, string>()
  for (const { type, index, parameters } of components) {
    if (type !== 'button') continue
    if (payloads.has(Number(index))) return invalid(`Duplicated button index ${index} is not allowed.`)
    if (buttons[Number(index)] === undefined)
      return invalid(`Button at index ${index} does not exist in the template.`)
    payloads.set(Number(index), parameters[0]?.payload ?? '')
  }
  return {
    template,
    text,
    buttons: buttons.map((button, index) => ({
      text: button.text,
      payload: payloads.get(index) ?? button.text,
    })),
  }
}
