/** What becomes of a message that the business sends: refused, taken and delivered, or taken and failed later. */
import { invalid, type Json, malformed } from './check.ts'
import { type Complaint, type Refusal, refusal } from './errors.ts'
import { type Account, identity } from './people.ts'
import { checkMessage, typeOf } from './spec.ts'
import type { Filled } from './templates.ts'
import { wamid } from './wamid.ts'
import type { World } from './world.ts'

export interface Option {
  readonly id: string
  readonly title: string
}

/** A message of the business, read out for tests. */
export interface BusinessMessage {
  readonly id: string
  readonly type: string
  /** The words above the buttons, of the caption, or of the template with its placeholders filled in. */
  readonly text: string
  /** Buttons or rows; of a template its quick replies, by payload. */
  readonly options: readonly Option[]
  /** Media id or link. */
  readonly picture?: string
  /** As the call had it. */
  readonly raw: Json
  /** Epoch milliseconds, by the fake's clock. */
  readonly at: number
  /** Number or business-scoped id, as the call had it. */
  readonly to: string
  /** What Meta would put on the bill. */
  readonly category: string
}

export interface Taken {
  readonly kind: 'taken'
  readonly message: BusinessMessage
  readonly body: object
}

const WINDOW = 24 * 60 * 60_000

/** `fails`: the code with which the message is to fail once it was taken. Its statuses wait for `answered`. */
export function takeMessage(
  world: World,
  params: Json,
  fails: number | null,
  answered: Promise<unknown>,
): Taken | Refusal {
  const complaint = checkMessage(params) ?? checkPictures(world, params)
  if (complaint !== null) return refusal(complaint)
  const filled = params.type === 'template' ? world.templates.fill(params.template as Json) : null
  if (filled !== null && 'code' in filled) return refusal(filled)
  const to = String(params.to ?? params.recipient)
  const account = world.people.at(to)
  const wrong = checkRecipient(world, params, to, account, filled)
  if (wrong !== null) return refusal(wrong)
  const tooFast = world.pace.take(account === undefined ? to : identity(account), world.now())
  if (tooFast !== null) return refusal(tooFast)

  const message = readOut(world, params, to, filled)
  world.keep(message)
  const failure = fails ?? fate(world, account, message)
  if (failure !== null) world.statusLater(message, 'failed', answered, failure)
  else {
    account?.inbox.push(message)
    if (world.autoStatuses)
      for (const state of ['sent', 'delivered', 'read'] as const) world.statusLater(message, state, answered)
  }
  return {
    kind: 'taken',
    message,
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input: to, ...('to' in params ? { wa_id: to } : { user_id: to }) }],
      messages: [{ id: message.id }],
    },
  }
}

function checkPictures(world: World, params: Json): Complaint | null {
  const id = pictureOf(params)?.id
  if (id === undefined) return null
  const media = world.media.all.get(id)
  if (media === undefined) return invalid(`Media with id ${id} does not exist.`)
  return params.type === 'document' || media.type.startsWith('image/')
    ? null
    : invalid(`Media with id ${id} is of type ${media.type}, not an image.`)
}

function checkRecipient(
  world: World,
  params: Json,
  to: string,
  account: Account | undefined,
  filled: Filled | null,
): Complaint | null {
  if (to === world.number.digits) return { code: 131021, details: 'Recipient cannot be sender' }
  if (!('recipient' in params)) return null
  if (filled?.template.category === 'AUTHENTICATION')
    return { code: 131062, details: 'Authentication messages go to phone numbers.' }
  return account === undefined && !world.openChats
    ? malformed('The recipient is not a user of this business portfolio.')
    : null
}

/** Why it does not arrive, found out after it was taken; null when it does. */
function fate(world: World, account: Account | undefined, message: BusinessMessage): number | null {
  if (account === undefined) return world.openChats ? null : 131026
  if (account.blocked) return 131026
  if (!world.window || message.type === 'template') return null
  return account.lastWrote !== null && world.now() - account.lastWrote < WINDOW ? null : 131047
}

interface Interactive {
  readonly header?: { readonly text?: string; readonly image?: Picture }
  readonly body: { readonly text: string }
  readonly action: {
    readonly buttons?: readonly { readonly reply: Option }[]
    readonly sections?: readonly { readonly rows: readonly Option[] }[]
  }
}
interface Picture {
  readonly id?: string
  readonly link?: string
  readonly caption?: string
}

/** The file that a well-formed message names. */
function pictureOf(params: Json): Picture | undefined {
  if (params.type === 'interactive') return (params.interactive as Interactive).header?.image
  return params.type === 'image' || params.type === 'document' ? (params[params.type] as Picture) : undefined
}

function readOut(world: World, params: Json, to: string, filled: Filled | null): BusinessMessage {
  const picture = pictureOf(params)
  const named = picture?.id ?? picture?.link
  return {
    id: wamid(to, 'out'),
    type: typeOf(params),
    ...wordsOf(params, filled),
    ...(named === undefined ? {} : { picture: named }),
    raw: params,
    at: world.now(),
    to,
    category: filled === null ? 'service' : filled.template.category.toLowerCase(),
  }
}

function wordsOf(params: Json, filled: Filled | null): Pick<BusinessMessage, 'text' | 'options'> {
  if (filled !== null)
    return {
      text: filled.text,
      options: filled.buttons.map(({ text, payload }) => ({ id: payload, title: text })),
    }
  if (params.type !== 'interactive') {
    const { text, image, document, reaction } = params as {
      text?: { body: string }
      image?: Picture
      document?: Picture
      reaction?: { emoji: string }
    }
    return { text: text?.body ?? image?.caption ?? document?.caption ?? reaction?.emoji ?? '', options: [] }
  }
  const { body, action } = params.interactive as Interactive
  const options =
    action.buttons?.map(({ reply }) => reply) ?? action.sections?.flatMap(({ rows }) => rows) ?? []
  return { text: body.text, options: options.map(({ id, title }) => ({ id, title })) }
}
