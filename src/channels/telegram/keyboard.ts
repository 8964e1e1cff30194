/** The buttons under a question: which fit, how they lie in rows, and which options need numbered text instead. */
import type { InlineKeyboardButton } from 'grammy/types'
import type { Ask, Message, Option } from '../../engine/message.ts'
import { TELEGRAM_BUTTONS, TELEGRAM_LABEL } from '../../limits.ts'
import { writeOptionData } from '../option-data.ts'
import { isBlank, wellFormed } from '../text.ts'

/** Telegram shows no more under one message (seen; not in its specification). */
export const BUTTONS = TELEGRAM_BUTTONS
/** Characters up to which two or three buttons share a row. */
const TWO_A_ROW = 14
const THREE_A_ROW = 8
/** More options than this lie two in a row if they can at all: a list of thirty rows is not read. */
const LONG_LIST = 12
const TWO_A_ROW_IN_A_LONG_LIST = 17

const TICK = '✓ '

export interface Keyboard {
  readonly rows: InlineKeyboardButton.CallbackButton[][]
  /** Whether the text must list the options by number, because a label does not fit a button. */
  readonly numbered: boolean
}

export function keyboard(ask: Ask, direction: Message['direction']): Keyboard {
  const room = BUTTONS - ask.actions.length
  const numbered = ask.options.length > room || ask.options.some((option) => !fits(option, ask))
  const picked = new Set(ask.picked)
  const options = ask.options
    .map((option, index) => ({
      id: option.id,
      label: numbered ? String(index + 1) : wellFormed(option.label),
    }))
    .map(({ id, label }) => ({ id, label: picked.has(id) ? TICK + label : label }))
  // A number that has no button can still be typed.
  const shown = buttons(options, ask).slice(0, Math.max(0, room))
  const actions = buttons(
    ask.actions.map(({ id, label }) => ({ id, label: isBlank(label) ? id : wellFormed(label) })),
    ask,
  ).slice(0, BUTTONS)
  const rows = [...inRows(shown, columns(shown, numbered)), ...inRows(actions, columns(actions, false))]
  // Telegram lays a row out from the left, whatever the language; people who read from the right begin there.
  return { rows: direction === 'rtl' ? rows.map((row) => row.reverse()) : rows, numbered }
}

const fits = (option: Option, ask: Ask): boolean =>
  !isBlank(option.label) &&
  lengthOf(option.label) <= TELEGRAM_LABEL &&
  writeOptionData(ask, option.id) !== null

function buttons(options: readonly Option[], ask: Ask): InlineKeyboardButton.CallbackButton[] {
  return options.flatMap(({ id, label }) => {
    const data = writeOptionData(ask, id)
    return data === null ? [] : [{ text: label, callback_data: data }]
  })
}

function columns(row: readonly InlineKeyboardButton.CallbackButton[], numbered: boolean): number {
  if (numbered) return 5
  const longest = row.reduce((most, { text }) => Math.max(most, lengthOf(text)), 0)
  if (longest <= THREE_A_ROW && row.length !== 2 && row.length !== 4) return 3
  if (longest <= (row.length > LONG_LIST ? TWO_A_ROW_IN_A_LONG_LIST : TWO_A_ROW)) return 2
  return 1
}

function inRows<T>(items: readonly T[], most: number): T[][] {
  const rows: T[][] = []
  for (let start = 0; start < items.length; start += most) rows.push(items.slice(start, start + most))
  return rows
}

const lengthOf = (text: string): number => [...text].length
