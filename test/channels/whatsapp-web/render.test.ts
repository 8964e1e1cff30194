import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admit, ONLY_ANSWERS } from '../../../src/channels/whatsapp-web/admit.ts'
import { messageIdOf } from '../../../src/channels/whatsapp-web/message-id.ts'
import { CAPTION, render } from '../../../src/channels/whatsapp-web/render.ts'
import type { Message, Outgoing } from '../../../src/engine/message.ts'

const TEXTS = {
  en: {
    choose: 'Choose',
    one: 'Reply with a number.',
    several: 'Reply with numbers.',
    also: 'Or: {{words}}',
  },
}
const PICTURE = { file: 'abc', type: 'image/png', description: 'a chart' } as const
const message = (more: Partial<Message>): Outgoing => ({
  kind: 'send',
  message: { text: 'hello', language: 'en', direction: 'ltr', ...more },
})
const ask = (more: Partial<Message> = {}): Outgoing =>
  message({
    text: 'How safe?',
    ask: {
      ...{ tag: 't', ask: 1, kind: 'choose' },
      options: [
        { id: 'safe', label: 'Safe' },
        { id: 'unsafe', label: 'Not safe' },
      ],
      actions: [{ id: '~skip', label: 'skip' }],
    },
    ...more,
  })

test('a text goes as it is, a question with its options by number', () => {
  expect(render(message({}), TEXTS)).toEqual([{ kind: 'text', text: 'hello' }])
  expect(render(ask(), TEXTS)).toEqual([
    { kind: 'text', text: 'How safe?\n\n1. Safe\n2. Not safe\n\nReply with a number.\n\nOr: skip' },
  ])
})

test('a picture carries the text where it fits, else the text comes after it', () => {
  expect(render(message({ picture: PICTURE }), TEXTS)).toEqual([
    { kind: 'picture', file: 'abc', type: 'image/png', caption: 'hello' },
  ])
  const long = 'word '.repeat(300).trim()
  expect(render(message({ picture: PICTURE, text: long }), TEXTS)).toEqual([
    { kind: 'picture', file: 'abc', type: 'image/png', caption: '' },
    { kind: 'text', text: long },
  ])
  expect(render(message({ picture: PICTURE, text: '' }), TEXTS)).toEqual([
    { kind: 'picture', file: 'abc', type: 'image/png', caption: '' },
  ])
})

test('a redraw, and a message that says nothing, are nothing', () => {
  expect(render({ kind: 'redraw', message: { ...ask().message }, position: 1 }, TEXTS)).toEqual([])
  expect(render(message({ text: ' \u200B ' }), TEXTS)).toEqual([])
})

test('whatever is said, no piece passes the limits and no word is lost', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12_000 }), fc.boolean(), (text, withPicture) => {
      const natives = render(message({ text, ...(withPicture ? { picture: PICTURE } : {}) }), TEXTS)
      const said = natives.map((native) => (native.kind === 'text' ? native.text : native.caption))
      for (const native of natives) {
        if (native.kind === 'text') expect(native.text.length).toBeLessThanOrEqual(4096)
        else expect(native.caption.length).toBeLessThanOrEqual(CAPTION)
      }
      const bare = (words: string) => words.replace(/\s/g, '')
      if (bare(said.join('')) !== '') expect(bare(said.join(''))).toBe(bare(text.replace(/\0/g, '\uFFFD')))
    }),
  )
})

test('writes to who wrote within a day, to groups, and to nobody else in bulk', () => {
  const now = 1_800_000_000_000
  const outgoing = message({})
  const asked = (more: object, everyone = false) =>
    admit(outgoing, { address: '1@c.us', heardAt: 0, bulk: true, now, ...more }, everyone)
  const wait = { kind: 'wait', reason: ONLY_ANSWERS }
  expect(asked({})).toEqual(wait)
  expect(asked({ heardAt: now - 86_400_000 })).toEqual(wait)
  expect(asked({ heardAt: now - 86_399_999 })).toEqual({ kind: 'send', outgoing })
  expect(asked({ bulk: false })).toEqual({ kind: 'send', outgoing })
  expect(asked({ address: '1@g.us' })).toEqual({ kind: 'send', outgoing })
  expect(asked({}, true)).toEqual({ kind: 'send', outgoing })
})

test('a message has the same id at every try, in the form that WhatsApp gives to linked devices', () => {
  expect(messageIdOf('hidden')).toMatch(/^3EB0[0-9A-F]{18}$/)
  expect(messageIdOf('hidden')).toBe(messageIdOf('hidden'))
  expect(messageIdOf('hidden')).not.toBe(messageIdOf('another'))
})
