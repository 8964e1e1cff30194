/** Checks the texts of one language against what the flow's steps need. */

import { checkPlaceholders } from './check-placeholders.ts'
import type { TextNeed } from './compiler.ts'
import { listed, type Position, type Report } from './diagnostic.ts'
import { isTree } from './explain.ts'
import type { Parsed, Path } from './parsed.ts'
import { placeholdersOf } from './placeholders.ts'
import { pluralForms } from './plural-forms.ts'
import type { Language, Question, ScalePart } from './program.ts'
import { suggest } from './suggest.ts'
import { reportUnused } from './unused-texts.ts'

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other']

/** One text of one language: a sentence, or its plural forms. */
export interface Text {
  readonly at: Position
  /** The written forms; one, unless the text has plural forms. */
  readonly forms: readonly string[]
  readonly names: ReadonlySet<string>
}

export interface LanguageTexts {
  readonly language: Language
  readonly file: string
  /** By dotted key: `safe_now.text`, `safe_now.options.yes`. Plural forms stand together under their common key. */
  readonly texts: ReadonlyMap<string, Text>
  readonly title?: string
  readonly keywords: readonly string[]
}

export interface Scope {
  readonly report: Report
  readonly needs: readonly TextNeed[]
  readonly questions: readonly Question[]
  /** Every question that the flow has, by id. Undefined: it is faulty, and that was reported. */
  readonly known: ReadonlyMap<string, Question | undefined>
  /** The ids of all steps, faulty ones included. */
  readonly ids: ReadonlyMap<string, Path>
}

export function checkTexts(language: Language, parsed: Parsed, scope: Scope): LanguageTexts {
  const { report, needs } = scope
  const used = new Set<string>(['title', 'keywords'])
  const texts = new Map<string, Text>()
  const root = isTree(parsed.value) && !Array.isArray(parsed.value) ? parsed.value : {}
  for (const need of needs) {
    const node = Object.hasOwn(root, need.step) ? root[need.step] : undefined
    if (typeof node === 'string') {
      report.error(
        parsed.atKey([need.step]),
        'text-form',
        `A step's text stands one level down: "${need.step}": { "text": "…" }.`,
      )
      used.add(need.step)
      continue
    }
    for (const key of keysOf(need)) {
      const path = [need.step, ...key.path]
      const text = readText(language, parsed, path, key, scope, used)
      if (text === undefined) continue
      checkPlaceholders(language, text, path, need, scope)
      texts.set(path.join('.'), text)
    }
  }
  reportUnused(language, parsed, root, used, scope)
  const { title, keywords } = heading(language, parsed, root, report)
  return { language, file: parsed.file, texts, ...(title === undefined ? {} : { title }), keywords }
}

interface Key {
  readonly path: readonly string[]
  readonly required: boolean
  readonly counts: boolean
}

function keysOf(need: TextNeed): Key[] {
  const keys: Key[] = [{ path: ['text'], required: true, counts: need.count !== undefined }]
  const { question } = need
  if (question === undefined) return keys
  keys.push({ path: ['hint'], required: false, counts: false })
  // The goodbye to someone who does not take part; a built-in one stands in.
  if (question.kind === 'consent' && question.purpose === 'take_part') {
    keys.push({ path: ['declined'], required: false, counts: false })
  }
  for (const option of labelled(question)) {
    keys.push({ path: ['options', option], required: !need.builtIn.has(option), counts: false })
  }
  // Read where findings are told, never where the question is put.
  if (question.kind !== 'consent') keys.push({ path: ['topic'], required: false, counts: false })
  for (const { id } of partsOf(question)) keys.push({ path: ['scale', id], required: true, counts: false })
  return keys
}

/** Everything of a question that has a label of its own in the locales. */
export function labelled(question: Question): readonly string[] {
  if (question.kind === 'consent') return ['yes', 'no']
  const options = question.kind === 'choose' || question.kind === 'choose_many' ? question.options : []
  return [...options, ...question.also]
}

/** The parts of a question's scale: their labels stand under `scale`. */
export const partsOf = (question: Question): readonly ScalePart[] =>
  question.kind === 'choose' ? (question.scale ?? []) : []

function readText(
  language: Language,
  parsed: Parsed,
  path: readonly string[],
  key: Key,
  scope: Scope,
  used: Set<string>,
): Text | undefined {
  const { report } = scope
  const parent = nodeAt(parsed.value, path.slice(0, -1))
  const name = path.at(-1) ?? ''
  const plural = FORMS.filter(
    (form) => Object.hasOwn(parent, `${name}_${form}`) && !isLabel(path, `${name}_${form}`, scope),
  )
  for (const form of plural) used.add([...path.slice(0, -1), `${name}_${form}`].join('.'))
  if (Object.hasOwn(parent, name)) used.add(path.join('.'))
  const dotted = path.join('.')
  if (plural.length > 0 && !key.counts) {
    const at = parsed.atKey([...path.slice(0, -1), `${name}_${plural[0]}`])
    report.error(
      at,
      'no-count',
      `\`${dotted}\` has plural forms, but its step counts nothing: add count: with a number question to the step, or write one \`${name}\`.`,
    )
    return undefined
  }
  if (key.counts) return readPlural(language, parsed, path, plural, report)
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined
  const place = parsed.at(path)
  if (value === undefined) {
    if (key.required) missing(language, parsed, path, parent, report)
    return undefined
  }
  if (!isText(value, place, dotted, report)) return undefined
  return textOf(place, [value])
}

function readPlural(
  language: Language,
  parsed: Parsed,
  path: readonly string[],
  plural: readonly string[],
  report: Report,
): Text | undefined {
  const parent = nodeAt(parsed.value, path.slice(0, -1))
  const name = path.at(-1) ?? ''
  const needed = pluralForms(language)
  const at = parsed.at(path.slice(0, -1))
  if (needed === undefined) {
    report.error(
      at,
      'unknown-plurals',
      `Nobody has told us how \`${language}\` counts, so this text cannot have plural forms: leave out count: in the step.`,
    )
    return undefined
  }
  const absent = needed.filter((form) => !plural.includes(form))
  if (absent.length > 0) {
    const keys = absent.map((form) => `${path.join('.')}_${form}`)
    report.error(
      at,
      'missing-plural',
      `${language} needs the plural ${absent.length === 1 ? 'form' : 'forms'} ${listed(keys, 'and')}: this text counts, and ${language} counts in ${needed.length} forms.`,
      { allowed: needed.map((form) => `${name}_${form}`) },
    )
  }
  for (const form of plural) {
    // i18next takes `zero` for the number 0 in any language.
    if (needed.includes(form) || form === 'zero') continue
    const place = parsed.atKey([...path.slice(0, -1), `${name}_${form}`])
    report.error(
      place,
      'unused-text',
      `${language} has no plural form \`${form}\`, so this text is never shown; it has ${listed(needed, 'and')}.`,
      {
        allowed: needed.map((one) => `${name}_${one}`),
      },
    )
  }
  const forms: string[] = []
  for (const form of plural) {
    const key = [...path.slice(0, -1), `${name}_${form}`]
    const value = parent[`${name}_${form}`]
    if (isText(value, parsed.at(key), key.join('.'), report)) forms.push(value)
  }
  return absent.length > 0 || forms.length === 0 ? undefined : textOf(at, forms)
}

function textOf(at: Position, forms: readonly string[]): Text {
  return { at, forms, names: new Set(forms.flatMap((form) => [...placeholdersOf(form).names])) }
}

function missing(
  language: Language,
  parsed: Parsed,
  path: readonly string[],
  parent: Record<string, unknown>,
  report: Report,
): void {
  const name = path.at(-1) ?? ''
  report.error(
    parsed.at(path.slice(0, -1)),
    'missing-text',
    `The text \`${path.join('.')}\` is missing in ${language}: add it.`,
    {
      suggestion: suggest(
        name,
        Object.keys(parent).filter((key) => typeof parent[key] === 'string' && !path.includes(key)),
      ),
    },
  )
}

function isText(value: unknown, at: Position, key: string, report: Report): value is string {
  if (typeof value !== 'string') {
    report.error(at, 'text-form', `\`${key}\` must be a text in quotes.`)
    return false
  }
  if (value.trim() === '') {
    report.error(at, 'missing-text', `\`${key}\` is empty: write a text.`)
    return false
  }
  // PostgreSQL stores neither, and no channel sends them.
  if (/\p{Surrogate}/u.test(value) || value.includes('\0')) {
    report.error(
      at,
      'text-form',
      `\`${key}\` has a character that cannot be sent (a NUL, or half of an emoji): write it anew.`,
    )
    return false
  }
  return true
}

function heading(language: Language, parsed: Parsed, root: Record<string, unknown>, report: Report) {
  const title = typeof root.title === 'string' && root.title.trim() !== '' ? root.title : undefined
  if (root.title !== undefined && title === undefined) {
    report.error(parsed.at(['title']), 'text-form', '`title` must be a text in quotes.')
  } else if (title === undefined) {
    report.notice(
      parsed.at([]),
      'missing-title',
      `There is no \`title\` in ${language}: the flow's own is shown instead.`,
    )
  }
  const keywords: string[] = []
  if (root.keywords !== undefined && !Array.isArray(root.keywords)) {
    report.error(parsed.at(['keywords']), 'text-form', '`keywords` must be a list of words: ["…", "…"].')
  }
  for (const [at, keyword] of (Array.isArray(root.keywords) ? root.keywords : []).entries()) {
    if (typeof keyword === 'string' && keyword.trim() !== '') keywords.push(keyword)
    else report.error(parsed.at(['keywords', at]), 'text-form', 'A keyword must be a word in quotes.')
  }
  return { title, keywords }
}

/** An option, or a part of a scale, may itself end like a plural form: `none_other` beside `none`. */
function isLabel(path: readonly string[], key: string, scope: Scope): boolean {
  const question = scope.questions.find(({ id }) => id === path[0])
  if (question === undefined) return false
  if (path[1] === 'scale') return partsOf(question).some(({ id }) => id === key)
  return path[1] === 'options' && labelled(question).includes(key)
}

function nodeAt(value: unknown, path: readonly string[]): Record<string, unknown> {
  let at = value
  for (const key of path) at = isTree(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return isTree(at) && !Array.isArray(at) ? at : {}
}
