import { end } from '../end.ts'
import { phrase, say } from '../turn.ts'
import type { Handles } from './kind.ts'

/** Time ran out. Who said stop is not written to. */
export const expire: Handles<'expire'> = (draft) => {
  const { session } = draft
  if (session.outcome !== null) return
  if (!session.stopped) say(draft, phrase(draft, 'expired'))
  end(draft, 'expired')
}
