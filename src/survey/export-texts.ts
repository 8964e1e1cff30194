/** The words of exported files, from the folder of locales. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Texts, type Tree, textsOf } from '../language/texts.ts'

/** `locales/<language>/export.json`. */
export interface ExportTexts extends Texts {
  /** `locales/<language>/findings.json`: files name answers and groups as sentences and charts do. */
  readonly findings: Texts
}

/**
 * English stands in for what is missing. Under `built_in` are the labels that every flow has of itself: don't know, prefer
 * not to say, something else, skipped.
 */
export function loadExportTexts(localesDir: string): ExportTexts {
  const own: Record<string, Tree> = {}
  const findings: Record<string, Tree> = {}
  for (const language of readdirSync(localesDir)) {
    const read = (name: string) => readTree(join(localesDir, language, `${name}.json`))
    const file = read('export')
    const telling = read('findings')
    if (file !== undefined) own[language] = { ...file, built_in: builtIn(read('common')) }
    if (telling !== undefined) findings[language] = telling
  }
  return { ...textsOf(own, ['en']), findings: textsOf(findings, ['en']) }
}

const readTree = (file: string): Tree | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tree) : undefined

function builtIn(common: Tree | undefined): Tree {
  const { skipped } = branch(common, 'answer')
  return { ...branch(common, 'options'), ...(skipped === undefined ? {} : { skipped }) }
}

function branch(tree: Tree | undefined, key: string): Tree {
  const node = tree?.[key]
  return node === undefined || typeof node === 'string' || isList(node) ? {} : node
}

const isList = (node: readonly string[] | Tree): node is readonly string[] => Array.isArray(node)
