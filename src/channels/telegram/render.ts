/** Neutral messages made Telegram's. Pure. Plain text without a parse mode: a stray `_` is only a `_`. */
import type { InlineKeyboardMarkup } from 'grammy/types'
import type { Ask, Message } from '../../engine/message.ts'
import type { Outgoing } from '../channel.ts'
import { keyboard } from './keyboard.ts'
import { split } from './split.ts'
import { isBlank, wellFormed } from './text.ts'

/** A call of the Bot API, without the chat it goes to. */
export type Native =
  | { readonly method: 'sendMessage'; readonly text: string; readonly reply_markup?: InlineKeyboardMarkup }
  | {
      readonly method: 'editMessageReplyMarkup'
      readonly message_id: number
      readonly reply_markup: InlineKeyboardMarkup
    }

/** Telegram's limit, in UTF-16 code units: the stricter reading of its "characters". */
export const TEXT = 4096

/** Stands in a message that has buttons but no words. */
const WORDLESS = '…'
const RIGHT_TO_LEFT_MARK = '\u200F'

/** A text too long for one message becomes several; the buttons are under the last. A blank one without buttons, none. */
export function render(outgoing: Outgoing): Native[] {
  return outgoing.kind === 'send' ? renderMessage(outgoing.message) : renderRedraw(outgoing)
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

/** A line that began with its number would be drawn from the left: the mark makes it read from the right. */
const numberedList = (ask: Ask, direction: Message['direction']): string =>
  ask.options
    .map(({ label }, index) => `${direction === 'rtl' ? RIGHT_TO_LEFT_MARK : ''}${index + 1}. ${label}`)
    .join('\n')
