import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

it('the lock file holds the builds for every platform, or `npm ci` fails on a fresh clone (npm run lock adds them)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-lock-'))
  const copy = join(folder, 'package-lock.json')
  cpSync(join(root, 'package-lock.json'), copy)
  execFileSync(process.execPath, [join(root, '.ci/complete-lock.mjs'), copy])
  const packages = (path: string) => Object.keys(JSON.parse(readFileSync(path, 'utf8')).packages)
  expect(packages(join(root, 'package-lock.json'))).toEqual(packages(copy))
  rmSync(folder, { recursive: true })
})
