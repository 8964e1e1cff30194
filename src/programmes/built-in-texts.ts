/** Checks that the built-in texts are complete in every language: the same keys and placeholders as in English. */
import { listed, type Report } from '../flow/diagnostic.ts'
import { isTree, valueAt } from '../flow/explain.ts'
import { type Parsed, parseJson, type Source } from '../flow/parsed.ts'
import { placeholdersOf } from '../flow/placeholders.ts'
import { pluralForms } from '../flow/plural-forms.ts'
import type { Language } from '../flow/program.ts'
import { suggest } from '../flow/suggest.ts'

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other']
const PLURAL = new RegExp(`_(?:${FORMS.join('|')})$`)

interface Text {
  readonly path: readonly string[]
  /** The plural forms written; empty for a text without. */
  readonly forms: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/** Files of built-in texts, `locales/<language>/<name>.json`, beside `common`, which there must be. */
const OTHERS = ['findings', 'picture', 'site', 'summary', 'webchat']

/**
 * Checks every file of built-in texts that there is in English, which is the model even when no programme speaks it.
 * `read` reports a file that is missing; `has` only tells whether it is there.
 */
export function checkBuiltInTexts(
  languages: readonly Language[],
  { read, has }: { read(language: Language, name: string): Source | undefined; has(name: string): boolean },
  report: Report,
): void {
  for (const name of ['common', ...OTHERS.filter(has)])
    checkFile(languages, (language) => read(language, name), report)
}

/** Lists (of words to recognise) may differ freely. */
function checkFile(
  languages: readonly Language[],
  read: (language: Language) => Source | undefined,
  report: Report,
): void {
  if (languages.length === 0) return
  const files = new Map<Language, Parsed>()
  for (const language of new Set(['en', ...languages])) {
    const source = read(language)
    const parsed = source && parseJson(source, report)
    if (parsed !== undefined) files.set(language, parsed)
  }
  const english = files.get('en')
  if (english === undefined) return
  const model = textsOf(english)
  for (const [language, parsed] of files) {
    const texts = textsOf(parsed)
    if (parsed !== english) compare(language, parsed, model, texts, report)
    checkPlurals(language, parsed, texts, report)
  }
}

function compare(
  language: Language,
  parsed: Parsed,
  model: ReadonlyMap<string, Text>,
  texts: ReadonlyMap<string, Text>,
  report: Report,
): void {
  for (const [key, wanted] of model) {
    const text = texts.get(key)
    if (text === undefined) {
      report.error(
        parsed.at(wanted.path.slice(0, -1)),
        'missing-text',
        `The built-in text \`${key}\` is missing in ${language}: add it.`,
      )
      continue
    }
    const lost = [...wanted.names].filter((name) => name !== 'count' && !text.names.has(name))
    const added = [...text.names].filter((name) => name !== 'count' && !wanted.names.has(name))
    for (const name of lost) {
      report.error(
        parsed.at(text.path),
        'placeholder-differs',
        `\`${key}\` in ${language} lacks {{${name}}}, which en has.`,
      )
    }
    for (const name of added) {
      report.error(
        parsed.at(text.path),
        'placeholder-differs',
        `\`${key}\` in ${language} has {{${name}}}, which en has not.`,
      )
    }
  }
  for (const [key, text] of texts) {
    if (model.has(key)) continue
    report.error(
      parsed.at(text.path),
      'unused-text',
      `There is no built-in text \`${key}\` in en: rename or remove it.`,
      {
        suggestion: suggest(key, model.keys()),
      },
    )
  }
}

function checkPlurals(
  language: Language,
  parsed: Parsed,
  texts: ReadonlyMap<string, Text>,
  report: Report,
): void {
  const needed = pluralForms(language)
  for (const [key, text] of texts) {
    if (text.forms.size === 0) continue
    const absent = (needed ?? ['other']).filter((form) => !text.forms.has(form))
    if (absent.length === 0) continue
    const keys = absent.map((form) => `${key}_${form}`)
    report.error(
      parsed.at(text.path),
      'missing-plural',
      `${language} needs the plural forms ${listed(keys, 'and')}.`,
    )
  }
}

/** By dotted key, plural forms under their common one. */
function textsOf(parsed: Parsed): Map<string, Text> {
  const texts = new Map<string, Text>()
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isTree(node) && !Array.isArray(node)) {
      for (const [key, value] of Object.entries(node)) walk(value, [...path, key])
      return
    }
    const dotted = path.join('.')
    const base = dotted.replace(PLURAL, '')
    const form = pluralFormsIn(parsed, base).size > 1 ? PLURAL.exec(dotted)?.[0].slice(1) : undefined
    const key = form === undefined ? dotted : base
    const before = texts.get(key)
    const names = typeof node === 'string' ? placeholdersOf(node).names : []
    texts.set(key, {
      path: before?.path ?? path,
      forms: new Set([...(before?.forms ?? []), ...(form === undefined ? [] : [form])]),
      names: new Set([...(before?.names ?? []), ...names]),
    })
  }
  walk(parsed.value, [])
  return texts
}

/** A key may end like a plural form and be none (`only_other`): forms come at least in twos, one of them `other`. */
function pluralFormsIn(parsed: Parsed, base: string): ReadonlySet<string> {
  const path = base.split('.')
  const name = path.pop() ?? ''
  const parent = valueAt(parsed.value, path)
  const forms = FORMS.filter((form) => isTree(parent) && `${name}_${form}` in parent)
  return new Set(forms.includes('other') ? forms : [])
}
