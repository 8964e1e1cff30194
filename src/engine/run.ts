/** Walks the code from the cursor until a question waits for a reply, or the session ends. */

import { holds } from '../flow/expression.ts'
import type { Instruction } from '../flow/program.ts'
import { STEPS_IN_A_TURN } from '../limits.ts'
import { putQuestion } from './ask.ts'
import { end } from './end.ts'
import { said } from './text.ts'
import { type Draft, flush, phrase, say } from './turn.ts'

/** Carries out one instruction and moves the cursor. `waits`: the turn is over. */
type Runs<I extends Instruction> = (draft: Draft, instruction: I) => 'goes on' | 'waits'
type Table = { readonly [K in Instruction['kind']]: Runs<Extract<Instruction, { kind: K }>> }

const TABLE: Table = {
  say(draft, { step }) {
    const text = draft.voice.says.get(step)
    if (text !== undefined) say(draft, said(text, draft.session.answers))
    draft.session.cursor += 1
    return 'goes on'
  },
  share(draft, { slot }) {
    flush(draft)
    draft.outputs.push({ kind: 'share', slot })
    draft.session.cursor += 1
    return 'goes on'
  },
  ask(draft, { slot }) {
    const { session, voice } = draft
    const prompt = voice.prompts[slot]
    const settled = (session.answers[slot] ?? null) !== null // a consent kept when answers are changed
    if (prompt === undefined || settled) {
      session.cursor += 1
      return 'goes on'
    }
    session.picked = NOTHING
    putQuestion(draft, prompt)
    return 'waits'
  },
  unless(draft, { condition, to }) {
    const { session } = draft
    session.cursor = holds(condition, session.answers) ? session.cursor + 1 : to
    return 'goes on'
  },
  jump(draft, { to }) {
    draft.session.cursor = to
    return 'goes on'
  },
  end(draft, { outcome }) {
    end(draft, outcome)
    return 'waits'
  },
}

const NOTHING: readonly string[] = []

export function run(draft: Draft): void {
  const { session, runnable } = draft
  const { code } = runnable.program
  for (let steps = 0; steps < STEPS_IN_A_TURN; steps++) {
    const instruction = code[session.cursor]
    if (instruction === undefined) {
      session.cursor = Math.max(0, code.length - 1)
      end(draft, 'completed')
      return
    }
    // The table pairs each kind with its own function; TypeScript cannot see the pairing.
    const runs = TABLE[instruction.kind] as Runs<Instruction>
    if (runs(draft, instruction) === 'waits') return
  }
  flush(draft)
  const detail = `More than ${STEPS_IN_A_TURN} steps in one turn, at instruction ${session.cursor}`
  draft.outputs.push({ kind: 'problem', code: 'steps_in_a_turn', detail })
  say(draft, phrase(draft, 'problem'))
  end(draft, 'problem')
}
