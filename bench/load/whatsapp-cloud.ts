/**
 * WhatsApp by Meta's Cloud API: bodies in Meta's shapes and in Meta's spelling (everything beyond ASCII as \uXXXX), each
 * signed. A press brings the option's id and title and the id of the message pressed. No language is told, and what has
 * more than ten options or takes several answers is typed by number.
 */
import { createHmac } from 'node:crypto'
import { writeOptionData } from '../../src/channels/option-data.ts'
import { type Payload, render } from '../../src/channels/whatsapp-cloud/render.ts'
import type { Body } from '../../src/engine/event.ts'
import type { Ask } from '../../src/engine/message.ts'
import { escapedJson } from '../../test/fakes/cloud-api/body.ts'
import { wamid } from '../../test/fakes/cloud-api/wamid.ts'
import { numberedTexts } from './numbered-texts.ts'
import { type Chat, type Platform, TAG } from './platform.ts'

export const CLOUD = {
  token: 'EAAB-bench',
  phoneNumberId: '109876543210987',
  businessAccountId: '205551234567890',
  appSecret: 'bench-app-secret',
} as const
export const VERIFY_TOKEN = 'bench-verify-token'

export const whatsappCloud: Platform = {
  name: 'whatsapp-cloud',
  account: CLOUD.phoneNumberId,
  standIn: 'load/cloud-api',
  webhook: '/webhooks/whatsapp',
  settings: (root) => ({
    WHATSAPP_CLOUD_TOKEN: CLOUD.token,
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: CLOUD.phoneNumberId,
    WHATSAPP_CLOUD_APP_SECRET: CLOUD.appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: VERIFY_TOKEN,
    WHATSAPP_CLOUD_API_ROOT: root,
    WHATSAPP_CLOUD_PACE: '100000',
    WHATSAPP_CLOUD_GAP: '0',
  }),
  addressOf: (n) => String(9_647_700_000_001 + n),
  tellsLanguage: false,
  several: 'typed',
  chat,
  fill: (update, { n, tag }) => {
    const phone = whatsappCloud.addressOf(n)
    return update
      .replaceAll('@phone@', phone)
      .replaceAll('@user@', `IQ.1349120865${n}`)
      .replaceAll('@own@', () => escaped(wamid(phone, 'in')))
      .replaceAll('@pressed@', () => escaped(wamid(phone, 'out')))
      .replaceAll('@second@', String(Math.floor(Date.now() / 1000)))
      .replaceAll(TAG, tag)
  },
  headers: (body) => ({
    'User-Agent': 'facebookexternalua',
    'X-Hub-Signature-256': `sha256=${createHmac('sha256', CLOUD.appSecret).update(body).digest('hex')}`,
  }),
}

const escaped = (text: string): string => escapedJson(text).slice(1, -1)

/** What can be pressed, as it comes back. */
interface Choice {
  readonly id: string
  readonly title: string
  readonly description?: string
}

function chat(): Chat {
  let asked: Ask | undefined
  let shown: Shown = { type: 'button_reply', choices: [] }
  const choiceOf = (option: string) => shown.choices.find(({ id }) => id.endsWith(`:${option}`))

  function messageOf(body: Body): object {
    if (body.kind === 'start') return { type: 'text', text: { body: 'مرحبا' } }
    if (body.kind === 'text') return { type: 'text', text: { body: body.text } }
    if (body.kind !== 'press') throw new Error(`the script has no ${body.kind}`)
    const { title = '', description } = choiceOf(body.option) ?? {}
    const id = writeOptionData({ tag: TAG, ask: body.ask }, body.option)
    const reply = { id, title, ...(description === undefined ? {} : { description }) }
    return {
      context: { from: '9647700000000', id: '@pressed@' },
      type: 'interactive',
      interactive: { type: shown.type, [shown.type]: reply },
    }
  }

  return {
    event: (body) => ({ at: 0, mute: true, ...(body.kind === 'text' ? { position: 1 } : {}), body }),
    update: (body) =>
      enveloped({
        from: '@phone@',
        from_user_id: '@user@',
        id: '@own@',
        timestamp: '@second@',
        ...messageOf(body),
      }),
    shows(outgoing) {
      const natives = render(outgoing, numberedTexts())
      for (const { payload } of natives) {
        if (payload.type !== 'text' && payload.type !== 'interactive')
          throw new Error(`the script has no ${payload.type}`)
        if (outgoing.message.ask === undefined) continue
        asked = outgoing.message.ask
        shown = shownIn(payload)
      }
      return natives.length
    },
    get asked() {
      return asked
    },
    offers: (option) => choiceOf(option) !== undefined,
  }
}

const enveloped = (message: object): string =>
  escapedJson({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: CLOUD.businessAccountId,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '9647700000000', phone_number_id: CLOUD.phoneNumberId },
              contacts: [{ profile: { name: 'زينب' }, wa_id: '@phone@', user_id: '@user@' }],
              messages: [message],
            },
            field: 'messages',
          },
        ],
      },
    ],
  })

interface Shown {
  readonly type: 'button_reply' | 'list_reply'
  readonly choices: readonly Choice[]
}

function shownIn(payload: Payload): Shown {
  if (payload.type !== 'interactive') return { type: 'button_reply', choices: [] }
  const { buttons = [], sections = [] } = payload.interactive.action as {
    readonly buttons?: readonly { readonly reply: Choice }[]
    readonly sections?: readonly { readonly rows: readonly Choice[] }[]
  }
  return payload.interactive.type === 'button'
    ? { type: 'button_reply', choices: buttons.map(({ reply }) => reply) }
    : { type: 'list_reply', choices: sections.flatMap(({ rows }) => rows) }
}
