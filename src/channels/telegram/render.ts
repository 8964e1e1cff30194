/** Neutral messages made Telegram's. Pure. Plain text without a parse mode: a stray `_` is only a `_`. */
import type { InlineKeyboardMarkup } from 'grammy/types'
import type { Message, Picture } from '../../engine/message.ts'
import type { Outgoing } from '../channel.ts'
import { numberedList } from '../numbered.ts'
import { split } from '../split.ts'
import { isBlank, wellFormed } from '../text.ts'
import { keyboard } from './keyboard.ts'

/** A call of the Bot API, without the chat it goes to. */
export type Native =
  | { readonly method: 'sendMessage'; readonly text: string; readonly reply_markup?: InlineKeyboardMarkup }
  | {
      readonly method: 'sendPhoto'
      /** To be sent along as a file. */
      readonly picture: Picture
      readonly caption?: string
      readonly reply_markup?: InlineKeyboardMarkup
    }
  | {
      readonly method: 'editMessageReplyMarkup'
      readonly message_id: number
      readonly reply_markup: InlineKeyboardMarkup
    }

/** Telegram's limit, in UTF-16 code units: the stricter reading of its "characters". */
export const TEXT = 4096
/** The same for the words under a picture. */
const CAPTION = 1024

/** Stands in a message that has buttons but no words. */
const WORDLESS = '…'

/** A text too long for one message becomes several; the buttons are under the last. A blank one without buttons, none. */
export function render(outgoing: Outgoing): Native[] {
  if (outgoing.kind === 'redraw') return renderRedraw(outgoing)
  const { message } = outgoing
  return message.picture === undefined
    ? renderMessage(message)
    : withPicture(message.picture, renderMessage(message))
}

/** In one message with its words where they fit below it, else before them. */
function withPicture(picture: Picture, natives: Native[]): Native[] {
  const [only, ...more] = natives
  if (only === undefined) return [{ method: 'sendPhoto', picture }]
  if (more.length > 0 || only.method !== 'sendMessage' || only.text.length > CAPTION)
    return [{ method: 'sendPhoto', picture }, ...natives]
  const { text, reply_markup } = only
  return [
    {
      method: 'sendPhoto',
      picture,
      ...(text === WORDLESS ? {} : { caption: text }),
      ...(reply_markup === undefined ? {} : { reply_markup }),
    },
  ]
}

function renderMessage(message: Message): Native[] {
  const { ask } = message
  if (ask === undefined) return pieces(message.text).map((text) => ({ method: 'sendMessage', text }))
  const { rows, numbered } = keyboard(ask, message.direction)
  const texts = pieces(numbered ? `${message.text}\n\n${numberedList(ask, message.direction)}` : message.text)
  if (rows.length === 0) return texts.map((text) => ({ method: 'sendMessage', text }))
  const last = texts.pop() ?? WORDLESS
  return [
    ...texts.map((text): Native => ({ method: 'sendMessage', text })),
    { method: 'sendMessage', text: last, reply_markup: { inline_keyboard: rows } },
  ]
}

function renderRedraw({ message, position }: Outgoing & { kind: 'redraw' }): Native[] {
  const rows = message.ask === undefined ? [] : keyboard(message.ask, message.direction).rows
  return [{ method: 'editMessageReplyMarkup', message_id: position, reply_markup: { inline_keyboard: rows } }]
}

const pieces = (text: string): string[] => split(wellFormed(text), TEXT).filter((piece) => !isBlank(piece))
