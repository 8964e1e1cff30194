/** All settings: environment variables, read once, validated, listed by `hearback doctor`. */
import { z } from 'zod'

/** An empty variable is the same as one that is not set: how shells and service files switch something off. */
const optional = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional())
const url = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.url('a web address such as https://example.org').optional(),
)

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('a port number').int().min(0).max(65535).default(3000),
  PUBLIC_URL: url,
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'postgres://user:password@host/database')
      .optional(),
  ),
  FLOWS_DIR: z.string().min(1).default('flows'),
  LOCALES_DIR: z.string().min(1).default('locales'),
  HEARBACK_KEY: optional,
  TELEGRAM_BOT_TOKEN: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .string()
      .regex(/^\d+:[\w-]+$/, 'the token as BotFather wrote it: digits, a colon, letters')
      .optional(),
  ),
  TELEGRAM_MODE: z.enum(['polling', 'webhook']).default('polling'),
  TELEGRAM_WEBHOOK_SECRET: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .string()
      .regex(/^[\w-]{1,256}$/, '1 to 256 of the characters A-Z a-z 0-9 _ -')
      .optional(),
  ),
  TELEGRAM_API_ROOT: z
    .url('a web address such as https://api.telegram.org')
    .default('https://api.telegram.org'),
  TELEGRAM_PACE: z.coerce.number('messages a second, such as 30').min(1).max(100_000).default(30),
  TELEGRAM_GAP: z.coerce.number('milliseconds, such as 1000').int().min(0).max(60_000).default(1000),
  SENDING: z.enum(['on', 'held']).default('on'),
  TRUST_PROXY: z.enum(['no', 'yes']).default('no'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Settings = Readonly<z.infer<typeof schema>>
export type SettingName = keyof Settings

export const settingNames = Object.keys(schema.shape) as SettingName[]
/** Shown as `set`, never by value. */
export const secretSettings: ReadonlySet<string> = new Set([
  'HEARBACK_KEY',
  'DATABASE_URL',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
])

export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Throws SettingsError, which names every wrong setting, and what is allowed; never a secret's value. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  // Also for those with a default: `HOST=` in a service file must not mean every interface.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const lines = read.error.issues.map((issue) => {
    const name = String(issue.path[0])
    const given = secretSettings.has(name) ? 'its value is not' : `"${environment[name]}" is not`
    return `${name}: ${given} allowed. Expected: ${issue.message}.`
  })
  throw new SettingsError(lines.join('\n'))
}

/** Where people reach this server: as set, else derived from host and port. No slash at the end. */
export const publicUrl = (settings: Settings): string =>
  (
    settings.PUBLIC_URL ??
    `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`
  ).replace(/\/+$/, '')
