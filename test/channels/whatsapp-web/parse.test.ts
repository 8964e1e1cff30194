import { expect, test } from 'vitest'
import { parse } from '../../../src/channels/whatsapp-web/parse.ts'
import type { PlainMessage } from '../../../src/channels/whatsapp-web/protocol.ts'
import { createSequence } from '../../../src/channels/whatsapp-web/sequence.ts'

const ADA = '9647700000001@c.us'
const WRITTEN: PlainMessage = {
  ...{
    id: `false_${ADA}_3A01`,
    from: ADA,
    fromMe: false,
    type: 'chat',
    body: 'hello',
    seconds: 1_800_000_000,
  },
}
const digest = (text: string) => `hidden(${text.length})`
const read = (more: Partial<PlainMessage>) => parse({ ...WRITTEN, ...more }, 7, digest)
const bodyOf = (more: Partial<PlainMessage>) => {
  const parsed = read(more)
  return 'received' in parsed ? parsed.received.body : parsed.ignored
}

const EXTERNAL = `${(1_800_000_000).toString(36)}-hidden(29)`

test('a text becomes one event, dated by WhatsApp, under an id that names nobody', () => {
  expect(read({ alias: '888@lid' })).toEqual({
    received: {
      ...{ channel: 'whatsapp-web', account: 'device', external: EXTERNAL, address: ADA },
      ...{ sequence: 7, at: 1_800_000_000_000, mute: true, aliases: ['888@lid'] },
      body: { kind: 'text', text: 'hello' },
    },
  })
})

test.each([
  ['image', 'photo'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['ptt', 'voice'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['vcard', 'contact'],
  ['multi_vcard', 'contact'],
  ['poll_creation', 'other'],
  ['a kind of next year', 'other'],
] as const)('%s is media: %s', (type, media) => {
  expect(bodyOf({ type })).toEqual({ kind: 'media', media })
})

test('a file can be fetched by the id of its message; a text has none', () => {
  const parsed = read({ type: 'image', file: { type: 'image/jpeg', size: 5 } })
  expect('received' in parsed && parsed.received.file).toEqual({
    ...{ handle: WRITTEN.id, type: 'image/jpeg', size: 5 },
  })
  expect('received' in read({}) && 'file' in (read({}) as { received: object }).received).toBe(false)
})

test('each change of a text is an event of its own', () => {
  expect(bodyOf({ edited: true, body: 'changed' })).toEqual({ kind: 'edit', text: 'changed' })
  const externals = ['one', 'three'].map((body) => {
    const parsed = read({ edited: true, body })
    return 'received' in parsed ? parsed.received.external : ''
  })
  expect(new Set([...externals, EXTERNAL]).size).toBe(3)
})

test.each([
  ['own', { fromMe: true }],
  ['status', { from: 'status@broadcast' }],
  ['newsletter', { from: '1203630@newsletter' }],
  ['group', { from: '1203630@g.us' }],
  ['group_mention', { from: '1203630@g.us', mentionsUs: true }],
  ['revoked', { type: 'revoked' }],
  ['call', { type: 'call_log' }],
  ['undecrypted', { type: 'ciphertext' }],
  ['service', { type: 'e2e_notification' }],
  ['service', { type: 'gp2' }],
  ['malformed', { from: 'nobody' }],
  ['malformed', { seconds: Number.NaN }],
  ['malformed', { id: '' }],
] as const)('%s is counted, and no event', (ignored, more) => {
  expect(read(more)).toEqual({ ignored })
})

test('messages of one second keep the order they came in, and a clock set back changes nothing', () => {
  const next = createSequence()
  expect([next('a', 5), next('a', 5), next('b', 5), next('a', 4), next('a', 6)]).toEqual([
    ...[5000, 5001, 5000, 5002, 6000],
  ])
})
