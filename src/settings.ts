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
  WHATSAPP_CLOUD_TOKEN: optional,
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .string()
      .regex(/^\d{5,20}$/, 'the id of the number in Meta’s app dashboard: digits only, not the number itself')
      .optional(),
  ),
  WHATSAPP_CLOUD_APP_SECRET: optional,
  WHATSAPP_CLOUD_VERIFY_TOKEN: optional,
  WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .string()
      .regex(/^\d{5,20}$/, 'the id of the WhatsApp business account: digits only')
      .optional(),
  ),
  WHATSAPP_CLOUD_API_ROOT: z
    .url('a web address such as https://graph.facebook.com')
    .default('https://graph.facebook.com'),
  WHATSAPP_CLOUD_PACE: z.coerce.number('messages a second, such as 80').min(1).max(100_000).default(80),
  WHATSAPP_CLOUD_GAP: z.coerce.number('milliseconds, such as 1000').int().min(0).max(60_000).default(1000),
  WHATSAPP_WEB: z.enum(['off', 'on']).default('off'),
  WHATSAPP_WEB_CHROMIUM: optional,
  WHATSAPP_WEB_VERSION: optional,
  WHATSAPP_WEB_CACHE: optional,
  WHATSAPP_WEB_REACH: z.enum(['replies', 'everyone']).default('replies'),
  WHATSAPP_WEB_PACE: z.coerce.number('messages a minute, such as 15').min(1).max(60_000).default(15),
  WHATSAPP_WEB_GAP: z.coerce.number('milliseconds, such as 4000').int().min(0).max(600_000).default(4000),
  WHATSAPP_WEB_JITTER: z.coerce.number('milliseconds, such as 3000').int().min(0).max(60_000).default(3000),
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
  'WHATSAPP_CLOUD_TOKEN',
  'WHATSAPP_CLOUD_APP_SECRET',
  'WHATSAPP_CLOUD_VERIFY_TOKEN',
])

export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Throws SettingsError, which names every wrong setting, and what is allowed; never a secret's value. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  // Also for those with a default: `HOST=` in a service file must not mean every interface.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = schema.safeParse(given)
  if (read.success) {
    const missing = [...missingTogether(read.data), ...withoutAddress(read.data)]
    if (missing.length === 0) return read.data
    throw new SettingsError(missing.join('\n'))
  }
  const lines = read.error.issues.map((issue) => {
    const name = String(issue.path[0])
    const given = secretSettings.has(name) ? 'its value is not' : `"${environment[name]}" is not`
    const expected = issue.code === 'invalid_value' ? issue.values.join(' or ') : issue.message
    return `${name}: ${given} allowed. Expected: ${expected}.`
  })
  throw new SettingsError(lines.join('\n'))
}

/** Settings that work only together: half of them would be a channel that hears and cannot answer. */
const TOGETHER: readonly { readonly names: readonly SettingName[]; readonly see: string }[] = [
  {
    names: [
      'WHATSAPP_CLOUD_TOKEN',
      'WHATSAPP_CLOUD_PHONE_NUMBER_ID',
      'WHATSAPP_CLOUD_APP_SECRET',
      'WHATSAPP_CLOUD_VERIFY_TOKEN',
    ],
    see: 'WhatsApp needs all four; see docs/channels/whatsapp-cloud.md',
  },
  {
    names: ['WHATSAPP_WEB_VERSION', 'WHATSAPP_WEB_CACHE'],
    see: 'the version, and the folder in which its page lies, go together; see docs/channels/whatsapp-web.md',
  },
]

function missingTogether(settings: Settings): string[] {
  return TOGETHER.flatMap(({ names, see }) => {
    const given = names.filter((name) => settings[name] !== undefined)
    if (given.length === 0 || given.length === names.length) return []
    const missing = names.filter((name) => settings[name] === undefined)
    return missing.map((name) => `${name}: not set, but ${given.join(', ')} is: ${see}.`)
  })
}

function withoutAddress({ TELEGRAM_BOT_TOKEN, TELEGRAM_MODE, PUBLIC_URL }: Settings): string[] {
  if (TELEGRAM_BOT_TOKEN === undefined || TELEGRAM_MODE !== 'webhook' || PUBLIC_URL !== undefined) return []
  return [
    'PUBLIC_URL: not set, but TELEGRAM_MODE is webhook: it is the https address under which Telegram reaches this server.',
  ]
}

/** What each setting is when nothing is set; undefined where there is no default. */
export const defaultSettings: Settings = readSettings({})

/** Where people reach this server: as set, else derived from host and port. No slash at the end. */
export const publicUrl = (settings: Settings): string =>
  (
    settings.PUBLIC_URL ??
    `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`
  ).replace(/\/+$/, '')
