/**
 * Files that come with the program: stylesheets, fonts, migrations, and what runs in a process or thread of its own. The
 * code that asks for one may have been put anywhere by the build, so they are named from the program's folder.
 */
import { existsSync } from 'node:fs'

/** `path` as in the repository, such as `src/web/layout/site.css`; what is built lies under `dist/`. */
export const ownFile = (path: string): URL => new URL(path, programFolder)

/** False where this runs as TypeScript, as in tests. */
export const isCompiled = import.meta.url.endsWith('.js')

const programFolder = folderAbove(new URL('.', import.meta.url))

function folderAbove(folder: URL): URL {
  if (['package.json', 'drizzle', 'locales'].every((name) => existsSync(new URL(name, folder)))) return folder
  const above = new URL('..', folder)
  if (above.href === folder.href)
    throw new Error(
      `No folder above ${import.meta.url} has package.json, drizzle and locales: dist must stay in the project's folder.`,
    )
  return folderAbove(above)
}
