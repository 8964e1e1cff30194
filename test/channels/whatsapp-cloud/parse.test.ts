/** What Meta's webhook bodies become. A wrong reading loses somebody's answer, or gives it to somebody else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParseContext, parse } from '../../../src/channels/whatsapp-cloud/parse.ts'

const PHONE = '9647701234567'
const USER = 'IQ.13491208655302741918'
const NUMBER = '109876543210987'

function context(): ParseContext {
  return {
    phoneNumberId: NUMBER,
    digest: (text) => `digest of ${text}`,
    open: (sealed) => {
      if (!sealed.startsWith('sealed ')) throw new Error('not ours')
      return sealed.slice('sealed '.length)
    },
  }
}

const body = (value: object, field = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes: [{ field, value: { metadata: { phone_number_id: NUMBER }, ...value } }] }],
})
const message = (more: object) => ({ from: PHONE, id: 'wamid.A', timestamp: '1767225600', ...more })
const one = (more: object, contacts: object[] = [{ wa_id: PHONE, profile: { name: 'Zaynab' } }]) =>
  parse(body({ contacts, messages: [message(more)] }), context())

describe('a message', () => {
  it('of words carries who, when and what, and no name', () => {
    const { messages, ignored } = one({ type: 'text', text: { body: 'سلام' } })
    expect(ignored).toEqual([])
    expect(messages).toEqual([
      {
        id: 'wamid.A',
        received: {
          channel: 'whatsapp-cloud',
          account: NUMBER,
          external: `${(1_767_225_600).toString(36)}-digest of wamid.A`,
          address: PHONE,
          sequence: 1_767_225_600_000,
          at: 1_767_225_600_000,
          mute: true,
          position: 1_767_225_600,
          body: { kind: 'text', text: 'سلام' },
        },
      },
    ])
    expect(JSON.stringify(messages)).not.toContain('Zaynab')
  })

  it.each<[string, object, object]>([
    [
      'a button',
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'a:tagtagta:3:yes', title: 'No' } },
      },
      { kind: 'press', tag: 'tagtagta', ask: 3, option: 'yes' },
    ],
    [
      'a line of a list, by its id and not by its title',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'a:tagtagta:a:basra', title: 'Kirkuk' } },
      },
      { kind: 'press', tag: 'tagtagta', ask: 10, option: 'basra' },
    ],
    [
      'a button that is not ours',
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'buy', title: 'Buy' } },
      },
      { kind: 'press', tag: '', ask: 0, option: '' },
    ],
    [
      'a quick reply of a template',
      { type: 'button', button: { payload: 'x', text: 'Start' } },
      { kind: 'text', text: 'Start' },
    ],
    [
      'a sticker',
      { type: 'sticker', sticker: { id: '1', mime_type: 'image/webp' } },
      { kind: 'media', media: 'sticker' },
    ],
    ['a voice note', { type: 'audio', audio: { id: '1', voice: true } }, { kind: 'media', media: 'voice' }],
    [
      'a place',
      { type: 'location', location: { latitude: 30, longitude: 47 } },
      { kind: 'media', media: 'location' },
    ],
    [
      'what Meta cannot read',
      { type: 'unsupported', errors: [{ code: 131051 }] },
      { kind: 'media', media: 'other' },
    ],
  ])('%s', (_, more, expected) => {
    expect(one(more).messages.map(({ received }) => received.body)).toEqual([expected])
  })

  it('with a file says how to find it again', () => {
    const { messages } = one({ type: 'image', image: { id: '77', mime_type: 'image/jpeg', sha256: 'x' } })
    expect(messages[0]?.received).toMatchObject({
      body: { kind: 'media', media: 'photo' },
      file: { handle: '77', type: 'image/jpeg' },
    })
  })

  it.each([
    ['reaction', 'reaction'],
    ['system', 'service'],
    ['request_welcome', 'service'],
    ['hologram', 'unknown_kind'],
  ])('of the kind %s is counted and left', (type, kind) => {
    expect(one({ type })).toMatchObject({ messages: [], ignored: [kind] })
  })
})

describe('who wrote', () => {
  it.each<[string, object, object[], string, string[] | undefined]>([
    ['by number alone', { from: PHONE }, [{ wa_id: PHONE }], PHONE, undefined],
    ['by both', { from: PHONE, from_user_id: USER }, [{ wa_id: PHONE, user_id: USER }], PHONE, [USER]],
    [
      'by business-scoped id alone',
      { from: undefined, from_user_id: USER },
      [{ user_id: USER }],
      USER,
      undefined,
    ],
    ['the id only in the profile', { from: PHONE }, [{ wa_id: PHONE, user_id: USER }], PHONE, [USER]],
    [
      'among several profiles, their own',
      { from: PHONE },
      [
        { wa_id: '1', user_id: 'XX.1' },
        { wa_id: PHONE, user_id: USER },
      ],
      PHONE,
      [USER],
    ],
  ])('%s', (_, who, contacts, address, aliases) => {
    const { messages } = one({ ...who, type: 'text', text: { body: 'x' } }, contacts)
    expect(messages.map(({ received }) => [received.address, received.aliases])).toEqual([[address, aliases]])
  })
})

describe('a status', () => {
  const status = (more: object) => ({
    id: 'wamid.B',
    status: 'delivered',
    timestamp: '1767225601',
    recipient_id: PHONE,
    biz_opaque_callback_data: 'sealed ref',
    ...more,
  })
  const read = (more: object) => parse(body({ statuses: [status(more)] }), context())

  it('names its message by what we sent along', () => {
    expect(read({}).statuses).toEqual([
      { reference: 'ref', state: 'delivered', at: 1_767_225_601_000, external: 'digest of wamid.B' },
    ])
  })

  it('of a message that is not ours is counted and left', () => {
    expect(read({ biz_opaque_callback_data: undefined })).toMatchObject({
      statuses: [],
      ignored: ['foreign_status'],
    })
    expect(read({ biz_opaque_callback_data: 'theirs' })).toMatchObject({
      statuses: [],
      ignored: ['foreign_status'],
    })
  })

  it('tells what is charged for once it was delivered, not before', () => {
    const pricing = { billable: true, category: 'utility' }
    expect(read({ pricing }).statuses).toMatchObject([{ billed: { category: 'utility' } }])
    expect(read({ status: 'sent', pricing }).statuses[0]?.billed).toBeUndefined()
    expect(read({ pricing: { ...pricing, billable: false } }).statuses[0]?.billed).toBeUndefined()
  })

  it('of a failure is read by the table of errors', () => {
    const [failed] = read({ status: 'failed', errors: [{ code: 131047, title: `to ${PHONE}` }] }).statuses
    expect(failed?.error).toMatchObject({ kind: 'window_closed' })
    expect(failed?.error?.message).not.toContain(PHONE)
  })
})

it('takes the nineteen of a batch whose twentieth is of an unknown kind, in the order in which they came', () => {
  const messages = Array.from({ length: 20 }, (_, index) =>
    message({
      id: `wamid.${index}`,
      ...(index === 7 ? { type: 'hologram' } : { type: 'text', text: { body: `${index}` } }),
    }),
  )
  const found = parse(body({ messages }), context())
  expect(found.messages).toHaveLength(19)
  expect(found.ignored).toEqual(['unknown_kind'])
  const order = found.messages.map(({ id }) => Number(id.slice('wamid.'.length)))
  expect(order).toEqual([...order].sort((a, b) => a - b))
})

it('takes nothing that was said in a group: it is nobody’s answer', () => {
  const found = one({ type: 'text', text: { body: 'yes' }, group_id: 'Y2FwaV9ncm91cA' })
  expect(found).toMatchObject({ messages: [], ignored: ['service'] })
})

it('never takes the profile of somebody else for the sender’s', () => {
  const found = one({ type: 'text', text: { body: 'x' } }, [{ wa_id: '9647709999999', user_id: 'IQ.2' }])
  expect(found.messages[0]?.received).toMatchObject({ address: PHONE })
  expect(found.messages[0]?.received.aliases).toBeUndefined()
})

it('keeps no type of a file that is not one', () => {
  const found = one({ type: 'image', image: { id: '1', mime_type: 'image/\u0000png' } })
  expect(found.messages[0]?.received.file).toMatchObject({ type: 'application/octet-stream' })
})

it('leaves what was sent to another number of the same account', () => {
  const elsewhere = {
    metadata: { phone_number_id: '1' },
    messages: [message({ type: 'text', text: { body: 'x' } })],
  }
  expect(parse(body(elsewhere), context())).toMatchObject({ messages: [], ignored: ['other_number'] })
})

it('hears that templates changed', () => {
  expect(parse(body({}, 'message_template_status_update'), context())).toMatchObject({
    templatesChanged: true,
  })
})

it('no shape of a body makes it throw', () => {
  const keys = fc.constantFrom(
    'type',
    'text',
    'body',
    'interactive',
    'id',
    'timestamp',
    'from',
    'status',
    'errors',
    'audio',
  )
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constantFrom('text', 'audio', 'button', 'failed', '__proto__'),
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(tree, tree, tree, (first, second, value) => {
      parse(first, context())
      parse(
        body({ contacts: [first], messages: [first, second], statuses: [second], errors: value }),
        context(),
      )
      parse(body({ messages: [message({ type: 'interactive', interactive: value })] }), context())
    }),
    { numRuns: 500 },
  )
})
