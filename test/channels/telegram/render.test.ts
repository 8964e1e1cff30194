import fc from 'fast-check'
import { expect, test } from 'vitest'
import { split } from '../../../src/channels/split.ts'
import { type Native, render } from '../../../src/channels/telegram/render.ts'
import type { Message } from '../../../src/engine/message.ts'
import { checkFields, METHODS } from '../../fakes/bot-api/spec.ts'
import { ask, question, say } from './samples.ts'

const send = (message: Message) => render({ kind: 'send', message })

/** The keyboard as a person sees it: a row a line. */
function shown(natives: readonly Native[]): string[] {
  return (natives.at(-1)?.reply_markup?.inline_keyboard ?? []).map((row) =>
    row.map(({ text }) => text).join(' | '),
  )
}
const labels = (...given: string[]) => given.map((label, index) => ({ id: `o${index}`, label }))

test('a plain text is sent as it is, without markup of any kind', () => {
  expect(send(say('1 * 2 _ 3 [x](y) <b>'))).toEqual([{ method: 'sendMessage', text: '1 * 2 _ 3 [x](y) <b>' }])
})

test('short labels share a row, long ones have one each, actions come last', () => {
  const back = [
    { id: '~back', label: 'Back' },
    { id: '~skip', label: 'Skip' },
  ]
  expect(shown(send(question('?', { options: labels('Yes', 'No'), actions: back })))).toEqual([
    'Yes | No',
    'Back | Skip',
  ])
  expect(shown(send(question('?', { options: labels('Good', 'OK', 'Bad') })))).toEqual(['Good | OK | Bad'])
  expect(shown(send(question('?', { options: labels('Almost always safe', 'Generally safe') })))).toEqual([
    'Almost always safe',
    'Generally safe',
  ])
})

test('in a language read from the right the first option lies on the right', () => {
  const message: Message = {
    text: 'هل أنت بأمان؟',
    language: 'ar',
    direction: 'rtl',
    ask: ask({ options: labels('نعم', 'لا') }),
  }
  expect(shown(send(message))).toEqual(['لا | نعم'])
})

test('what is ticked shows, in a question and when it is drawn anew', () => {
  const message = question('?', { kind: 'choose_many', options: labels('Theft', 'Clashes'), picked: ['o1'] })
  expect(shown(send(message))).toEqual(['Theft | ✓ Clashes'])
  expect(render({ kind: 'redraw', message, position: 44 })).toEqual([
    {
      method: 'editMessageReplyMarkup',
      message_id: 44,
      reply_markup: {
        inline_keyboard: [
          [
            { text: 'Theft', callback_data: 'a:0a1b2c3d:3:o0' },
            { text: '✓ Clashes', callback_data: 'a:0a1b2c3d:3:o1' },
          ],
        ],
      },
    },
  ])
})

test('a label too long for a button is read in full in the text, and pressed or typed by its number', () => {
  const long = 'The police, the army, or someone else who carries a weapon'
  const [native] = send(question('Who came?', { options: labels(long, 'Nobody') }))
  expect(native).toMatchObject({ text: `Who came?\n\n1. ${long}\n2. Nobody` })
  expect(shown([native as Native])).toEqual(['1 | 2'])
})

test('sixty districts fit, two in a row', () => {
  const rows = shown(
    send(question('Where?', { options: labels(...Array.from({ length: 60 }, (_, i) => `District ${i}`)) })),
  )
  expect(rows).toHaveLength(30)
})

test('more options than Telegram shows buttons can all be read and typed by number', () => {
  const [native] = send(
    question('Where?', { options: labels(...Array.from({ length: 120 }, (_, i) => `P${i}`)) }),
  )
  expect(native).toMatchObject({ text: expect.stringContaining('120. P119') })
})

test('a long text is cut at the end of a paragraph, else of a sentence, with the buttons under the last part', () => {
  const paragraph = `${'One sentence here. '.repeat(150).trim()}`
  const natives = send(question(`${paragraph}\n\n${paragraph}`))
  expect(natives.map((native) => native.method === 'sendMessage' && native.text)).toEqual([
    paragraph,
    paragraph,
  ])
  expect(natives.map(({ reply_markup }) => reply_markup !== undefined)).toEqual([false, true])
  const [first = ''] = split('Ein Satz. '.repeat(600), 4096)
  expect(first.endsWith('Satz.')).toBe(true)
})

test('cutting loses nothing but white space, never halves a character, and ends for any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(fc.constantFrom('a', ' ', '\n', '\n\n', '. ', '؟ ', '😀', 'سلام'))
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (given, most) => {
      const pieces = split(given, most)
      expect(pieces.every((piece) => piece.length <= most && piece !== '')).toBe(true)
      expect(pieces.join('').replace(/\s/g, '')).toBe(given.replace(/\s/g, ''))
      expect(pieces.every((piece) => !/\p{Surrogate}/u.test(piece))).toBe(true)
    }),
  )
})

test('whatever the message, Telegram’s own rules take every call made of it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.nat(400))
      .map(([s, n]) => s.repeat(n)),
    fc.constantFrom('', '\u200F', '\0', '\uD800', ' \n ', '\u2068\u2069'),
  )
  const options = (most: number) =>
    fc.array(fc.record({ id: fc.stringMatching(/^[a-z0-9_~-]{1,40}$/), label: text }), { maxLength: most })
  const message: fc.Arbitrary<Message> = fc.record({
    text,
    language: fc.constant('ar'),
    direction: fc.constantFrom('rtl', 'ltr'),
    ask: fc.record({
      tag: fc.stringMatching(/^[0-9a-f]{8}$/),
      ask: fc.maxSafeNat(),
      kind: fc.constantFrom('choose', 'choose_many', 'number', 'text'),
      options: fc.oneof(options(6), options(150)),
      actions: options(5),
      picked: fc.array(fc.string(), { maxLength: 3 }),
    }),
  })
  fc.assert(
    fc.property(message, (given) => {
      const natives = [...send(given), ...render({ kind: 'redraw', message: given, position: 7 })]
      for (const { method, ...params } of natives)
        expect(checkFields(METHODS[method] ?? {}, { chat_id: 1, ...params })).toBeNull()
    }),
    { numRuns: 60 },
  )
})
