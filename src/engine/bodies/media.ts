import { miss } from '../accept.ts'
import { putAside } from '../asides.ts'
import { closed, phrase, send, standing } from '../turn.ts'
import type { Handles } from './kind.ts'

/** A photo, a voice note, a sticker: told what is possible. */
export const media: Handles<'media'> = (draft) => {
  const { session } = draft
  if (session.stopped) return
  const stands = standing(draft)
  if (session.aside !== null) putAside(draft, session.aside, phrase(draft, 'refused.media_choose'))
  else if (stands === null) send(draft, closed(draft))
  else {
    const { kind } = stands.prompt.question
    const words = kind === 'text' || kind === 'number'
    miss(draft, phrase(draft, words ? 'refused.media' : 'refused.media_choose'), stands.prompt)
  }
}
