/**
 * What stands in a button or a line of a list: `a:<tag>:<ask in base 36>:<option>`. It names the question and the option
 * by their ids, so that it means the same after a restart, in every language, and years later. A tag has 8 characters,
 * an option at most 40, a safe integer at most 11 in base 36: never more than the 64 bytes that Telegram allows, and far
 * less than WhatsApp's 200.
 */
import type { Ask } from '../engine/message.ts'

/** Bytes, by Telegram's Bot API. */
const OPTION_DATA_BYTES = 64

export interface Pressed {
  readonly tag: string
  readonly ask: number
  readonly option: string
}

/** Belongs to no question: leads to the explanation of a press on an old one. */
export const FOREIGN: Pressed = { tag: '', ask: 0, option: '' }

const OURS = /^a:([A-Za-z0-9_-]{1,8}):([0-9a-z]{1,11}):([a-z0-9_~-]{1,40})$/

/** Null when it would not fit into a button. */
export function writeOptionData(ask: Pick<Ask, 'tag' | 'ask'>, option: string): string | null {
  const data = `a:${ask.tag}:${ask.ask.toString(36)}:${option}`
  return OURS.test(data) && data.length <= OPTION_DATA_BYTES ? data : null
}

/** Never throws: what is not ours is `FOREIGN`. */
export function readOptionData(data: unknown): Pressed {
  const parts = typeof data === 'string' ? OURS.exec(data) : null
  if (parts === null) return FOREIGN
  const [, tag = '', ask = '', option = ''] = parts
  return { tag, ask: Number.parseInt(ask, 36), option }
}
