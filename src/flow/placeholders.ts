/** What a text inserts. Texts are i18next's: `{{name}}`; of its further syntax we take nothing. */
export interface Placeholders {
  readonly names: ReadonlySet<string>
  /** What looks like a placeholder and is none: formats, nesting, a missing brace. */
  readonly faulty: readonly string[]
}

export function placeholdersOf(text: string): Placeholders {
  const names = new Set<string>()
  const faulty: string[] = []
  const rest = text.replace(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g, (_, name: string) => {
    names.add(name)
    return ''
  })
  for (const [found] of rest.matchAll(/\{\{[^}]{0,40}\}{0,2}|[^{}]{0,20}\}\}|\$t\([^)]{0,40}\)?/g))
    faulty.push(found.trim())
  return { names, faulty }
}
