import type { Answer } from '../../flow/program.ts'
import { type Stands, settle } from '../accept.ts'
import { readingOf } from '../ask.ts'
import type { Verdict } from '../questions/kind.ts'
import { kindOf } from '../questions/kinds.ts'
import { tagOf } from '../session.ts'
import { type Draft, explain, phrase, standing } from '../turn.ts'
import type { Handles } from './kind.ts'
import { press, stale } from './press.ts'

/** A form of ticks sent at once. For a question with one answer a form of one tick is a press. */
export const choices: Handles<'choices'> = (draft, { tag, ask, options }) => {
  const { session, voice } = draft
  const [only] = options
  if (options.length === 1 && only !== undefined && only.startsWith('~')) {
    press(draft, { kind: 'press', tag, ask, option: only })
    return
  }
  const stands = standing(draft)
  const mine = tag === tagOf(session)
  if (mine && ask === session.ask && session.aside === null && !session.stopped && stands !== null) {
    const kind = kindOf(stands.prompt.question)
    if (kind.chosen !== undefined) {
      settle(draft, stands, kind.chosen(readingOf(draft, stands.prompt), options), {})
      return
    }
  }
  const before = session.last === null ? undefined : voice.prompts[session.last.slot]
  if (mine && session.last?.ask === ask && before !== undefined) {
    const chosen = kindOf(before.question).chosen?.({ ...readingOf(draft, before), picked: [] }, options)
    if (chosen !== undefined && repeats(chosen, session.answers[session.last.slot] ?? null)) return
  }
  if (options.length === 1 && only !== undefined) press(draft, { kind: 'press', tag, ask, option: only })
  else if (session.stopped) explain(draft, phrase(draft, 'stopped_notice'))
  else if (mine && ask === session.ask && session.aside === null && stands !== null)
    notOne(draft, stands, options)
  else stale(draft)
}

function notOne(draft: Draft, stands: Stands, options: readonly string[]): void {
  const reason = phrase(draft, options.length === 0 ? 'refused.none_picked' : 'refused.single')
  settle(draft, stands, { kind: 'refuse', reason }, {})
}

/** Whether a verdict says just what is stored already: the same form sent twice. */
export function repeats(verdict: Verdict, stored: Answer | null): boolean {
  return (
    verdict.kind === 'accept' && stored !== null && JSON.stringify(verdict.value) === JSON.stringify(stored)
  )
}
