/**
 * Runs every command shown in the README and docs/, so that nobody is told to type something that fails. A command is
 * a line of a fenced `sh` block. Each page's commands run in order, in a folder of their own that sees the
 * repository's flows and locales, with a fresh data folder; `curl` asks a server on the demonstration's data. What cannot be run here is listed below with the reason;
 * a command that is neither run nor listed fails, and so does a line of the list that no page shows any more.
 */
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { sqliteFile } from '../../src/store/open-database.ts'
import { publishPrograms } from '../../src/store/programs.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { ensureFirstRound } from '../../src/survey/rounds.ts'
import { CURL, type DemoServer, demoServer } from '../support/demo-server.ts'

const root = resolve(import.meta.dirname, '../..')
const main = join(root, 'dist/cli/main.js')

/** Commands that are not run here, exactly as shown or by a pattern, and why. */
const NOT_RUN: readonly [command: string | RegExp, reason: string][] = [
  ['npm ci', 'has run, or nothing here would'],
  ['npm test', 'is what runs this'],
  ['npm ci && npm test', 'is what runs this'],
  ['npm ci && npm run demo', 'runs on until stopped; test/end-to-end sees the demonstration start'],
  ['npm start', 'runs on until stopped'],
  [/^(TELEGRAM_BOT_TOKEN=\S+|WHATSAPP_WEB=on) npm start$/, 'runs on until stopped, with an account of yours'],
  [/^(cd \/srv\/hearback|useradd|mkdir|systemctl|journalctl|tar|curl --silent) /, 'needs root and a service'],
  [/^curl -X POST /, 'needs an account at Meta'],
  [/^npx hearback post .*--group /, 'needs a linked WhatsApp account that is in the group'],
  [/^npx hearback (group accept|summary share .* --to )/, 'needs an account that is in the group'],
  ['npm run bench', 'takes half an hour, and a quiet machine'],
]

/** Pages about a server that has been started before: their commands find its programs and first rounds. */
const AFTER_A_START: readonly string[] = ['docs/run-a-round.md']

/** Pages that show commands on the demonstration's rounds. */
const ON_MADE_UP_ROUNDS: readonly string[] = ['docs/share-findings.md']

const shows = (listed: string | RegExp, command: string): boolean =>
  typeof listed === 'string' ? listed === command : listed.test(command)

/** The commands of a page's `sh` blocks: comments and prompts taken off, lines ending in a backslash joined. */
const commandsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)]
    .flatMap((block) => (block[1] ?? '').replaceAll('\\\n', ' ').split('\n'))
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/^\$ /, '')
        .trim(),
    )
    .filter((line) => line !== '')

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((page) => page.endsWith('.md') && !page.startsWith('decisions'))
    .map((page) => `docs/${page}`)
    .sort(),
].map((name) => ({ name, commands: commandsOf(readFileSync(join(root, name), 'utf8')) }))

const shown = pages.flatMap((page) => page.commands)

const environment = (folder: string) => ({
  PATH: process.env.PATH,
  HOME: folder,
  DATA_DIR: join(folder, 'data'),
  LOG_LEVEL: 'error',
})

/** `DATA_DIR=data/demo npx hearback …`: the settings that stand before a command hold for it. */
const run = (command: string, folder: string): Promise<{ code: number; output: string }> =>
  new Promise((done) => {
    const [settings = '', line = ''] = command.split(/(?=npx )/)
    // As a shell would: what stands in double quotes is one word.
    const words = [...(line || settings).matchAll(/"([^"]*)"|\S+/g)]
      .map(([word, quoted]) => quoted ?? word)
      .slice(2)
    const own = line === '' ? [] : settings.trim().split(' ')
    const env = { ...environment(folder), ...Object.fromEntries(own.map((one) => one.split('='))) }
    execFile(
      process.execPath,
      [main, ...words],
      { cwd: folder, env, timeout: 60_000 },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` })
      },
    )
  })

const isRun = (command: string): boolean => !NOT_RUN.some(([listed]) => shows(listed, command))
const runnable = pages
  .map((page) => ({ ...page, commands: page.commands.filter(isRun) }))
  .filter((page) => page.commands.length > 0)

/** What the store holds once a server has started. */
async function asAfterAStart(dataDir: string): Promise<void> {
  mkdirSync(dataDir)
  const { programmes } = readProgrammes({
    flowsDir: join(root, 'flows'),
    localesDir: join(root, 'locales'),
  })
  const programs = programmes.flatMap((programme) => programme.programs)
  const database = openSqlite({ file: sqliteFile(dataDir) })
  await publishPrograms(database, programs, Date.now())
  for (const { type, programme, flow, hash } of programs)
    if (type === 'survey') await ensureFirstRound(database, programme, flow, hash, Date.now())
  await database.close()
}

const SEED = 'npx hearback demo --seed-only'
const seedFolder = mkdtempSync(join(tmpdir(), 'hearback-docs-'))
afterAll(() => rmSync(seedFolder, { recursive: true, force: true }))
let seeding: Promise<{ demo: string }> | undefined

/** Runs that command, once for all pages, and says where the demonstration's data lie. */
async function seeded(): Promise<{ demo: string }> {
  const seed = async () => {
    linkProgram(seedFolder)
    const { code, output } = await run(SEED, seedFolder)
    expect(code, output).toBe(0)
    return { demo: join(seedFolder, 'data/demo') }
  }
  seeding ??= seed()
  return await seeding
}

/** Its flows and texts are those of the repository. */
function linkProgram(folder: string): void {
  for (const name of ['flows', 'locales']) symlinkSync(join(root, name), join(folder, name))
}

describe.each(runnable)('$name', ({ name: page, commands }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-docs-'))
  linkProgram(folder)
  let server: DemoServer | undefined
  beforeAll(async () => {
    const data = join(folder, 'data')
    if (AFTER_A_START.includes(page)) await asAfterAStart(data)
    if (ON_MADE_UP_ROUNDS.includes(page)) cpSync((await seeded()).demo, data, { recursive: true })
  }, 70_000)
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(commands)('%s', { timeout: 70_000 }, async (command) => {
    expect(existsSync(main), 'dist/ is missing: npm run build').toBe(true)
    if (CURL.test(command)) {
      const env = { ...environment(folder), DATA_DIR: join(folder, 'data/demo') }
      server ??= await demoServer(main, folder, env)
      const { status, body } = await server.curl(command)
      expect(status, body).toBe(200)
      return
    }
    expect(command, 'runs here, or stands in NOT_RUN with its reason').toMatch(
      /^(DATA_DIR=\S+ )?npx hearback [\w-]+[^|&;<>$`]*$/,
    )
    if (command === SEED) {
      cpSync((await seeded()).demo, join(folder, 'data/demo'), { recursive: true })
      return
    }
    const { code, output } = await run(command, folder)
    expect(code, output).toBe(0)
  })
})

it.each(NOT_RUN)('%s is still shown on a page', (listed) => {
  expect(shown.some((command) => shows(listed, command))).toBe(true)
})
