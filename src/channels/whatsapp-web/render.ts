/** Neutral messages made WhatsApp's. Pure. Buttons are dead on a linked device, so questions are numbered text. */
import type { Message, Outgoing, Picture } from '../../engine/message.ts'
import { OUTBOUND_TEXT } from '../../limits.ts'
import { type NumberedTexts, numberedText } from '../numbered.ts'
import { split } from '../split.ts'
import { isBlank, wellFormed } from '../text.ts'

export type Native =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'picture'
      readonly file: string
      readonly type: Picture['type']
      /** Empty where the text was too long to stand under the picture. */
      readonly caption: string
    }

/** WhatsApp's limit for what stands under a picture, in UTF-16 code units: the stricter reading of "characters". */
export const CAPTION = 1024

/** A picture carries the text where it fits. A redraw renders to nothing: there are no buttons to draw anew. */
export function render(outgoing: Outgoing, texts: NumberedTexts): Native[] {
  return outgoing.kind === 'send' ? renderMessage(outgoing.message, texts) : []
}

function renderMessage(message: Message, texts: NumberedTexts): Native[] {
  const words = message.ask === undefined ? message.text : numberedText(message, texts)
  const pieces = split(wellFormed(words), OUTBOUND_TEXT).filter((piece) => !isBlank(piece))
  const written = pieces.map((text): Native => ({ kind: 'text', text }))
  const { picture } = message
  if (picture === undefined) return written
  const [first = ''] = pieces
  const fits = pieces.length < 2 && first.length <= CAPTION
  const shown: Native = {
    kind: 'picture',
    file: picture.file,
    type: picture.type,
    caption: fits ? first : '',
  }
  return fits ? [shown] : [shown, ...written]
}
