/** Our engine: `step()` over the compiled flow. The session is written to JSON and read back at every turn. */
import { begin } from '../../src/engine/begin.ts'
import type { Body } from '../../src/engine/event.ts'
import type { Message } from '../../src/engine/message.ts'
import { prepare } from '../../src/engine/runnable.ts'
import type { Session } from '../../src/engine/session.ts'
import { tagOf } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import { compileFlow } from '../load/compile-flow.ts'
import { compete } from './contest.ts'
import { QUESTIONS, repliesOf, THANKS } from './questions.ts'

const steps = QUESTIONS.map((question) => {
  const form =
    question.kind === 'choose'
      ? `choose: [${Object.keys(question.options).join(', ')}]`
      : question.kind === 'number'
        ? `number: { min: ${question.min}, max: ${question.max}, whole: true }`
        : `text: { max: ${question.max} }`
  return `  - ask: ${question.id}\n    ${form}\n`
})
const { program, common } = compileFlow(
  `title: Five questions\ntype: survey\nlanguages: [en]\nsteps:\n${steps.join('')}  - say: thanks\n`,
  {
    title: 'Five questions',
    ...Object.fromEntries(
      QUESTIONS.map((question) => [
        question.id,
        'options' in question ? { text: question.text, options: question.options } : { text: question.text },
      ]),
    ),
    thanks: { text: THANKS },
  },
)
const runnable = prepare(program, common)

compete(async (person) => {
  const id = `01900000-0000-7000-8000-${String(person).padStart(12, '0')}`
  const replies = repliesOf(person)
  const answers: Record<string, unknown> = {}
  const said: Message[] = []
  let stored = JSON.stringify(begin(runnable, { id }))

  function take(bodyFor: (session: Session) => Body): void {
    const session: Session = JSON.parse(stored)
    const turn = step(runnable, session, { at: person, body: bodyFor(session) })
    for (const output of turn.outputs) {
      if (output.kind === 'answer') answers[output.question] = output.value
      if (output.kind === 'send') said.push(output.message)
    }
    stored = JSON.stringify(turn.session)
  }

  take(() => ({ kind: 'start' }))
  for (const question of QUESTIONS) {
    const reply = replies[question.id]
    take((session) =>
      question.kind === 'choose'
        ? { kind: 'press', tag: tagOf(session), ask: session.ask, option: String(reply) }
        : { kind: 'text', text: String(reply) },
    )
  }
  if (said.length !== QUESTIONS.length + 1) throw new Error(`${said.length} messages were said`)
  return answers
})
