import { expect, test } from 'vitest'
import { begin } from '../../src/engine/begin.ts'
import { prepare } from '../../src/engine/runnable.ts'
import { step } from '../../src/engine/step.ts'
import { common } from '../fixtures/common.ts'
import { program, question } from '../fixtures/programs.ts'

test('a small survey runs from start to end', () => {
  const runnable = prepare(
    program(
      [
        question({ kind: 'choose', id: 'safe', options: ['good', 'bad'] }),
        question({ kind: 'number', id: 'people', min: 1, max: 60, whole: true }),
      ],
      [{ say: 'hello' }, { ask: 'safe' }, { ask: 'people' }, { say: 'thanks' }],
      {
        en: {
          hello: { text: 'Hello' },
          safe: { text: 'Safe?', options: { good: 'Good', bad: 'Bad' } },
          people: { text: 'How many?' },
          thanks: { text: 'Thanks {{people}}' },
        },
      },
    ),
    common,
  )
  let turn = step(runnable, begin(runnable, { id: '01234567-89ab', language: 'en' }), {
    at: 0,
    body: { kind: 'start' },
  })
  const sent = () =>
    turn.outputs.map((output) => (output.kind === 'send' ? output.message.text : output.kind))
  expect(sent()).toEqual(['Hello\n\nSafe?'])
  turn = step(runnable, turn.session, {
    at: 1,
    body: { kind: 'press', tag: '567-89ab', ask: 1, option: 'good' },
  })
  expect(sent()).toEqual(['notice', 'answer', 'How many?'])
  turn = step(runnable, turn.session, { at: 2, body: { kind: 'text', text: '٣' } })
  expect(sent()).toEqual(['answer', 'Thanks \u20683\u2069', 'end'])
  expect(turn.session.outcome).toBe('completed')
})
