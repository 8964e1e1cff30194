/** Which template goes to whom. A wrong one is read by somebody who does not know its language, or is refused. */
import { expect, it } from 'vitest'
import { fillTemplate, matchTemplate, placeholders } from '../../../src/channels/whatsapp-cloud/templates.ts'
import { admit } from '../../../src/channels/whatsapp-cloud/whatsapp-cloud.ts'

const HOUR = 3_600_000
const template = (name: string, language: string, text: string, status = 'APPROVED') => ({
  ...{ name, language, text, status },
  category: 'UTILITY',
})
const ACCOUNT = [
  template('news', 'en_US', 'Hello {{1}}'),
  template('news', 'ar', 'مرحبا {{1}}'),
  template('late', 'ar', 'لاحقا', 'PENDING'),
  template('named', 'en', 'In {{place}}: {{count}}'),
  template('turned', 'en', '{{2}} before {{1}}'),
]

it.each([
  ['news', 'ar', ['x'], 'ar'],
  ['news', 'en', ['x'], 'en_US'],
  ['news', 'ckb', ['x'], 'the template "news" is not in ckb'],
  ['none', 'ar', [], 'the account has no template "none"'],
  ['late', 'ar', [], 'the template "late" (ar) is PENDING, not approved'],
  ['news', 'ar', [], 'the template "news" (ar) takes 1 values, and 0 are given'],
])('%s in %s with %j: %s', (name, language, values, expected) => {
  const match = matchTemplate(ACCOUNT, { name, values }, language)
  expect(match.kind === 'found' ? match.template.language : match.reason).toBe(expected)
})

it('fills values by number wherever they stand, and by name', () => {
  expect(placeholders('{{2}} before {{1}}')).toEqual(['1', '2'])
  expect(fillTemplate('{{2}} before {{1}}', ['one', 'two'])).toBe('two before one')
  expect(fillTemplate('In {{place}}: {{count}}', ['Zubayr', 'a\n\nb'])).toBe('In Zubayr: a b')
})

it('within the 24 hours the words go as they are; a minute before their end the window counts as closed', () => {
  const message = {
    text: 'Words',
    language: 'ar',
    direction: 'rtl',
    template: { name: 'news', values: ['x'] },
  } as const
  const at = (now: number) =>
    admit({ kind: 'send', message }, { address: '1', heardAt: 0, bulk: false, now }, ACCOUNT)
  const { template: _, ...bare } = message
  expect(at(23.9 * HOUR)).toEqual({ kind: 'send', outgoing: { kind: 'send', message: bare } })
  expect(at(24 * HOUR - 30_000)).toMatchObject({
    kind: 'send',
    outgoing: { message: { text: 'مرحبا x', template: { name: 'news', code: 'ar', values: ['x'] } } },
  })
})

it('what has no template waits for the person, and what may get one is looked at again', () => {
  const circumstances = { address: '1', heardAt: 0, bulk: false, now: 30 * HOUR }
  const words = { text: 'Words', language: 'ar', direction: 'rtl' } as const
  expect(admit({ kind: 'send', message: words }, circumstances, ACCOUNT)).toEqual({
    kind: 'wait',
    reason: 'more than 24 hours since the person wrote, and no template for it',
  })
  const late = { ...words, template: { name: 'late', values: [] } }
  expect(admit({ kind: 'send', message: late }, circumstances, ACCOUNT)).toMatchObject({ until: 31 * HOUR })
  expect(admit({ kind: 'send', message: late }, circumstances, undefined)).toMatchObject({
    kind: 'wait',
    until: expect.any(Number),
  })
})
