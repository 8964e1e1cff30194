/** The demonstration's three rounds, for measures that need something to show. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Fills a folder in `folder` and gives its path, as DATA_DIR takes it. */
export function demoData(folder: string): string {
  const { status, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', 'demo', '--seed-only'], {
    env: { PATH: process.env.PATH, DATA_DIR: folder },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the demonstration's data were not made: ${stderr}`)
  return join(folder, 'demo')
}
