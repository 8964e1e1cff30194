/**
 * Texts of one tree per language, looked up by path. i18next fills placeholders (`{{name}}`); a text without any is
 * handed out as it stands. The plural form is chosen here, since i18next asks ICU, which does not know every language.
 */
import { createInstance, type i18n, type Resource } from 'i18next'
import { isolate } from './isolate.ts'
import { type PluralCategory, pluralCategory } from './plural.ts'

export interface Tree {
  readonly [key: string]: string | readonly string[] | Tree
}

/** What stands behind a placeholder. A number also decides the plural form. */
export type Values = Readonly<Record<string, string | number | Phrase>>

/** Words that were filled from texts already, in the same language: put in as they are, their own values isolated. */
export interface Phrase {
  readonly phrase: string
}

export interface Found {
  readonly text: string
  /** The language it was found in: the one asked for, or a fallback. */
  readonly language: string
  /** Placeholders by name, those of every plural form together. */
  readonly placeholders: readonly string[]
  readonly plural: boolean
}

export type Fill = (values?: Values, count?: number) => string

export interface Texts {
  /** The text at a path, unfilled, or undefined. A fallback language stands in for a missing text. */
  find(path: string, language: string): Found | undefined
  /** The same text many times over: looked up once, filled at each call. */
  filler(path: string, language: string): Fill
  /** The text filled, every value isolated; `count` picks the plural form. An unknown path comes back as ''. */
  fill(path: string, language: string, values?: Values, count?: number): string
}

const NOTHING: Fill = () => ''
const FORMS: readonly PluralCategory[] = ['zero', 'one', 'two', 'few', 'many', 'other']
const PLACEHOLDER = /\{\{\s*([^{},\s]+)[^{}]*\}\}/g

export function textsOf(trees: Readonly<Record<string, Tree>>, fallbacks: readonly string[]): Texts {
  const translator = translatorOf(trees)
  const find = (path: string, language: string): Found | undefined => {
    for (const tongue of [language, ...fallbacks]) {
      const found = lookUp(trees[tongue], path, tongue)
      if (found !== undefined) return found
    }
    return undefined
  }
  const filler = (path: string, language: string): Fill => {
    const found = find(path, language)
    if (found === undefined) return NOTHING
    const { text, placeholders, plural, language: lng } = found
    if (!plural && placeholders.length === 0) return () => text
    const present = new Set(FORMS.filter((form) => lookUpString(trees[lng], `${path}_${form}`) !== undefined))
    return (values = {}, count = 0) => {
      const isolated: Record<string, string> = {}
      for (const name of placeholders) isolated[name] = written(values[name])
      const form = plural ? pluralCategory(lng, count) : 'other'
      const key = plural ? `${path}_${present.has(form) ? form : 'other'}` : path
      // Under `replace`, so that a question called `lng` or `count` is not taken for an option of i18next.
      return translator.t(key, { lng, replace: isolated })
    }
  }
  // A page fills hundreds of texts, most of them many times: each is looked up once. There are only so many.
  const fillers = new Map<string, Fill>()
  const fill = (path: string, language: string, values?: Values, count?: number): string => {
    const name = `${language} ${path}`
    const known = fillers.get(name) ?? filler(path, language)
    if (known !== NOTHING) fillers.set(name, known)
    return known(values, count)
  }
  return { find, filler, fill }
}

function written(value: Values[string] | undefined): string {
  return typeof value === 'object' ? value.phrase : isolate(String(value ?? ''))
}

function translatorOf(trees: Readonly<Record<string, Tree>>): i18n {
  const translator = createInstance()
  translator.init({
    initAsync: false,
    fallbackLng: false,
    nsSeparator: false,
    returnObjects: false,
    joinArrays: '\n',
    interpolation: { escapeValue: false, skipOnVariables: true },
    // i18next types its resources as mutable; it is never asked to add to them.
    resources: Object.fromEntries(
      Object.entries(trees).map(([language, tree]) => [language, { translation: tree }]),
    ) as Resource,
  })
  return translator
}

function lookUp(tree: Tree | undefined, path: string, language: string): Found | undefined {
  const text = lookUpString(tree, path)
  if (text !== undefined) return { text, language, placeholders: placeholdersOf(text), plural: false }
  const other = lookUpString(tree, `${path}_other`)
  if (other === undefined) return undefined
  const forms = FORMS.map((form) => lookUpString(tree, `${path}_${form}`))
  const placeholders = new Set(forms.flatMap((form) => (form === undefined ? [] : placeholdersOf(form))))
  return { text: other, language, placeholders: [...placeholders], plural: true }
}

function lookUpString(tree: Tree | undefined, path: string): string | undefined {
  let node: string | readonly string[] | Tree | undefined = tree
  for (const key of path.split('.')) {
    if (node === undefined || typeof node === 'string' || isList(node)) return undefined
    node = Object.hasOwn(node, key) ? node[key] : undefined
  }
  if (typeof node === 'string') return node
  return node !== undefined && isList(node) ? node.join('\n') : undefined
}

/** The strings listed at a path of one language's tree: words, names. */
export function listAt(tree: Tree | undefined, path: string): readonly string[] {
  return lookUpString(tree, path)?.split('\n') ?? []
}

const isList = (node: readonly string[] | Tree): node is readonly string[] => Array.isArray(node)

const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
