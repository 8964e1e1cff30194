/**
 * Neutral messages made WhatsApp's. Pure. What a question is shown as:
 *
 *   up to three options                 reply buttons, the picture above them
 *   up to ten                           a list; labels too long for a line stand below its number
 *   more, several answers, long labels  numbered text, in as many messages as it takes
 *
 * A way to leave the question out, or back, is a button or a line of the list where there is room; in words it always works.
 */
import type { Ask, Message, Option, Picture } from '../../engine/message.ts'
import { WHATSAPP } from '../../limits.ts'
import type { Outgoing } from '../channel.ts'
import { type NumberedText, type NumberedTexts, numberedText, wordsIn, written } from '../numbered.ts'
import { writeOptionData } from '../option-data.ts'
import { split } from '../split.ts'
import { isBlank, wellFormed } from '../text.ts'

/** A message as Meta wants it, but for whom it goes to, and for the id of its picture. */
export interface Native {
  readonly payload: Payload
  readonly picture?: Picture
}

export type Payload =
  | { readonly type: 'text'; readonly text: { readonly body: string; readonly preview_url: false } }
  | { readonly type: 'image'; readonly image: { readonly id?: string; readonly caption?: string } }
  | { readonly type: 'interactive'; readonly interactive: Interactive }
  | { readonly type: 'template'; readonly template: object }

interface Interactive {
  readonly type: 'button' | 'list'
  readonly header?: { readonly type: 'image'; readonly image: { readonly id?: string } }
  readonly body: { readonly text: string }
  readonly action: object
}

/** The same with the id that the picture got when it was uploaded. */
export function withPictureId(payload: Payload, id: string): Payload {
  if (payload.type === 'image') return { ...payload, image: { ...payload.image, id } }
  if (payload.type !== 'interactive') return payload
  return { ...payload, interactive: { ...payload.interactive, header: { type: 'image', image: { id } } } }
}

export function render(outgoing: Outgoing, texts: NumberedTexts): Native[] {
  // Nothing that was sent can be drawn anew.
  if (outgoing.kind === 'redraw') return []
  const { message } = outgoing
  if (message.template !== undefined) return [templated(message)]
  const { ask } = message
  if (ask === undefined) return withPicture(message, message.text)
  const choices = choicesOf(ask, wordsIn(texts, message.language))
  if (choices === null) return withPicture(message, numberedText(message, texts))
  return chosen(message, choices)
}

interface Choices {
  readonly type: 'button' | 'list'
  readonly action: object
}

function choicesOf(ask: Ask, { choose, digits }: NumberedText): Choices | null {
  if (ask.kind === 'choose_many') return null
  const options = shownOf(ask.options, ask)
  const actions = shownOf(ask.actions, ask)
  if (options === null || actions === null) return null
  // Leaving a question out counts more than going back.
  const skip = actions.filter(({ id }) => id === '~skip')
  const room = [...options, ...skip, ...actions.filter(({ id }) => id !== '~skip')]
  const fitsButton = ({ label }: Shown) => label.length <= WHATSAPP.buttonLabel
  const least = options.length + skip.length
  if (least <= WHATSAPP.buttons && options.every(fitsButton)) {
    const shown = room.filter(fitsButton).slice(0, WHATSAPP.buttons)
    if (shown.length === 0) return null
    const buttons = unique(shown).map(({ data, label }) => ({
      type: 'reply',
      reply: { id: data, title: label },
    }))
    return buttons.length < shown.length ? null : { type: 'button', action: { buttons } }
  }
  if (options.length === 0 || options.length > WHATSAPP.lines) return null
  const shown = room.slice(0, WHATSAPP.lines)
  const short = shown.every(({ label }) => label.length <= WHATSAPP.lineTitle)
  if (!short && shown.some(({ label }) => label.length > WHATSAPP.lineDescription)) return null
  const rows = shown.map(({ data, label }, index) => ({
    id: data,
    ...(short ? { title: label } : { title: written(index + 1, digits), description: label }),
  }))
  const button = choose.length <= WHATSAPP.listButton ? choose : '…'
  return { type: 'list', action: { button, sections: [{ rows }] } }
}

interface Shown {
  readonly id: string
  readonly data: string
  readonly label: string
}

/** Null when one of them cannot be shown at all. */
function shownOf(options: readonly Option[], ask: Ask): Shown[] | null {
  const shown: Shown[] = []
  for (const { id, label } of options) {
    const data = writeOptionData(ask, id)
    if (data === null || isBlank(label)) return null
    shown.push({ id, data, label: wellFormed(label) })
  }
  return shown
}

/** WhatsApp refuses two buttons with one title. */
const unique = (shown: readonly Shown[]): readonly Shown[] =>
  shown.filter((one, index) => shown.findIndex(({ label }) => label === one.label) === index)

/** A text too long to stand above choices goes before them, all but its last part. */
function chosen(message: Message, { type, action }: Choices): Native[] {
  const pieces = piecesOf(message.text, WHATSAPP.choicesText)
  const last = pieces.pop() ?? WORDLESS
  const before = pieces.length === 0 ? [] : piecesOf(pieces.join('\n\n'), WHATSAPP.text)
  const { picture } = message
  const header = type === 'button' && picture !== undefined && before.length === 0
  const interactive = { type, body: { text: last }, action }
  const native: Native = {
    payload: { type: 'interactive', interactive },
    ...(header ? { picture } : {}),
  }
  const shown = header || picture === undefined ? [] : [pictured(picture, '')]
  return [...shown, ...before.map(plain), native]
}

function withPicture({ picture }: Message, text: string): Native[] {
  if (picture === undefined) return piecesOf(text, WHATSAPP.text).map(plain)
  const words = wellFormed(text.trim())
  if (words.length <= WHATSAPP.caption) return [pictured(picture, isBlank(words) ? '' : words)]
  return [pictured(picture, ''), ...piecesOf(text, WHATSAPP.text).map(plain)]
}

const plain = (text: string): Native => ({
  payload: { type: 'text', text: { body: text, preview_url: false } },
})

const pictured = (picture: Picture, caption: string): Native => ({
  payload: { type: 'image', image: caption === '' ? {} : { caption } },
  picture,
})

/** What stands above choices that come without a word. */
const WORDLESS = '…'

const piecesOf = (text: string, most: number): string[] =>
  split(wellFormed(text), most).filter((piece) => !isBlank(piece))

function templated({ template, language }: Message): Native {
  const parameters = (template?.values ?? []).map((text, index) => {
    const name = template?.names?.[index] ?? ''
    return { type: 'text', ...(/^\d*$/.test(name) ? {} : { parameter_name: name }), text }
  })
  return {
    payload: {
      type: 'template',
      template: {
        name: template?.name,
        language: { code: template?.code ?? language },
        ...(parameters.length === 0 ? {} : { components: [{ type: 'body', parameters }] }),
      },
    },
  }
}
