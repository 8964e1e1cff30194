/** The corners where a person would lose an answer, be answered twice, or be left without a word. */
import { describe, expect, test } from 'vitest'
import { begin } from '../../src/engine/begin.ts'
import type { Body, EngineEvent } from '../../src/engine/event.ts'
import type { Output } from '../../src/engine/output.ts'
import { prepare, type Runnable } from '../../src/engine/runnable.ts'
import { type Session, tagOf } from '../../src/engine/session.ts'
import { step, type Turn } from '../../src/engine/step.ts'
import type { Program } from '../../src/flow/program.ts'
import { STEPS_IN_A_TURN } from '../../src/limits.ts'
import { common } from '../fixtures/common.ts'
import { program, question } from '../fixtures/programs.ts'
import { survey } from '../fixtures/survey.ts'

const ID = '0190a0a0-0000-7000-8000-00000000abcd'

/** A chat that remembers its session; `more` adds to the event. */
function chat(runnable: Runnable, language?: string) {
  let turn: Turn = {
    session: begin(runnable, language === undefined ? { id: ID } : { id: ID, language }),
    outputs: [],
  }
  const take = (body: Body, more: Partial<EngineEvent> = {}) => {
    turn = step(runnable, turn.session, { at: 0, ...more, body })
    return turn.outputs
  }
  return {
    take,
    write: (text: string, more?: Partial<EngineEvent>) => take({ kind: 'text', text }, more),
    press: (option: string, more: Partial<EngineEvent> & { ask?: number } = {}) =>
      take({ kind: 'press', tag: tagOf(turn.session), ask: more.ask ?? turn.session.ask, option }, more),
    session: (): Session => turn.session,
  }
}

const kinds = (outputs: readonly Output[]) => outputs.map(({ kind }) => kind)
const texts = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.kind === 'send' ? [output.message.text] : []))

const runnable = prepare(survey, common)
const upTo = (...replies: string[]) => {
  const talk = chat(runnable, 'en')
  talk.take({ kind: 'start' })
  for (const reply of replies) talk.write(reply)
  return talk
}

const flow = (
  questions: Program['questions'],
  steps: Parameters<typeof program>[1],
  en: Program['texts'][string],
) => prepare(program(questions, steps, { en }), common)

describe('presses', () => {
  test('a double tap is one answer, and says nothing twice', () => {
    const talk = upTo('yes')
    const { ask } = talk.session()
    talk.press('yes')
    const before = talk.session()
    expect(talk.press('yes', { ask })).toEqual([])
    expect(talk.session()).toEqual(before)
  })

  test('two quick taps on Back go back once', () => {
    const talk = upTo('yes', 'yes', 'daquq')
    const { ask } = talk.session()
    expect(kinds(talk.press('~back'))).toContain('withdraw')
    expect(talk.press('~back', { ask })).toEqual([])
  })

  test('a button of another session is explained, and changes nothing', () => {
    const talk = upTo('yes')
    const outputs = talk.take({ kind: 'press', tag: 'ffffffff', ask: talk.session().ask, option: 'yes' })
    expect(kinds(outputs)).toEqual(['notice', 'send'])
    expect(talk.session().answers[1]).toBeNull()
  })

  test('a repeated question keeps its number, so the older copy of its buttons works', () => {
    const talk = upTo('yes')
    const { ask } = talk.session()
    talk.write('hm')
    talk.write('again')
    expect(kinds(talk.press('yes', { ask }))).toContain('answer')
  })

  test('more ticks than allowed are refused with the reason, and change nothing', () => {
    const talk = upTo('yes', 'yes', 'daquq', '3')
    for (const option of ['theft', 'clashes', 'drugs']) talk.press(option, { position: 9 })
    const outputs = talk.press('other', { position: 9 })
    expect(outputs).toEqual([{ kind: 'notice', text: 'Please choose no more than \u20683\u2069 answers.' }])
    expect(talk.session().picked).toEqual(['theft', 'clashes', 'drugs'])
    expect(talk.press('~done')).toContainEqual({
      kind: 'answer',
      question: 'worries',
      value: ['theft', 'clashes', 'drugs'],
    })
  })

  test('Done typed out accepts what is ticked', () => {
    const talk = upTo('yes', 'yes', 'daquq', '3')
    talk.press('drugs', { position: 9 })
    expect(talk.write('done')).toContainEqual({ kind: 'answer', question: 'worries', value: ['drugs'] })
  })

  test('a form without a tick, or with two where one is asked, is told so', () => {
    const talk = upTo('yes', 'yes', 'daquq')
    const form = (options: string[]): Body => ({
      kind: 'choices',
      tag: tagOf(talk.session()),
      ask: talk.session().ask,
      options,
    })
    expect(texts(talk.take(form([])))[0]).toContain('Please choose at least one answer first.')
    expect(texts(talk.take(form(['always_safe', 'mostly_safe'])))[0]).toContain(
      'Please choose only one answer.',
    )
    expect(talk.session().answers[3]).toBeNull()
  })

  test('a form sent twice is one answer', () => {
    const talk = upTo('yes', 'yes', 'daquq', '3')
    const form: Body = {
      kind: 'choices',
      tag: tagOf(talk.session()),
      ask: talk.session().ask,
      options: ['drugs', 'theft'],
    }
    expect(talk.take(form)).toContainEqual({ kind: 'answer', question: 'worries', value: ['theft', 'drugs'] })
    expect(talk.take(form)).toEqual([])
    const reply: Body = { kind: 'reply', tag: tagOf(talk.session()), ask: talk.session().ask, text: '٤' }
    expect(talk.take(reply)).toContainEqual({ kind: 'answer', question: 'household', value: 4 })
    expect(talk.take(reply)).toEqual([])
    expect(kinds(talk.take({ ...reply, text: '5' }))).toEqual(['notice', 'send'])
  })
})

describe('texts', () => {
  test('10,000 characters are told the limit; what is stored is exactly what was written', () => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3')
    expect(texts(talk.write('x'.repeat(10_000)))[0]).toContain('no more than \u2068200\u2069 characters')
    const odd = '\u202Eماء 💧 water\u202C'
    expect(talk.write(odd)).toContainEqual({ kind: 'answer', question: 'wish', value: odd })
  })

  test.each(['a\0b', 'a\uD800', '\uDC00'])('signs that no store keeps are refused, not changed', (text) => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3')
    expect(kinds(talk.write(text))).toEqual(['send'])
    expect(talk.session().answers[6]).toBeNull()
  })

  test('an emoji counts as one character', () => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3')
    expect(kinds(talk.write(`a${'💧'.repeat(199)}`))).toContain('answer')
  })

  test.each([
    ['ar', 'لا'],
    ['ckb', 'نا'],
    ['en', 'no'],
  ])('%s: a bare no is not taken for “I do not know”', (language, no) => {
    const talk = chat(runnable, language)
    talk.take({ kind: 'start' })
    for (const reply of ['1', '1', '1', '1']) talk.write(reply)
    expect(kinds(talk.write(no))).toEqual(['send'])
    expect(talk.session().answers[3]).toBeNull()
  })

  test('an option called like a built-in word is the option, but stop is always stop', () => {
    const shop = flow(
      [
        question({ kind: 'choose', id: 'what', options: ['help', 'stop'] }),
        question({ kind: 'number', id: 'n', whole: true }),
      ],
      [{ ask: 'what' }, { ask: 'n' }],
      { what: { text: 'What?', options: { help: 'Help', stop: 'Stop' } }, n: { text: 'How many?' } },
    )
    const talk = chat(shop, 'en')
    talk.take({ kind: 'start' })
    expect(talk.write('help')).toContainEqual({ kind: 'answer', question: 'what', value: 'help' })
    talk.write('back')
    expect(kinds(talk.write('stop'))).toEqual(['send', 'stop'])
  })

  test('text sent before the question was seen never answers it', () => {
    const talk = upTo('yes')
    const before = talk.session()
    expect(kinds(talk.write('yes', { early: true }))).toEqual(['send'])
    expect(talk.session()).toEqual(before)
  })

  test('an addition that would be too long is said so, and the first part stays', () => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3', 'x'.repeat(190))
    const outputs = talk.write('y'.repeat(20), { early: true })
    expect(kinds(outputs)).toEqual(['send'])
    expect(talk.session().answers[6]).toBe('x'.repeat(190))
  })

  test('an addition to the very last answer is kept, though the chat has ended', () => {
    const wish = flow([question({ kind: 'text', id: 'wish', max: 50 })], [{ ask: 'wish' }], {
      wish: { text: 'Wish?' },
    })
    const talk = chat(wish, 'en')
    talk.take({ kind: 'start' })
    talk.write('water')
    expect(talk.write('and roads', { early: true })).toEqual([
      { kind: 'answer', question: 'wish', value: 'water\nand roads' },
    ])
  })
})

describe('edits', () => {
  test('an edit of one of two messages that make an answer does not lose the other', () => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3')
    talk.write('water', { position: 20 })
    talk.write('and roads', { position: 21, early: true })
    for (const position of [20, 21]) talk.take({ kind: 'edit', text: 'and schools' }, { position })
    expect(talk.session().answers[6]).toBe('water\nand roads')
  })

  test('an edit of a message that was refused is read anew', () => {
    const talk = upTo()
    talk.write('yes', { position: 1 })
    talk.write('mabye', { position: 3 })
    expect(talk.take({ kind: 'edit', text: 'yes' }, { position: 3 })).toContainEqual({
      kind: 'answer',
      question: 'adult',
      value: 'yes',
    })
  })

  test('an edit takes off what is no longer on the path', () => {
    const talk = upTo('yes', 'yes', 'daquq')
    talk.write('3', { position: 10 })
    expect(talk.session().cursor).toBe(9)
    const outputs = talk.take({ kind: 'edit', text: '1' }, { position: 10 })
    expect(kinds(outputs)).toEqual(['withdraw', 'answer', 'send'])
    expect(talk.session().cursor).toBe(10)
  })

  test('a message changed to stop stops', () => {
    expect(kinds(upTo('yes').take({ kind: 'edit', text: 'stop' }, { position: 1 }))).toEqual(['send', 'stop'])
  })
})

describe('the flow', () => {
  test('back over a consent takes it back; going on again gives it anew', () => {
    const talk = upTo('yes')
    expect(talk.write('back')).toContainEqual({
      kind: 'consent',
      step: 'notice',
      purpose: 'take_part',
      agreed: false,
    })
    expect(talk.write('yes')).toContainEqual({
      kind: 'consent',
      step: 'notice',
      purpose: 'take_part',
      agreed: true,
    })
  })

  test('answering again begins after the consent, under the same session, with new numbers', () => {
    const talk = upTo('yes', 'yes', 'daquq', '1', '3', 'skip', 'no')
    const { id, ask } = talk.session()
    talk.take({ kind: 'start' })
    const outputs = talk.press('yes')
    expect(kinds(outputs)).toEqual([
      'restart',
      'withdraw',
      'withdraw',
      'withdraw',
      'withdraw',
      'withdraw',
      'send',
    ])
    expect(texts(outputs)[0]).toContain('Are you 18 or older?')
    expect(talk.session()).toMatchObject({ id, outcome: null })
    expect(talk.session().ask).toBeGreaterThan(ask)
  })

  test('too many steps in one turn end politely, and the operator hears of it', () => {
    const names = Array.from({ length: STEPS_IN_A_TURN + 1 }, (_, index) => `s${index}`)
    const endless = flow(
      [],
      names.map((say) => ({ say })),
      Object.fromEntries(names.map((name) => [name, { text: name }])),
    )
    const outputs = chat(endless, 'en').take({ kind: 'start' })
    expect(kinds(outputs).slice(-3)).toEqual(['problem', 'send', 'end'])
    const loop = prepare({ ...survey, code: [{ kind: 'jump', to: 0 }] }, common)
    expect(kinds(chat(loop, 'en').take({ kind: 'start' }))).toEqual(['problem', 'send', 'end'])
  })

  test('what is said in a row goes out as one message, and in several only when it grows too long', () => {
    const long = 'x'.repeat(2000)
    const talkative = flow(
      [question({ kind: 'text', id: 'wish', max: 50 })],
      [{ say: 'a' }, { say: 'b' }, { say: 'c' }, { ask: 'wish' }],
      { a: { text: long }, b: { text: long }, c: { text: 'short' }, wish: { text: 'Wish?' } },
    )
    const sent = texts(chat(talkative, 'en').take({ kind: 'start' }))
    expect(sent).toEqual([long, `${long}\n\nshort\n\nWish?`])
  })

  test('what others answered is told in its place, again after going back, and never to who does not get there', () => {
    const telling = flow(
      [
        question({ kind: 'choose', id: 'safe', options: ['good', 'bad'] }),
        question({ kind: 'text', id: 'wish', max: 50, optional: true }),
      ],
      [
        { ask: 'safe' },
        { say: 'so' },
        {
          kind: 'unless',
          condition: { op: '==', left: { op: 'answer', slot: 0 }, right: { op: 'value', value: 'good' } },
          to: 4,
        },
        { kind: 'share', slot: 0 },
        { say: 'then' },
        { ask: 'wish' },
        { say: 'thanks' },
      ],
      {
        safe: { text: 'Safe?', options: { good: 'Good', bad: 'Bad' } },
        so: { text: 'So.' },
        // biome-ignore lint/suspicious/noThenProperty: a step's id; nothing awaits a text.
        then: { text: 'Then.' },
        wish: { text: 'Wish?' },
        thanks: { text: 'Thanks.' },
      },
    )
    const told = (outputs: readonly Output[]) =>
      outputs.flatMap((one) => {
        if (one.kind === 'send') return [one.message.text]
        return one.kind === 'share' ? [`share ${one.slot}`] : []
      })
    const talk = chat(telling, 'en')
    talk.take({ kind: 'start' })
    expect(told(talk.write('Good', { position: 3 }))).toEqual(['So.', 'share 0', 'Then.\n\nWish?'])
    expect(told(talk.write('back'))).toEqual(['Safe?'])
    expect(told(talk.write('Good', { position: 5 }))).toEqual(['So.', 'share 0', 'Then.\n\nWish?'])
    expect(told(talk.take({ kind: 'edit', text: 'Bad' }, { position: 5 }))).toEqual(['So.\n\nThen.\n\nWish?'])
    expect(told(talk.write('skip'))).toEqual(['Thanks.'])
  })

  test('stop at the question for a language, then start: the flow begins', () => {
    const talk = chat(runnable)
    talk.take({ kind: 'start' })
    talk.write('stop')
    const outputs = talk.write('start')
    expect(kinds(outputs)).toEqual(['resume', 'send'])
    expect(texts(outputs)[0]).toContain('هل توافق على المشاركة؟')
  })

  test('a question that tells no place to go back to has no Back', () => {
    const outputs = chat(runnable, 'en').take({ kind: 'start' })
    const message = outputs.flatMap((output) => (output.kind === 'send' ? [output.message] : []))[0]
    expect(message?.ask?.actions).toEqual([])
  })
})
