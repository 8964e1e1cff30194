/** Reads the charts' own words from the folder of locales. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Texts, type Tree, textsOf } from '../language/texts.ts'

/** `<folder>/<language>/picture.json` of every language that has one; English stands in for what is missing. */
export function loadPictureTexts(folder: string): Texts {
  const trees: Record<string, Tree> = {}
  for (const language of readdirSync(folder)) {
    const file = join(folder, language, 'picture.json')
    if (existsSync(file)) trees[language] = JSON.parse(readFileSync(file, 'utf8')) as Tree
  }
  return textsOf(trees, ['en'])
}
