/**
 * What a posted form says, made a body for intake. A form carries `id` (made at random, once per form), `tag` and `ask`
 * (the question it was shown for) and what was done:
 *
 * do=start · press=<option or action> · do=choices with option=… · do=reply with text=… · word=<built-in word>
 */
import { createHash } from 'node:crypto'
import type { Body } from '../../engine/event.ts'
import { OPTION_ID_BYTES, OPTIONS_IN_A_QUESTION } from '../../limits.ts'

export interface Posted {
  readonly id: string
  readonly body: Body
  readonly language?: string
}

/** Understood in every language, so that the menu works before the person's own language is known. */
export const words = {
  again: 'again',
  help: 'help',
  language: 'language',
  stop: 'stop',
  forget: 'forget me',
} as const
export type Word = keyof typeof words

const ID = /^[A-Za-z0-9_-]{16,64}$/
const TAG = /^[A-Za-z0-9_~-]{1,16}$/
const OPTION = new RegExp(`^[A-Za-z0-9_~-]{1,${OPTION_ID_BYTES}}$`)
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/

/** Undefined when it is not one of our forms. */
export function readForm(fields: URLSearchParams, payload: string): Posted | undefined {
  const id = fields.get('id') ?? ''
  if (!ID.test(id)) return undefined
  const body = bodyOf(fields, payload)
  if (body === undefined) return undefined
  const language = fields.get('lang') ?? ''
  return LANGUAGE.test(language) ? { id, body, language } : { id, body }
}

function bodyOf(fields: URLSearchParams, payload: string): Body | undefined {
  const act = fields.get('do')
  if (act === 'start') return { kind: 'start', payload }
  const word = fields.get('word')
  if (word !== null)
    return Object.hasOwn(words, word) ? { kind: 'text', text: words[word as Word] } : undefined
  const tag = fields.get('tag') ?? ''
  const ask = fields.get('ask') ?? ''
  if (!TAG.test(tag) || !/^[0-9]{1,9}$/.test(ask)) return undefined
  const question = { tag, ask: Number(ask) }

  const option = fields.get('press')
  if (option !== null) return OPTION.test(option) ? { kind: 'press', ...question, option } : undefined
  if (act === 'choices') {
    const options = [...new Set(fields.getAll('option'))]
    const fits = options.length <= OPTIONS_IN_A_QUESTION && options.every((one) => OPTION.test(one))
    return fits ? { kind: 'choices', ...question, options } : undefined
  }
  if (act === 'reply') {
    // Browsers write line ends in forms as CRLF; a person who presses Enter means one.
    const text = (fields.get('text') ?? '').replaceAll('\r\n', '\n')
    return { kind: 'reply', ...question, text }
  }
  return undefined
}

/**
 * What makes a repeat known. It covers who, which form and what was done: a retry and a double tap are the same event,
 * while another button pressed on a page that the browser kept is a new one, which the engine then finds stale.
 */
export function externalOf(address: string, posted: Posted): string {
  const what = createHash('sha256')
    .update(`${address}\n${JSON.stringify(posted.body)}`)
    .digest('base64url')
  return `${posted.id}.${what.slice(0, 22)}`
}
