/** The channels that the settings switch on, each with what it asks of its surroundings. */
import type { Channel } from '../channels/channel.ts'
import { StoreUnavailable } from '../channels/channel.ts'
import type { NumberedText, NumberedTexts } from '../channels/numbered.ts'
import { accountOf, telegram } from '../channels/telegram/telegram.ts'
import { parsePageTexts } from '../channels/webchat/texts.ts'
import { webchat } from '../channels/webchat/webchat.ts'
import { whatsappCloud } from '../channels/whatsapp-cloud/whatsapp-cloud.ts'
import type { Mark } from '../channels/whatsapp-web/watermark.ts'
import { type LinkedDevice, whatsappWeb } from '../channels/whatsapp-web/whatsapp-web.ts'
import type { Language, TextTree } from '../flow/program.ts'
import type { Programme } from '../flow/programme.ts'
import type { Log } from '../log.ts'
import { readPicture } from '../media.ts'
import type { createMetrics } from '../metrics.ts'
import { followGroup, keepGroups } from '../outreach/groups.ts'
import type { Vault } from '../privacy/vault.ts'
import { readTexts } from '../programmes/read-texts.ts'
import { publicUrl, type Settings } from '../settings.ts'
import { readConversation } from '../store/conversation.ts'
import type { Database } from '../store/database.ts'
import { writeHandle } from '../store/handles.ts'
import { readMeta, writeMeta } from '../store/meta.ts'

export interface ChannelSources {
  readonly settings: Settings
  readonly log: Log
  readonly database: Database
  readonly vault: Vault
  readonly metrics: ReturnType<typeof createMetrics>
  readonly programmes: readonly Programme[]
  readonly common: Readonly<Record<Language, TextTree>>
  now(): number
  /** Whether the operator holds all sending. */
  held(): boolean
  /** Shows a drawn code that a phone is to scan. */
  showCode(drawn: string): void
}

export interface OpenChannels {
  /** The web chat first; it is always there. */
  readonly channels: readonly Channel[]
  /** Present when the linked device is switched on. */
  readonly device: LinkedDevice | undefined
}

export function openChannels(sources: ChannelSources): OpenChannels {
  const device = openDevice(sources)
  const channels = [openWebchat(sources), ...openTelegram(sources), ...openCloud(sources)]
  return { channels: device === undefined ? channels : [...channels, device], device }
}

function openWebchat({ settings, log, database, vault, programmes, now }: ChannelSources): Channel {
  const address = publicUrl(settings)
  return webchat({
    current: (who, place) =>
      refusedPolitely(readConversation(database, vault.lookup('webchat', 'web', who), place)),
    flow: (programme, flow) => {
      const found = programmes.find(({ name }) => name === programme)
      const titles = found?.titles[flow]
      const program = found?.programs.find((one) => one.flow === flow)
      return titles === undefined || program === undefined
        ? undefined
        : { titles, languages: program.languages }
    },
    texts: Object.fromEntries(
      Object.entries(readTexts(settings.LOCALES_DIR, 'webchat')).map(([language, tree]) => [
        language,
        parsePageTexts(tree),
      ]),
    ),
    picture: (file) => readPicture(settings.DATA_DIR, file),
    clock: now,
    secure: address.startsWith('https:'),
    trustForwarded: settings.TRUST_PROXY === 'yes',
    ...(settings.PUBLIC_URL === undefined ? {} : { origin: new URL(address).origin }),
    log: (what, detail) => log.warn(what, detail),
  })
}

function openTelegram(sources: ChannelSources): Channel[] {
  const { settings, log, database, vault, metrics, common, held } = sources
  const { TELEGRAM_BOT_TOKEN: token } = settings
  if (token === undefined) return []
  const account = { channel: 'telegram', account: accountOf(token) }
  const channel = telegram(
    {
      token,
      apiRoot: settings.TELEGRAM_API_ROOT,
      mode: settings.TELEGRAM_MODE,
      secret: settings.TELEGRAM_WEBHOOK_SECRET ?? vault.lookup('telegram webhook', token),
      ...(settings.PUBLIC_URL === undefined ? {} : { publicUrl: publicUrl(settings) }),
    },
    {
      log: (level, message, fields) => log[level](message, fields),
      ignored: (kind) => metrics.ignored('telegram', kind),
      held,
      commands: commandsIn(common),
      picture: (file) => readPicture(settings.DATA_DIR, file),
      named: (username) => writeHandle(database, account, username),
      groupChanged: (change) => refusedPolitely(followGroup(database, vault, account, change)),
    },
  )
  const { TELEGRAM_PACE: pace, TELEGRAM_GAP: gap } = settings
  // To a group a third of what goes to a person.
  return [{ ...channel, limits: { ...channel.limits, pace, gap, groupGap: 3 * gap } }]
}

function openCloud(sources: ChannelSources): Channel[] {
  const { settings, log, database, vault, metrics, common, now, held } = sources
  const {
    WHATSAPP_CLOUD_TOKEN: token,
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_CLOUD_APP_SECRET: appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: verifyToken,
    WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID: businessAccountId,
  } = settings
  // The settings are read all four or none.
  if (token === undefined || phoneNumberId === undefined) return []
  const channel = whatsappCloud(
    {
      token,
      phoneNumberId,
      appSecret: appSecret ?? '',
      verifyToken: verifyToken ?? '',
      apiRoot: settings.WHATSAPP_CLOUD_API_ROOT,
      ...(businessAccountId === undefined ? {} : { businessAccountId }),
    },
    {
      log: (level, message, fields) => log[level](message, fields),
      ignored: (kind) => metrics.ignored('whatsapp-cloud', kind),
      refused: (reason) => metrics.refused('whatsapp-cloud', reason),
      digest: (text) => vault.lookup('whatsapp message', text),
      seal: vault.seal,
      open: vault.open,
      picture: (file) => readPicture(settings.DATA_DIR, file),
      texts: numberedTextsIn(common),
      named: (number) => writeHandle(database, { channel: 'whatsapp-cloud', account: phoneNumberId }, number),
      held,
      now,
    },
  )
  const { WHATSAPP_CLOUD_PACE: pace, WHATSAPP_CLOUD_GAP: gap } = settings
  return [{ ...channel, limits: { ...channel.limits, pace, gap } }]
}

const WATERMARK = 'whatsapp-web watermark'

function openDevice({ settings, log, database, vault, metrics, common, now, showCode }: ChannelSources) {
  if (settings.WHATSAPP_WEB === 'off') return undefined
  const {
    WHATSAPP_WEB_CHROMIUM: chromium,
    WHATSAPP_WEB_VERSION: version,
    WHATSAPP_WEB_CACHE: cache,
  } = settings
  const device: LinkedDevice = whatsappWeb(
    {
      dataDir: settings.DATA_DIR,
      everyone: settings.WHATSAPP_WEB_REACH === 'everyone',
      gap: settings.WHATSAPP_WEB_GAP,
      pace: settings.WHATSAPP_WEB_PACE / 60,
      jitter: settings.WHATSAPP_WEB_JITTER,
      ...(chromium === undefined ? {} : { chromium }),
      ...(version === undefined ? {} : { version }),
      ...(cache === undefined ? {} : { cache }),
    },
    {
      log: (level, message, fields) => log[level](message, fields),
      digest: (text) => vault.lookup('whatsapp message', text),
      picture: (file) => readPicture(settings.DATA_DIR, file),
      texts: numberedTextsIn(common),
      named: (number) => writeHandle(database, { channel: device.name, account: device.account }, number),
      groups: (groups) =>
        keepGroups(database, vault, { channel: device.name, account: device.account }, groups),
      ignored: (kind) => metrics.ignored('whatsapp-web', kind),
      showCode,
      measure: metrics.device,
      watermark: {
        read: async () => {
          const known = await readMeta(database, WATERMARK)
          return known === undefined ? undefined : (JSON.parse(known) as Mark)
        },
        write: (mark) => writeMeta(database, WATERMARK, JSON.stringify(mark)),
      },
      now,
    },
  )
  return device
}

/** Channels know a store that is down by their own error. */
export async function refusedPolitely<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    throw new StoreUnavailable('the store cannot be read', { cause: error })
  }
}

/** The menu of commands: what `common.json` says of each under `commands`. */
function commandsIn(common: Readonly<Record<Language, TextTree>>) {
  return Object.fromEntries(
    Object.entries(common).map(([language, tree]) => [
      language,
      Object.entries(treeIn(tree, 'commands')).map(([command, description]) => ({
        command,
        description: String(description),
      })),
    ]),
  )
}

/** A language without them is shown those of another: `hearback check` reports what is missing. */
function numberedTextsIn(common: Readonly<Record<Language, TextTree>>): NumberedTexts {
  const languages = Object.entries(common).flatMap(([language, tree]): [Language, NumberedText][] => {
    const { choose, one, several, also, digits } = treeIn(tree, 'numbered')
    if (choose === undefined || one === undefined || several === undefined || also === undefined) return []
    const words = { choose: String(choose), one: String(one), several: String(several), also: String(also) }
    return [[language, digits === undefined ? words : { ...words, digits: String(digits) }]]
  })
  return Object.fromEntries(languages)
}

function treeIn(tree: TextTree, name: string): TextTree {
  const found = tree[name]
  return typeof found === 'object' && !Array.isArray(found) ? (found as TextTree) : {}
}
