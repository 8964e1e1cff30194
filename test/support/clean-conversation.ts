/** What a person's updates give in one conversation that nothing disturbs, doubles or delays: the pure engine alone. */
import type { Update } from 'grammy/types'
import { parse } from '../../src/channels/telegram/parse.ts'
import { begin } from '../../src/engine/begin.ts'
import { prepare } from '../../src/engine/runnable.ts'
import type { Session } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import type { Program } from '../../src/flow/program.ts'
import { common } from '../fixtures/common.ts'

/** `id`: the session's, which its draws depend on. The state is the session's but for that id; answers are by question. */
export function cleanConversation(program: Program, id: string, account: string, updates: readonly Update[]) {
  const runnable = prepare(program, common)
  let session = begin(runnable, { id, platformLanguage: 'en' })
  for (const update of updates) {
    const { received } = parse(update, account, 0)
    if (received === null) throw new Error('not an event')
    const body = received.body.kind === 'start' ? { kind: 'start' as const } : received.body
    session = step(runnable, session, { ...received, body }).session
  }
  const answers = program.questions.flatMap((question, slot) => {
    const answer = session.answers[slot] ?? null
    return question.kind === 'consent' || answer === null ? [] : [[question.id, answer] as const]
  })
  const { id: _, ...state } = JSON.parse(JSON.stringify(session)) as Session
  return { state, answers: Object.fromEntries(answers) }
}
