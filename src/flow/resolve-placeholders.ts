/** Writes out what stands for a question without naming it, so that a program's placeholders are questions' ids. */

import { placeOf } from './check-placeholders.ts'
import type { TextNeed } from './compiler.ts'
import { isTree } from './explain.ts'
import type { Question, TextTree } from './program.ts'

/** `{{count}}` becomes the step's number question, `{{place}}` the question it stands for; see `placeOf`. */
export function resolvePlaceholders(
  tree: TextTree,
  needs: readonly TextNeed[],
  questions: readonly Question[],
): TextTree {
  const resolved: Record<string, TextTree[string]> = { ...tree }
  const named = questions.some(({ id }) => id === 'place')
  for (const { step, way, count } of needs) {
    const place = named ? 'place' : placeOf({ questions }, (id) => id !== step && way.possible.has(id))
    const replace = (text: string): string =>
      text.replace(/\{\{\s*(count|place)\s*\}\}/g, (written, name) => {
        const id = name === 'count' ? count : place
        return id === undefined ? written : `{{${id}}}`
      })
    const texts = tree[step]
    if (isGroup(texts)) resolved[step] = map(texts, replace)
  }
  return resolved
}

function map(tree: TextTree, replace: (text: string) => string): TextTree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === 'string' ? replace(value) : isGroup(value) ? map(value, replace) : value,
    ]),
  )
}

const isGroup = (value: TextTree[string] | undefined): value is TextTree =>
  isTree(value) && !Array.isArray(value)
