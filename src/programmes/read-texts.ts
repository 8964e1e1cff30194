/** Reads one kind of built-in texts in every language that has it: `locales/<language>/<name>.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Language, TextTree } from '../flow/program.ts'

/** Throws when a file is no JSON; `hearback check` says where. Throws MissingTexts where there is no such folder. */
export function readTexts(localesDir: string, name: string): Readonly<Record<Language, TextTree>> {
  const texts: Record<Language, TextTree> = {}
  for (const entry of foldersIn(localesDir)) {
    const file = join(localesDir, entry.name, `${name}.json`)
    if (entry.isDirectory() && existsSync(file))
      texts[entry.name] = JSON.parse(readFileSync(file, 'utf8')) as TextTree
  }
  return texts
}

/** A command was begun in another folder, most often; the message says so. */
class MissingTexts extends Error {
  override readonly name = 'MissingTexts'
}

function foldersIn(localesDir: string) {
  try {
    return readdirSync(localesDir, { withFileTypes: true })
  } catch (error) {
    throw new MissingTexts(
      `There are no texts in ${resolve(localesDir)}: run this in the folder that has flows and locales, or set LOCALES_DIR.`,
      { cause: error },
    )
  }
}
