/** Reads one kind of built-in texts in every language that has it: `locales/<language>/<name>.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language, TextTree } from '../flow/program.ts'

/** Throws when a file is no JSON; `hearback check` says where. */
export function readTexts(localesDir: string, name: string): Readonly<Record<Language, TextTree>> {
  const texts: Record<Language, TextTree> = {}
  for (const entry of readdirSync(localesDir, { withFileTypes: true })) {
    const file = join(localesDir, entry.name, `${name}.json`)
    if (entry.isDirectory() && existsSync(file))
      texts[entry.name] = JSON.parse(readFileSync(file, 'utf8')) as TextTree
  }
  return texts
}
