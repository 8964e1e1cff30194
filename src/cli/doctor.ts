/** `hearback doctor`: what is set, what works, and what to do about what does not. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { KeyError } from '../privacy/key-file.ts'
import { openVault } from '../privacy/open-vault.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import {
  defaultSettings,
  publicUrl,
  readSettings,
  type Settings,
  SettingsError,
  secretSettings,
  settingNames,
} from '../settings.ts'
import { openDatabase } from '../store/open-database.ts'
import type { Finding } from './checks/finding.ts'
import { telegram } from './checks/telegram.ts'
import { whatsappCloud } from './checks/whatsapp-cloud.ts'
import { whatsappReach } from './checks/whatsapp-reach.ts'
import { whatsappWeb } from './checks/whatsapp-web.ts'
import type { Command, Io } from './command.ts'

const help = `Usage: hearback doctor [--json]

Lists every setting with its value (secrets only as "set"), and checks the flows, the
store, the key and the channels. Changes nothing but a missing data folder and key.
Exit code: 0 all well, 1 something is wrong, 2 called wrongly.`

export const command: Command = {
  name: 'doctor',
  summary: 'Check the settings, the store and the channels',
  help,
  run: async (args, io) => {
    let json = false
    try {
      json = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } }).values.json ?? false
    } catch (error) {
      io.err(`${error instanceof Error ? error.message : String(error)}\n\n${help}\n`)
      return 2
    }
    const { settings, findings } = await examine(io.env)
    if (json) io.out(`${JSON.stringify({ settings: shownSettings(settings, io), findings }, null, 2)}\n`)
    else print(settings, findings, io)
    return findings.some(({ state }) => state === 'error') ? 1 : 0
  },
}

async function examine(env: Io['env']): Promise<{ settings: Settings | undefined; findings: Finding[] }> {
  let settings: Settings
  try {
    settings = readSettings(env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return { settings: undefined, findings: [{ name: 'settings', state: 'error', found: error.message }] }
  }
  return {
    settings,
    findings: [
      flows(settings),
      ...(await store(settings)),
      ...(await telegram(settings)),
      ...(await whatsappCloud(settings)),
      ...(await whatsappWeb(settings)),
      address(settings),
    ],
  }
}

function flows({ FLOWS_DIR, LOCALES_DIR }: Settings): Finding {
  const { programmes, diagnostics } = readProgrammes({ flowsDir: FLOWS_DIR, localesDir: LOCALES_DIR })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const count = programmes.reduce((sum, { programs }) => sum + programs.length, 0)
  return errors > 0
    ? {
        name: 'flows',
        state: 'error',
        found: counted(errors, 'mistake'),
        advice: 'npx hearback check names each with its line.',
      }
    : { name: 'flows', state: 'ok', found: `${count} sound, in ${counted(programmes.length, 'programme')}` }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

async function store(settings: Settings): Promise<Finding[]> {
  const kind = settings.DATABASE_URL === undefined ? 'SQLite' : 'PostgreSQL'
  try {
    const database = await openDatabase(settings)
    try {
      await database.ping()
      const size = ((await database.size()) / 1024 / 1024).toFixed(1)
      const where = settings.DATABASE_URL === undefined ? ` in ${resolve(settings.DATA_DIR)}` : ''
      const found: Finding[] = [
        { name: 'store', state: 'ok', found: `${kind}${where}, ${size} MB, takes writes` },
      ]
      await openVault(database, settings)
      found.push({
        name: 'key',
        state: 'ok',
        found: settings.HEARBACK_KEY === undefined ? 'in the data folder' : 'from HEARBACK_KEY',
      })
      return [...found, ...exposure(settings), ...(await whatsappReach(settings, database))]
    } finally {
      await database.close()
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof KeyError) return [{ name: 'key', state: 'error', found: message }]
    const finding: Finding = { name: 'store', state: 'error', found: message }
    if (kind === 'SQLite') return [finding]
    return [{ ...finding, advice: 'Check DATABASE_URL, and that the server answers from this machine.' }]
  }
}

/** Whoever can read the folder has the key and the database together. */
function exposure({ DATA_DIR }: Settings): Finding[] {
  if (!existsSync(DATA_DIR) || (statSync(DATA_DIR).mode & 0o077) === 0) return []
  return [
    {
      name: 'data folder',
      state: 'warning',
      found: `others on this machine can look into ${DATA_DIR}`,
      advice: `chmod 700 ${DATA_DIR}`,
    },
  ]
}

function address(settings: Settings): Finding {
  const url = publicUrl(settings)
  return url.startsWith('https:') || settings.PUBLIC_URL === undefined
    ? { name: 'address', state: 'ok', found: url }
    : {
        name: 'address',
        state: 'warning',
        found: url,
        advice: 'Serve it by https: what people answer would cross the network in the clear.',
      }
}

function shownSettings(settings: Settings | undefined, { env }: Io) {
  return settingNames.map((name) => {
    const value =
      settings?.[name] ?? (settings === undefined ? env[name] : undefined) ?? defaultSettings[name]
    return {
      name,
      value: value === undefined ? null : secretSettings.has(name) ? 'set' : String(value),
      given: Boolean(env[name]),
    }
  })
}

const MARKS = { ok: 'ok     ', warning: 'warning', error: 'error  ' } as const

function print(settings: Settings | undefined, findings: readonly Finding[], io: Io): void {
  io.out('Settings (environment variables)\n')
  for (const { name, value, given } of shownSettings(settings, io)) {
    io.out(`  ${name.padEnd(34)} ${value ?? 'not set'}${given || value === null ? '' : '  (default)'}\n`)
  }
  io.out('\nChecks\n')
  for (const { name, state, found, advice } of findings) {
    const lines = found.replaceAll('\n', `\n${' '.repeat(27)}`)
    io.out(
      `  ${MARKS[state]} ${name.padEnd(16)} ${lines}\n${advice === undefined ? '' : `${' '.repeat(27)}${advice}\n`}`,
    )
  }
}
