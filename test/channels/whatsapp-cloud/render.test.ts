/** What people see on WhatsApp. What Meta would refuse, or cut, is a question that nobody can answer. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Native, render, withPictureId } from '../../../src/channels/whatsapp-cloud/render.ts'
import type { Ask, Message, Option } from '../../../src/engine/message.ts'
import { checkMessage } from '../../fakes/cloud-api/spec.ts'

const TEXTS = {
  en: {
    choose: 'See the answers',
    one: 'Write the number.',
    several: 'Write the numbers.',
    also: 'Or write “{{words}}”.',
  },
}
const labels = (...all: string[]): Option[] => all.map((label, index) => ({ id: `o${index}`, label }))
const back: Option[] = [{ id: '~back', label: 'Back' }]
const skip: Option[] = [{ id: '~skip', label: 'Skip' }, ...back]
const question = (options: Option[], more: Partial<Ask> = {}, text = 'Which?'): Message => ({
  text,
  language: 'en',
  direction: 'ltr',
  ask: { tag: 'tagtagta', ask: 5, kind: 'choose', options, actions: [], ...more },
})
const show = (message: Message): Native[] => render({ kind: 'send', message }, TEXTS)

interface Shown {
  readonly interactive?: {
    readonly type: string
    readonly body: { readonly text: string }
    readonly header?: object
    readonly action: {
      readonly buttons?: { readonly reply: { readonly id: string; readonly title: string } }[]
      readonly sections?: {
        readonly rows: { readonly id: string; readonly title: string; readonly description?: string }[]
      }[]
    }
  }
  readonly text?: { readonly body: string }
  readonly image?: { readonly caption?: string }
}
const shown = (message: Message) =>
  show(message).map(({ payload }) => {
    const { interactive, text, image } = payload as Shown
    if (interactive === undefined) return text?.body ?? `[picture] ${image?.caption ?? ''}`
    const { buttons, sections } = interactive.action
    const options =
      buttons?.map(({ reply }) => reply.title) ??
      sections?.[0]?.rows.map(({ title, description }) => [title, description].filter(Boolean).join(': '))
    return `${interactive.header === undefined ? '' : '[picture] '}${interactive.body.text} | ${interactive.type}: ${options?.join(', ')}`
  })

describe('a question', () => {
  it('of three options has buttons', () => {
    expect(shown(question(labels('Yes', 'No', 'Perhaps')))).toEqual(['Which? | button: Yes, No, Perhaps'])
  })
  it('of two options has room for the way back', () => {
    expect(shown(question(labels('Yes', 'No'), { actions: back }))).toEqual([
      'Which? | button: Yes, No, Back',
    ])
  })
  it('that can be left out keeps that rather than the way back', () => {
    expect(shown(question(labels('Yes', 'No'), { actions: skip }))).toEqual([
      'Which? | button: Yes, No, Skip',
    ])
  })
  it('of more than three options is a list', () => {
    expect(shown(question(labels('A', 'B', 'C', 'D'), { actions: back }))).toEqual([
      'Which? | list: A, B, C, D, Back',
    ])
  })
  it('with a label too long for a button is a list, and too long for a line stands below its number', () => {
    expect(shown(question(labels('Almost always safe now', 'No')))).toEqual([
      'Which? | list: Almost always safe now, No',
    ])
    const long = 'Neither satisfied nor dissatisfied, all in all'
    expect(shown(question(labels(long, 'No')))).toEqual([`Which? | list: 1: ${long}, 2: No`])
  })
  it('of more than ten options is numbered text, and says how to answer', () => {
    const many = labels(...Array.from({ length: 11 }, (_, index) => `District ${index + 1}`))
    const [only, ...more] = shown(question(many, { actions: skip }))
    expect(more).toEqual([])
    expect(only).toMatch(
      /^Which\?\n\n1\. District 1\n2\. District 2\n[\s\S]*11\. District 11\n\nWrite the number\.\n\nOr write “Skip”\.$/,
    )
  })
  it('of several answers is numbered text: nothing on WhatsApp can be ticked', () => {
    expect(shown(question(labels('A', 'B'), { kind: 'choose_many' }))).toEqual([
      'Which?\n\n1. A\n2. B\n\nWrite the numbers.',
    ])
  })
  it('in a language from right to left numbers its lines from the right', () => {
    const message: Message = { ...question(labels('نعم', 'لا'), { kind: 'choose_many' }), direction: 'rtl' }
    expect(shown(message)[0]).toContain('\u200F1. نعم\n\u200F2. لا')
  })
  it('in words has the way past it as a button', () => {
    expect(shown(question([], { kind: 'text', actions: skip }))).toEqual(['Which? | button: Skip, Back'])
  })
  it('whose options share a label is numbered, since WhatsApp refuses two equal buttons', () => {
    expect(shown(question(labels('Same', 'Same')))).toEqual([expect.stringContaining('1. Same\n2. Same')])
  })
  it('too long to stand above buttons goes before them, whole', () => {
    const sentence = 'We ask about safety where you live, and nobody learns your name. '
    const text = sentence.repeat(30).trim()
    const all = shown(question(labels('Yes', 'No'), {}, text))
    expect(all).toHaveLength(2)
    expect(all.join(' ').replaceAll(' | button: Yes, No', '')).toBe(text)
  })
  it('for somebody without a session has no numbers, which would mean nothing then', () => {
    const languages = Array.from({ length: 11 }, (_, index) => `Language ${index}`)
    const [only = ''] = shown(question(labels(...languages), { ask: 0 }))
    expect(only).toContain('• Language 1\n')
    expect(only).not.toMatch(/\d\. /)
  })
})

describe('a picture', () => {
  const picture = { file: 'ab', type: 'image/png', description: 'A chart' } as const
  it('stands above the buttons, in one message', () => {
    const message = { ...question(labels('Yes', 'No')), picture }
    expect(shown(message)).toEqual(['Which? | button: Yes, No'])
    const [native] = show(message)
    if (native === undefined) throw new Error('nothing is shown')
    expect(native.picture).toEqual(picture)
    expect((withPictureId(native.payload, '77') as Shown).interactive?.header).toEqual({
      type: 'image',
      image: { id: '77' },
    })
  })
  it('has the words below it, and words too long for that after it', () => {
    const say = (text: string): Message => ({ text, language: 'en', direction: 'ltr', picture })
    expect(shown(say('Six in ten feel safe.'))).toEqual(['[picture] Six in ten feel safe.'])
    const long = 'word '.repeat(300).trim()
    expect(shown(say(long))).toEqual(['[picture] ', long])
  })
  it('comes before a list, which has no room for one', () => {
    expect(shown({ ...question(labels('A', 'B', 'C', 'D')), picture })).toEqual([
      '[picture] ',
      'Which? | list: A, B, C, D',
    ])
  })
})

it('nothing that was sent is drawn anew', () => {
  expect(render({ kind: 'redraw', message: question(labels('A')), position: 3 }, TEXTS)).toEqual([])
})

it('whatever the message, Meta’s own limits take every call made of it, and every option can be chosen', () => {
  const label = fc.oneof(
    fc.string({ minLength: 1, maxLength: 90 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    fc.constantFrom('نعم', 'Yes', ' ', 'a'.repeat(73)),
  )
  const messages = fc.record({
    text: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.constantFrom('', '\u200F', 'x'.repeat(9000), 'word '.repeat(2500)),
    ),
    options: fc.array(label, { maxLength: 14 }),
    kind: fc.constantFrom('choose', 'choose_many', 'text', 'number') as fc.Arbitrary<Ask['kind']>,
    actions: fc.constantFrom([], back, skip),
    asks: fc.boolean(),
    picture: fc.boolean(),
  })
  fc.assert(
    fc.property(messages, ({ text, options, kind, actions, asks, picture }) => {
      const base = asks
        ? question(labels(...options), { kind, actions }, text)
        : { text, language: 'en', direction: 'ltr' as const }
      const message: Message = picture
        ? { ...base, picture: { file: 'ab', type: 'image/png', description: '' } }
        : base
      const natives = show(message)
      for (const { payload, picture: own } of natives) {
        const full = own === undefined ? payload : withPictureId(payload, '77')
        const call = {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '9647701234567',
          ...full,
        }
        expect(checkMessage(call)).toBeNull()
      }
      if (!asks || options.length === 0) return
      const words = JSON.stringify(natives)
      const ids = labels(...options).filter(({ id }) => words.includes(`:${id}"`))
      const numbered = options.every((_, index) => words.includes(`${index + 1}. `))
      expect(ids.length === options.length || numbered).toBe(true)
    }),
    { numRuns: 300 },
  )
})
