import { isTree } from './explain.ts'
import type { Parsed } from './parsed.ts'
import type { Language } from './program.ts'
import { suggest } from './suggest.ts'
import type { Scope } from './texts.ts'

/** A text that no step shows is most often a misspelt id. */
export function reportUnused(
  language: Language,
  parsed: Parsed,
  root: Record<string, unknown>,
  used: ReadonlySet<string>,
  { report, needs, ids }: Scope,
): void {
  const steps = needs.map(({ step }) => step)
  const walk = (node: Record<string, unknown>, path: readonly string[]): void => {
    for (const [key, value] of Object.entries(node)) {
      const inner = [...path, key]
      const dotted = inner.join('.')
      // A faulty step's texts cannot be judged.
      if (used.has(dotted) || (path.length === 0 && ids.has(key) && !steps.includes(key))) continue
      const place = parsed.atKey(inner)
      if (path.length === 0 && !steps.includes(key)) {
        const suggestion = suggest(key, steps)
        report.error(
          place,
          'unused-text',
          `No step of the flow is called \`${key}\`, so this ${language} text is never shown: rename or remove it.`,
          { suggestion },
        )
      } else if (isTree(value) && !Array.isArray(value) && inner.length < 3) {
        walk(value, inner)
      } else {
        report.error(place, 'unused-text', `\`${dotted}\` (${language}) is never shown: rename or remove it.`)
      }
    }
  }
  walk(root, [])
}
