/** A check that cannot fail is worse than none: plants one fault for each and sees `npm run check` name it. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const CONFIGURATION = ['tsconfig.json', 'biome.json', '.dependency-cruiser.cjs', '.ci/check.mjs']

const SOUND = {
  'package.json': '{\n  "name": "planted",\n  "type": "module",\n  "private": true\n}\n',
  'knip.json': '{\n  "entry": ["src/cli/main.ts", ".ci/*.mjs"],\n  "project": ["src/**/*.ts"]\n}\n',
  'src/cli/main.ts': "import { twice } from './twice.ts'\n\nprocess.exitCode = twice(0)\n",
  'src/cli/twice.ts': 'export const twice = (n: number): number => n * 2\n',
  'dist/cli/main.js': 'process.exitCode = 0\n',
}

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the checks over a small project that is sound but for `changes`, and returns the names that failed. */
const check = (
  changes: Readonly<Record<string, string>>,
): Promise<{ code: number; failed: readonly string[] }> => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-check-'))
  mkdirSync(join(folder, 'scripts'))
  for (const name of CONFIGURATION) cpSync(join(root, name), join(folder, name))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries({ ...SOUND, ...changes })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return new Promise((done) => {
    execFile(process.execPath, ['.ci/check.mjs'], { cwd: folder }, (error, stdout) => {
      const failed = [...stdout.matchAll(/^✘ (.+) \(/gm)].map((match) => match[1] ?? '').sort()
      done({ code: error ? Number(error.code ?? 1) : 0, failed })
    })
  })
}

it('passes a sound project', async () => {
  expect(await check({})).toEqual({ code: 0, failed: [] })
})

it('fails for each of the faults planted', async () => {
  const planted = await check({
    'src/cli/main.ts': "import { twice } from './twice.ts'\n\nprocess.exitCode = twice('0')\n",
    'src/cli/twice.ts': 'export const twice = (n: number): number => n * 2;\n',
    'src/cli/alone.ts': 'export const alone = 1\n',
    'dist/cli/main.js': 'process.exitCode = 1\n',
  })
  expect(planted).toEqual({
    code: 1,
    failed: ['flows and locales', 'formatting and lint', 'nothing unused', 'rooms', 'types'],
  })
})
