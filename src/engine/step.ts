import { choices } from './bodies/choices.ts'
import { edit } from './bodies/edit.ts'
import { expire } from './bodies/expire.ts'
import type { Handles } from './bodies/kind.ts'
import { media } from './bodies/media.ts'
import { press } from './bodies/press.ts'
import { reply } from './bodies/reply.ts'
import { text } from './bodies/text.ts'
import type { Body, EngineEvent } from './event.ts'
import type { Runnable } from './runnable.ts'
import type { Session } from './session.ts'
import { type Draft, draftOf, finish, type Turn } from './turn.ts'
import { start } from './words.ts'

export type { Turn } from './turn.ts'

const ignored = () => {}

const BODIES: { readonly [K in Body['kind']]: Handles<K> } = {
  start,
  text,
  press,
  choices,
  reply,
  edit,
  media,
  expire,
  share: ignored,
  blocked: ignored,
  unblocked: ignored,
}

/**
 * One turn: what an event does to a session, and what it causes. Pure: the same session and event give the same turn,
 * and neither is changed. Takes ended sessions too: `start` offers to change the answers, anything else is told so.
 */
export function step(runnable: Runnable, session: Session, event: EngineEvent): Turn {
  const draft = draftOf(runnable, session, event)
  // The table pairs each kind with its own handler; TypeScript cannot see the pairing.
  const handles = BODIES[event.body.kind] as (draft: Draft, body: Body) => void
  handles(draft, event.body)
  return finish(draft)
}
