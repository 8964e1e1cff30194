/** Telegram as a channel: grammY's client, and two ways in of our own that confirm an update only after its commit. */
import { type Api, InputFile } from 'grammy'
import type { Picture } from '../../engine/message.ts'
import { TELEGRAM_LABEL } from '../../limits.ts'
import type { Channel, Health, Limits, Sent } from '../channel.ts'
import { SendError } from '../channel.ts'
import { acceptor } from './accept.ts'
import { client } from './client.ts'
import { isGroup } from './groups.ts'
import { BUTTONS } from './keyboard.ts'
import type { TelegramPorts, TelegramSettings } from './ports.ts'
import { pressAnswers } from './press-answers.ts'
import { type Native, render, TEXT } from './render.ts'
import { run } from './run.ts'
import { isUnmodified, REFUSED, sendError } from './send-error.ts'
import { webhook } from './webhook.ts'

const TELEGRAM = 'https://api.telegram.org'

/** By Telegram's FAQ for bots: about one message a second to a chat, thirty a second in all, twenty a minute to a group. */
const LIMITS: Limits = {
  ...{ text: TEXT, label: TELEGRAM_LABEL, buttons: BUTTONS },
  ...{ gap: 1_000, groupGap: 3_000, pace: 30 },
}

/** The bot's own id, which its token begins with. */
export const accountOf = (token: string): string => token.slice(0, token.indexOf(':'))

/** Throws, without showing a secret, when the settings cannot work. */
export function telegram(settings: TelegramSettings, ports: TelegramPorts): Channel<Native> {
  check(settings)
  const account = accountOf(settings.token)
  const api = client(settings.token, settings.apiRoot ?? TELEGRAM)
  const presses = pressAnswers(api, ports)
  const accept = acceptor(account, ports, presses)
  let health: Health = { state: 'up' }

  return {
    name: 'telegram',
    account,
    limits: LIMITS,
    isGroup,
    routes: (intake) => webhook(settings.secret, accept, ports, intake),
    async run(intake, signal) {
      const setHealth = (next: Health) => {
        health = next
      }
      await run({ settings, ports, api, accept, setHealth }, intake, signal)
      await presses.drained()
    },
    render,
    async send(address, native, signal) {
      // Before anything is written an abort is certain; grammY would report it like a connection lost half-way.
      if (signal.aborted) throw new SendError('retry', `${native.method}: stopped before it was sent`)
      try {
        const sent = await call(api, ports, Number(address), native, signal)
        if (health.reason === REFUSED) health = { state: 'up' }
        return sent
      } catch (error) {
        if (error instanceof SendError) throw error
        if (native.method === 'editMessageReplyMarkup' && isUnmodified(error))
          return { position: native.message_id }
        const told = sendError(error, native.method)
        if (told.kind === 'config') health = { state: 'down', reason: REFUSED }
        throw told
      }
    },
    async probe(signal) {
      try {
        await api.getMe(signal as never)
        health = { state: 'up' }
      } catch (error) {
        throw sendError(error, 'getMe')
      }
    },
    health: () => health,
  }
}

async function call(
  api: Api,
  ports: TelegramPorts,
  chat: number,
  native: Native,
  signal: AbortSignal,
): Promise<Sent> {
  switch (native.method) {
    case 'sendPhoto': {
      const { method: _, picture, ...other } = native
      const photo = new InputFile(await bytesOf(picture, ports), `picture.${picture.type.split('/')[1]}`)
      const { message_id } = await api.sendPhoto(chat, photo, other, signal as never)
      return { external: String(message_id), position: message_id }
    }
    case 'sendMessage': {
      const { method: _, text, ...other } = native
      const { message_id } = await api.sendMessage(chat, text, other, signal as never)
      return { external: String(message_id), position: message_id }
    }
    case 'editMessageReplyMarkup': {
      const { message_id, reply_markup } = native
      await api.editMessageReplyMarkup(chat, message_id, { reply_markup }, signal as never)
      return { external: String(message_id), position: message_id }
    }
  }
}

async function bytesOf({ file }: Picture, ports: TelegramPorts): Promise<Uint8Array> {
  try {
    if (ports.picture !== undefined) return await ports.picture(file)
  } catch {
    // Gone from the folder: said below.
  }
  throw new SendError('rejected', 'sendPhoto: the picture is no longer in the folder of media')
}

function check({ token, mode, secret, publicUrl }: TelegramSettings): void {
  if (!/^\d+:[\w-]+$/.test(token))
    throw new Error('TELEGRAM_BOT_TOKEN must look like 123456:ABC-def, as BotFather gave it')
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(secret))
    throw new Error('TELEGRAM_WEBHOOK_SECRET must be 1 to 256 of the characters A-Z a-z 0-9 _ -')
  if (mode === 'webhook' && publicUrl === undefined)
    throw new Error(
      'TELEGRAM_MODE=webhook needs PUBLIC_URL, the address under which Telegram reaches this server',
    )
}
