/** Which call a request is, and what each does once the token was found right. */
import type { UploadedFile } from './body.ts'
import { invalid, type Json } from './check.ts'
import { noSuchObject, type Refusal, refusal } from './errors.ts'
import type { Kind } from './faults.ts'
import type { Media } from './media.ts'
import { type Taken, takeMessage } from './messages.ts'
import { checkReadMark } from './spec.ts'
import type { World } from './world.ts'

export type Outcome =
  | Refusal
  | Taken
  | { readonly kind: 'done'; readonly body: object }
  | { readonly kind: 'file'; readonly media: Media }

export interface Asked {
  readonly method: string
  /** The id in the path. */
  readonly object: string
  readonly params: Json
  readonly file?: UploadedFile
  /** The code with which a message is to fail after it was taken; null for none. */
  readonly fails: number | null
  /** Resolves once the call was answered, or never will be. */
  readonly answered: Promise<unknown>
  /** Where the fake's addresses begin. */
  readonly root: string
  /** The address asked for, without its query. */
  readonly address: string
}

export interface Ids {
  readonly phoneNumberId: string
  readonly businessAccountId: string
  readonly version: string
}

/** Null for a path that leads nowhere. `params` are of use only for a message, which may mark another as read. */
export function kindOfCall(
  method: string,
  path: string,
  params: Json,
  ids: Ids,
): { readonly kind: Kind; readonly object: string } | null {
  if (path === '/whatsapp_business/attachments/')
    return method === 'GET' ? { kind: 'download', object: '' } : null
  const [, version, object = '', edge = '', ...rest] = path.split('/')
  if (version !== ids.version || object === '' || rest.length > 0) return null
  const kind = EDGES[`${method} ${edge}`]
  if (kind === undefined) return null
  if (kind === 'message' && 'status' in params) return { kind: 'read', object }
  return { kind: kind === 'media' && object === ids.phoneNumberId ? 'number' : kind, object }
}

const EDGES: Readonly<Record<string, Kind>> = {
  'POST messages': 'message',
  'POST media': 'upload',
  'GET ': 'media',
  'DELETE ': 'delete',
  'GET message_templates': 'templates',
  'GET subscribed_apps': 'apps',
  'POST subscribed_apps': 'apps',
}

const NUMBERS: ReadonlySet<Kind> = new Set(['message', 'read', 'upload', 'number'])
const ACCOUNTS: ReadonlySet<Kind> = new Set(['templates', 'apps'])

export function carryOut(world: World, kind: Kind, asked: Asked, ids: Ids): Outcome {
  const owner = NUMBERS.has(kind) ? ids.phoneNumberId : ACCOUNTS.has(kind) ? ids.businessAccountId : null
  if (owner !== null && asked.object !== owner) return noSuchObject(asked.method, asked.object)
  return ACTS[kind](world, asked)
}

/** Nothing that is answered has a `kind`, but for a refusal. */
const done = (body: object): Outcome => ('kind' in body ? (body as Refusal) : { kind: 'done', body })

const ACTS: Readonly<Record<Kind, (world: World, asked: Asked) => Outcome>> = {
  message: (world, { params, fails, answered }) => takeMessage(world, params, fails, answered),

  read(world, { params }) {
    const complaint = checkReadMark(params)
    if (complaint !== null) return refusal(complaint)
    const id = String(params.message_id)
    if (!world.openChats && !world.received.has(id))
      return refusal(invalid('The message id is not one of a message to this number.'))
    world.read.add(id)
    if (params.typing_indicator !== undefined) world.typing.add(id)
    return done({ success: true })
  },

  upload(world, { params, file }) {
    const outcome = world.media.upload(params, file)
    return 'code' in outcome ? refusal(outcome) : done({ id: outcome.id })
  },

  media(world, { object, params, root }) {
    const unknown = Object.keys(params).find((name) => name !== 'phone_number_id')
    if (unknown !== undefined) return refusal({ code: 100, details: `Unexpected key "${unknown}".` })
    return done(world.media.describe(object, root))
  },

  download(world, { params }) {
    const media = world.media.behind(params)
    return media === null
      ? { ...noSuchObject('GET', String(params.mid)), status: 404 }
      : { kind: 'file', media }
  },

  delete: (world, { object }) => done(world.media.delete(object)),

  number: (world, { params }) => done(world.number.read(params, world.webhook())),

  templates: (world, { params, address }) => done(world.templates.page(params, address)),

  apps(world, { method }) {
    if (method === 'POST') {
      world.subscribed = true
      return done({ success: true })
    }
    const app = {
      id: '634974688087057',
      name: 'Hearback test',
      link: 'https://www.facebook.com/games/?app_id=1',
    }
    return done({ data: world.subscribed ? [{ whatsapp_business_api_data: app }] : [] })
  },
}
