/**
 * Plants one violation of each of the rooms' rules and sees the check name it. Without this, a check that cannot read
 * our sources passes for ever: that is what dependency-cruiser does where it finds no TypeScript it can use.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Found {
  readonly from: string
  readonly rule: { readonly name: string }
}

const root = resolve(import.meta.dirname, '../..')
const config: { forbidden: { name: string }[] } = createRequire(import.meta.url)(
  join(root, '.dependency-cruiser.cjs'),
)

/** Rule, the file that breaks it, and what that file says. */
const PLANTED: readonly [rule: string, file: string, text: string][] = [
  ['no-circles', 'src/survey/one.ts', "import { two } from './two.ts'\nexport const one = () => two"],
  ['no-orphans', 'src/survey/alone.ts', 'export const alone = 1'],
  ['imports-resolve', 'src/survey/gone.ts', "export { gone } from './not-there.ts'"],
  ['no-dev-dependencies', 'src/survey/dev.ts', "import fc from 'fast-check'\nexport const dev = fc"],
  ['pure-rooms-know-only-pure-rooms', 'src/flow/impure.ts', "export { ok } from '../store/ok.ts'"],
  ['pure-rooms-know-only-pure-rooms', 'src/engine/type.ts', "export type { Ok } from '../intake/ok.ts'"],
  [
    'pure-rooms-do-no-io',
    'src/engine/io.ts',
    "import { readFileSync } from 'node:fs'\nexport const io = readFileSync",
  ],
  [
    'pure-rooms-use-pure-packages',
    'src/findings/pkg.ts',
    "import { Hono } from 'hono'\nexport const pkg = Hono",
  ],
  ['engine-above-flow-and-language', 'src/flow/up.ts', "export { ok } from '../engine/ok.ts'"],
  ['language-below-flow', 'src/language/up.ts', "export { ok } from '../flow/ok.ts'"],
  ['findings-beside-engine', 'src/findings/engine.ts', "export type { Ok } from '../engine/ok.ts'"],
  ['engine-beside-findings', 'src/engine/findings.ts', "export { ok } from '../findings/ok.ts'"],
  ['edges-take-only-types-from-the-core', 'src/channels/core.ts', "export { ok } from '../engine/ok.ts'"],
  ['edges-take-only-types-from-the-core', 'src/store/core.ts', "export { ok } from '../flow/ok.ts'"],
  ['channels-know-no-room', 'src/channels/store.ts', "export type { Ok } from '../store/ok.ts'"],
  ['store-knows-no-room', 'src/store/channel.ts', "export type { Ok } from '../channels/ok.ts'"],
  ['channels-apart', 'src/channels/webchat/other.ts', "export { ok } from '../telegram/ok.ts'"],
  ['channels-by-interface', 'src/intake/telegram.ts', "export { ok } from '../channels/telegram/ok.ts'"],
  ['programmes-read-flows-only', 'src/programmes/store.ts', "export { ok } from '../store/ok.ts'"],
  ['programmes-for-the-outermost', 'src/intake/disk.ts', "export { ok } from '../programmes/ok.ts'"],
  ['pictures-draw-findings-only', 'src/pictures/survey.ts', "export { ok } from '../survey/ok.ts'"],
  ['pictures-for-those-who-show', 'src/intake/picture.ts', "export { ok } from '../pictures/ok.ts'"],
  ['privacy-stays-low', 'src/privacy/up.ts', "export { ok } from '../survey/ok.ts'"],
  ['work-below-meaning', 'src/delivery/up.ts', "export { ok } from '../survey/ok.ts'"],
  ['meaning-below-pages', 'src/survey/page.ts', "export { ok } from '../web/ok.ts'"],
  ['web-shows-what-was-published', 'src/web/counts.ts', "export { ok } from '../findings/tally.ts'"],
  ['web-shows-what-was-published', 'src/web/answers.ts', "export { ok } from '../survey/read-round.ts'"],
  ['web-beside-cli', 'src/web/cli.ts', "export { ok } from '../cli/ok.ts'"],
  ['only-cli-starts-the-app', 'src/web/app.ts', "export { app } from '../app.ts'"],
  ['shared-files-know-no-room', 'src/settings.ts', "export { ok } from './flow/ok.ts'"],
]

/** What is allowed, and must not be reported. */
const ALLOWED: readonly [file: string, text: string][] = [
  ['src/store/types.ts', "export type { Ok } from '../engine/ok.ts'"],
  ['src/channels/telegram/types.ts', "import type { Ok } from '../../flow/ok.ts'\nexport type Native = Ok"],
  ['src/engine/down.ts', "export { ok } from '../flow/ok.ts'\nexport { limits } from '../limits.ts'"],
  [
    'src/intake/verbs.ts',
    "export { ok } from '../store/ok.ts'\nexport { ok as step } from '../engine/ok.ts'",
  ],
  ['src/cli/main.ts', "export { app } from '../app.ts'\nexport { ok } from '../web/ok.ts'"],
  ['src/pictures/chart.ts', "export { ok } from '../findings/ok.ts'"],
  ['src/survey/picture.ts', "export { ok } from '../pictures/ok.ts'"],
  ['src/schedule/disk.ts', "export { ok } from '../programmes/ok.ts'"],
]

const ROOMS =
  'flow engine language findings channels channels/telegram intake store survey web cli programmes pictures'

const files = (): Map<string, string> => {
  const all = new Map<string, string>([
    ['src/app.ts', 'export const app = 1'],
    ['src/limits.ts', 'export const limits = 1'],
    ['src/findings/tally.ts', 'export const ok = 1'],
    ['src/survey/read-round.ts', 'export const ok = 1'],
    ['src/survey/two.ts', "import { one } from './one.ts'\nexport const two = () => one"],
  ])
  for (const room of ROOMS.split(' '))
    all.set(`src/${room}/ok.ts`, 'export const ok = 1\nexport type Ok = number')
  for (const [, file, text] of PLANTED) all.set(file, text)
  for (const [file, text] of ALLOWED) all.set(file, text)
  return all
}

describe('the check of the rooms', () => {
  let folder = ''
  let found: readonly Found[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearback-rooms-'))
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      await cp(join(root, name), join(folder, name))
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [file, text] of files()) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), `${text}\n`)
    }
    const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const parameters = [command, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json']
    // The json report exits 0 whatever it found; `err`, which the check uses, exits with the number of errors.
    const { stdout } = await promisify(execFile)(process.execPath, parameters, {
      cwd: folder,
      maxBuffer: 32 * 1024 * 1024,
    })
    found = JSON.parse(stdout).summary.violations
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(PLANTED)('%s: reports %s', (rule, file) => {
    const rules = found.filter((one) => one.from === file).map((one) => one.rule.name)
    expect(rules).toContain(rule)
  })

  it.each(ALLOWED)('lets %s be, apart from nobody using it', (file) => {
    const rules = found.filter((one) => one.from === file).map((one) => one.rule.name)
    expect(rules.filter((rule) => rule !== 'no-orphans')).toEqual([])
  })

  it('has a planted violation for every rule', () => {
    const planted = new Set(PLANTED.map(([rule]) => rule))
    expect(config.forbidden.map((rule) => rule.name).filter((name) => !planted.has(name))).toEqual([])
  })
})
