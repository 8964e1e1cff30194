/** The words of exported files, from the folder of locales. */
import type { TextTree } from '../flow/program.ts'
import { type Texts, textsOf } from '../language/texts.ts'
import { readTexts } from './read-texts.ts'

/**
 * `<folder>/<language>/export.json`, and under `built_in` the labels that every flow has of itself: yes, no, don't know,
 * prefer not to say, something else, skipped. English stands in for what is missing.
 */
export function loadExportTexts(localesDir: string): Texts {
  const common = readTexts(localesDir, 'common')
  const trees = Object.entries(readTexts(localesDir, 'export')).map(([language, tree]) => [
    language,
    { ...tree, built_in: builtIn(common[language]) },
  ])
  return textsOf(Object.fromEntries(trees), ['en'])
}

function builtIn(common: TextTree | undefined): TextTree {
  const options = branch(common, 'options')
  const skipped = branch(common, 'answer').skipped
  return { ...options, ...(skipped === undefined ? {} : { skipped }) }
}

function branch(tree: TextTree | undefined, key: string): TextTree {
  const node = tree?.[key]
  return node === undefined || typeof node === 'string' || isList(node) ? {} : node
}

const isList = (node: readonly string[] | TextTree): node is readonly string[] => Array.isArray(node)
