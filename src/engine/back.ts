/** Going back: the last answer on the path is withdrawn, and its question is put again. */
import { putQuestion, repeat } from './ask.ts'
import { pathOf } from './path.ts'
import { closed, type Draft, phrase, setAnswer, standing } from './turn.ts'

/** `traced`: by a press, so that a second tap on the same button is known. */
export function goBack(draft: Draft, pressed: boolean): void {
  const { session, runnable, voice } = draft
  const stands = standing(draft)
  if (stands === null) {
    repeat(draft, session.outcome === null ? phrase(draft, 'refused.back_started') : closed(draft))
    return
  }
  const trace = pressed ? { slot: stands.slot, ask: session.ask, option: '~back' } : null
  if (stands.prompt.question.kind === 'place' && session.picked.length > 0) {
    session.picked = session.picked.slice(0, -1)
    session.last = trace
    putQuestion(draft, stands.prompt)
    return
  }
  const slot = pathOf(runnable.program, session.answers, session.cursor).at(-1)
  const prompt = slot === undefined ? undefined : voice.prompts[slot]
  if (slot === undefined || prompt === undefined) {
    repeat(draft, phrase(draft, 'refused.back'))
    return
  }
  withdraw(draft, slot)
  session.cursor = prompt.question.at
  session.picked = []
  session.last = trace
  putQuestion(draft, prompt)
}

/** Takes one answer off; a consent that was given counts as taken back. */
export function withdraw(draft: Draft, slot: number): void {
  const question = draft.runnable.program.questions[slot]
  const answer = draft.session.answers[slot] ?? null
  if (question === undefined || answer === null) return
  setAnswer(draft, slot, null)
  if (question.kind !== 'consent') draft.outputs.push({ kind: 'withdraw', question: question.id })
  else if (answer === 'yes') {
    const { id: step, purpose } = question
    draft.outputs.push({ kind: 'consent', step, purpose, agreed: false })
  }
}
