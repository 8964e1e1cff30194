/** `hearback doctor`: what is set, what works, and what to do about what does not. */
import { existsSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { KeyError } from '../privacy/key-file.ts'
import { openVault } from '../privacy/open-vault.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import {
  publicUrl,
  readSettings,
  type Settings,
  SettingsError,
  secretSettings,
  settingNames,
} from '../settings.ts'
import { openDatabase } from '../store/open-database.ts'
import type { Command, Io } from './command.ts'

export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly found: string
  /** What to do about it. */
  readonly advice?: string
}

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
    findings: [flows(settings), ...(await store(settings)), ...(await telegram(settings)), address(settings)],
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
        found: `${errors} mistakes`,
        advice: 'Run "hearback check", which names each with its line.',
      }
    : { name: 'flows', state: 'ok', found: `${count} sound, in ${programmes.length} programmes` }
}

async function store(settings: Settings): Promise<Finding[]> {
  const kind = settings.DATABASE_URL === undefined ? 'SQLite' : 'PostgreSQL'
  try {
    const database = await openDatabase(settings)
    try {
      await database.ping()
      const size = ((await database.size()) / 1024 / 1024).toFixed(1)
      const found: Finding[] = [{ name: 'store', state: 'ok', found: `${kind}, ${size} MB, takes writes` }]
      await openVault(database, settings)
      found.push({
        name: 'key',
        state: 'ok',
        found: settings.HEARBACK_KEY === undefined ? 'in the data folder' : 'from HEARBACK_KEY',
      })
      return [...found, ...exposure(settings)]
    } finally {
      await database.close()
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof KeyError) return [{ name: 'key', state: 'error', found: message }]
    const advice =
      kind === 'SQLite'
        ? `Check that ${settings.DATA_DIR} can be written to and its disk is not full.`
        : 'Check DATABASE_URL, and that the server answers from this machine.'
    return [{ name: 'store', state: 'error', found: message, advice }]
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

const ANSWER_WITHIN = 10_000

async function telegram({
  TELEGRAM_BOT_TOKEN,
  TELEGRAM_API_ROOT,
  TELEGRAM_MODE,
  PUBLIC_URL,
}: Settings): Promise<Finding[]> {
  if (TELEGRAM_BOT_TOKEN === undefined)
    return [{ name: 'telegram', state: 'ok', found: 'off: TELEGRAM_BOT_TOKEN is not set' }]
  const ask = async (method: string) => {
    const response = await fetch(`${TELEGRAM_API_ROOT}/bot${TELEGRAM_BOT_TOKEN}/${method}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    })
    const drift = Date.now() - Date.parse(response.headers.get('date') ?? '')
    return { answer: (await response.json()) as TelegramAnswer, drift }
  }
  try {
    const { answer: me, drift } = await ask('getMe')
    if (!me.ok) {
      return [
        {
          name: 'telegram',
          state: 'error',
          found: 'Telegram refuses the token',
          advice: 'Copy it again from BotFather; /revoke makes a new one.',
        },
      ]
    }
    const findings: Finding[] = [
      { name: 'telegram', state: 'ok', found: `@${me.result?.username ?? '?'}, by ${TELEGRAM_MODE}` },
    ]
    if (Math.abs(drift) > 60_000) {
      findings.push({
        name: 'clock',
        state: 'warning',
        found: `${Math.round(drift / 1000)} s off Telegram's`,
        advice: 'Set the clock by NTP.',
      })
    }
    const { answer: hook } = await ask('getWebhookInfo')
    const url = hook.result?.url ?? ''
    const expected = `${PUBLIC_URL?.replace(/\/+$/, '')}/webhooks/telegram`
    if (TELEGRAM_MODE === 'webhook' && url !== expected) {
      findings.push({
        name: 'telegram webhook',
        state: 'warning',
        found: url === '' ? 'not set yet' : 'set to another address',
        advice:
          'The server sets it at its start. If it stays so, check PUBLIC_URL, which must be https and reach this server.',
      })
    }
    if (TELEGRAM_MODE === 'webhook' && hook.result?.last_error_message !== undefined) {
      findings.push({ name: 'telegram webhook', state: 'warning', found: hook.result.last_error_message })
    }
    return findings
  } catch {
    return [
      {
        name: 'telegram',
        state: 'error',
        found: `no answer from ${TELEGRAM_API_ROOT}`,
        advice:
          'Check that this machine reaches it; behind a proxy or a block, TELEGRAM_API_ROOT may name another Bot API server.',
      },
    ]
  }
}

interface TelegramAnswer {
  readonly ok: boolean
  readonly result?: {
    readonly username?: string
    readonly url?: string
    readonly last_error_message?: string
  }
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
    const value = settings?.[name] ?? (settings === undefined ? env[name] : undefined)
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
    io.out(`  ${name.padEnd(24)} ${value ?? 'off'}${given ? '' : '  (default)'}\n`)
  }
  io.out('\nChecks\n')
  for (const { name, state, found, advice } of findings) {
    io.out(
      `  ${MARKS[state]} ${name.padEnd(16)} ${found}\n${advice === undefined ? '' : `${' '.repeat(27)}${advice}\n`}`,
    )
  }
}
