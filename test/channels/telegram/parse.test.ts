import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readOptionData, writeOptionData } from '../../../src/channels/option-data.ts'
import { isUpdate, parse } from '../../../src/channels/telegram/parse.ts'

const chat = { id: 77, type: 'private', first_name: 'Ada' }
const from = { id: 77, is_bot: false, first_name: 'Ada', language_code: 'ckb' }
const message = { message_id: 12, date: 1_700_000_000, chat, from }
const NOW = 1_800_000_000_123

const bodyOf = (update: object) => parse({ update_id: 5, ...update }, '99', NOW).received?.body
const said = (text: string) => bodyOf({ message: { ...message, text } })

test('a message keeps everything intake needs, in neutral words', () => {
  expect(parse({ update_id: 5, message: { ...message, text: 'بەڵێ' } } as never, '99', NOW)).toEqual({
    received: {
      channel: 'telegram',
      account: '99',
      external: '5',
      address: '77',
      sequence: 5,
      at: 1_700_000_000_000,
      position: 12,
      language: 'ckb',
      body: { kind: 'text', text: 'بەڵێ' },
    },
    query: null,
    ignored: null,
  })
})

test.each([
  ['/start', { kind: 'start' }],
  ['/start@some_bot', { kind: 'start' }],
  ['/START', { kind: 'start' }],
  ['/start basra-2026_a', { kind: 'start', payload: 'basra-2026_a' }],
  ['/start@some_bot   pulse ', { kind: 'start', payload: 'pulse' }],
  ['/stop', { kind: 'text', text: 'stop' }],
  ['/language@some_bot', { kind: 'text', text: 'language' }],
  ['/forget_me', { kind: 'text', text: 'forget me' }],
  ['/language English', { kind: 'text', text: 'language English' }],
  ['/etc/passwd', { kind: 'text', text: '/etc/passwd' }],
  ['/', { kind: 'text', text: '/' }],
  ['say /stop', { kind: 'text', text: 'say /stop' }],
  ['', { kind: 'text', text: '' }],
  ['\u202Eabc\0\uD800', { kind: 'text', text: '\u202Eabc\0\uD800' }],
])('%j is read as %j', (text, body) => {
  expect(said(text)).toEqual(body)
})

test('a press carries its question and option, the place of its message, and the query to answer', () => {
  const callback_query = { id: 'q9', from, message, chat_instance: '1', data: 'a:0a1b2c3d:1e:~done' }
  const parsed = parse({ update_id: 6, callback_query } as never, '99', NOW)
  expect(parsed).toMatchObject({
    query: 'q9',
    received: {
      at: NOW,
      position: 12,
      address: '77',
      body: { kind: 'press', tag: '0a1b2c3d', ask: 50, option: '~done' },
    },
  })
})

test.each(['', 'x', 'a:b', 'a:0a1b2c3d:-1:yes', 'a:0a1b2c3d:1:NO', 'a:0a1b2c3d:1:', undefined, 7])(
  'a button that is not ours (%j) belongs to no question, and is explained rather than lost',
  (data) => {
    const callback_query = { id: 'q9', from, message, chat_instance: '1', data }
    expect(bodyOf({ callback_query })).toEqual({ kind: 'press', tag: '', ask: 0, option: '' })
  },
)

test('button data comes back as it was written, for every option allowed, within 64 bytes', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9a-f]{8}$/),
      fc.maxSafeNat(),
      fc.stringMatching(/^[a-z0-9_~-]{1,40}$/),
      (tag, ask, option) => {
        const data = writeOptionData({ tag, ask }, option)
        expect(Buffer.byteLength(data ?? 'x'.repeat(65))).toBeLessThanOrEqual(64)
        expect(readOptionData(data)).toEqual({ tag, ask, option })
      },
    ),
  )
})

test('an edit tells which message, and when it was changed', () => {
  const edited_message = { ...message, edit_date: 1_700_000_060, text: '7' }
  expect(parse({ update_id: 6, edited_message } as never, '99', NOW).received).toMatchObject({
    at: 1_700_000_060_000,
    position: 12,
    body: { kind: 'edit', text: '7' },
  })
})

test.each([
  ['kicked', 'blocked'],
  ['member', 'unblocked'],
])('the bot is %s: %s', (status, kind) => {
  expect(bodyOf({ my_chat_member: { chat, from, date: 1, new_chat_member: { status } } })).toEqual({ kind })
})

test.each([
  [{ photo: [{}], caption: 'yes' }, 'photo'],
  [{ voice: {} }, 'voice'],
  [{ audio: {} }, 'audio'],
  [{ video_note: {} }, 'video'],
  [{ animation: {}, document: {} }, 'video'],
  [{ document: {} }, 'document'],
  [{ sticker: {} }, 'sticker'],
  [{ venue: {}, location: {} }, 'location'],
  [{ contact: {} }, 'contact'],
  [{ dice: {} }, 'other'],
])('%j is told apart as %s; a caption is no answer', (content, media) => {
  expect(bodyOf({ message: { ...message, ...content } })).toEqual({ kind: 'media', media })
})

test.each([
  [{ message: { ...message, pinned_message: {} } }, 'service'],
  [{ edited_message: { ...message, location: {} } }, 'edit_without_text'],
  [{ message: { ...message, chat: { id: -1, type: 'supergroup' }, text: 'hi' } }, 'group'],
  [{ edited_message: { ...message, chat: { id: -1, type: 'group' }, text: 'hi' } }, 'group'],
  [
    { my_chat_member: { chat: { id: -1, type: 'channel' }, date: 1, new_chat_member: { status: 'member' } } },
    'group',
  ],
  [{ channel_post: {} }, 'unused_kind'],
  [{ message: null }, 'malformed'],
  [{ callback_query: 7 }, 'malformed'],
])('%j is left and counted as %s', (update, ignored) => {
  expect(parse({ update_id: 5, ...update } as never, '99', NOW)).toMatchObject({ received: null, ignored })
})

test('no shape of an update makes it throw', () => {
  const key = fc.constantFrom(
    'message',
    'edited_message',
    'callback_query',
    'my_chat_member',
    'chat',
    'from',
    'text',
    'date',
    'type',
    'id',
    'data',
  )
  const shape = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constant('private'),
      tie('record'),
    ),
    record: fc.dictionary(key, tie('value')),
  }))
  fc.assert(
    fc.property(shape.record, fc.integer(), (update, update_id) => {
      const given = { ...(update as object), update_id }
      expect(isUpdate(given)).toBe(true)
      const { received, ignored } = parse(given, '99', NOW)
      expect((received === null) !== (ignored === null)).toBe(true)
    }),
  )
})

const group = { id: -1001, type: 'supergroup', title: 'Youth of Basra' }
const joined = (type: string, member: object) =>
  parse(
    {
      update_id: 8,
      my_chat_member: { chat: { ...group, type }, from, date: 1, new_chat_member: { user: from, ...member } },
    } as never,
    '99',
    NOW,
  )

test.each([
  ['group', { status: 'member' }, { kind: 'joined', canPost: true }],
  ['supergroup', { status: 'administrator' }, { kind: 'joined', canPost: true }],
  ['supergroup', { status: 'restricted', can_send_messages: false }, { kind: 'joined', canPost: false }],
  ['channel', { status: 'administrator', can_post_messages: true }, { kind: 'joined', canPost: true }],
  ['channel', { status: 'administrator' }, { kind: 'joined', canPost: false }],
  ['channel', { status: 'member' }, { kind: 'joined', canPost: false }],
  ['supergroup', { status: 'left' }, { kind: 'left' }],
  ['supergroup', { status: 'kicked' }, { kind: 'left' }],
])('the bot’s own place in a %s as %o is told, and makes nobody a contact', (type, member, change) => {
  expect(joined(type, member)).toMatchObject({
    received: null,
    ignored: 'group',
    group: { id: '-1001', ...change },
  })
})

test('a group’s new name and its new id are told; what people write there is not read', () => {
  const news = (more: object) =>
    parse({ update_id: 9, message: { ...message, chat: group, ...more } } as never, '99', NOW)
  expect(news({ new_chat_title: 'Youth' }).group).toEqual({ kind: 'renamed', id: '-1001', name: 'Youth' })
  expect(news({ migrate_to_chat_id: -2002 }).group).toEqual({ kind: 'moved', id: '-1001', to: '-2002' })
  expect(news({ text: 'partly' })).toEqual({ received: null, query: null, ignored: 'group' })
  expect(news({ pinned_message: {} })).toEqual({ received: null, query: null, ignored: 'group' })
  const odd = { new_chat_title: 5, migrate_to_chat_id: 'x', chat: { type: 'group' } }
  expect(news(odd)).toEqual({ received: null, query: null, ignored: 'group' })
})
