/**
 * What POST /{phone number}/messages takes for the kinds of message that we send: fields, types and lengths, distilled
 * by hand from Meta's reference. A field that is not here is refused, also where Meta has one that we never use.
 */
import {
  all,
  boolean,
  byType,
  type Check,
  checkFields,
  exactlyOne,
  type Fields,
  first,
  invalid,
  isObject,
  type Json,
  list,
  malformed,
  object,
  oneOf,
  pattern,
  string,
  unique,
} from './check.ts'
import type { Complaint } from './errors.ts'

export const TEXT = 4096
/** Of a picture's caption and of the text above buttons or a list. Meta allows lists more in some places. */
export const BODY = 1024
export const HEADER = 60
export const BUTTONS = 3
export const BUTTON_TITLE = 20
export const BUTTON_ID = 256
export const ROWS = 10
export const ROW_TITLE = 24
export const ROW_ID = 200
export const ROW_DESCRIPTION = 72
export const SECTION_TITLE = 24
export const PAYLOAD = 128
/** Bytes, the stricter of two readings; Meta says characters in one place. */
export const OPAQUE = 512

const required = (check: Check) => ({ check, required: true }) as const
const wamid = pattern(/^wamid\.[A-Za-z0-9+/=_-]+$/, 'Invalid message id.')
const anyObject: Check = (value, path) =>
  isObject(value) ? null : malformed(`Param ${path} must be a JSON object.`)

const media = (more: Fields): Check =>
  all(
    object({
      id: { check: pattern(/^\d+$/, 'Invalid media id.') },
      // A loopback address may be plain http, for pictures that a test serves itself.
      link: { check: pattern(/^(https:\/\/\S+|http:\/\/127\.0\.0\.1:\d+\/\S*)$/, 'Invalid link.') },
      ...more,
    }),
    exactlyOne('id', 'link'),
  )

const caption = { caption: { check: string(BODY) } }
const textHeader = object({ type: required(oneOf('text')), text: required(string(HEADER)) })
const header = byType({
  text: textHeader,
  image: object({ type: required(oneOf('image')), image: required(media({})) }),
})

const reply = object({ id: required(string(BUTTON_ID)), title: required(string(BUTTON_TITLE)) })
const button = object({ type: required(oneOf('reply')), reply: required(reply) })

const row = object({
  id: required(string(ROW_ID)),
  title: required(string(ROW_TITLE)),
  description: { check: string(ROW_DESCRIPTION) },
})
const section = object({ title: { check: string(SECTION_TITLE) }, rows: required(list(row, 1, ROWS)) })

const around: Fields = {
  body: required(object({ text: required(string(BODY)) })),
  footer: { check: object({ text: required(string(HEADER)) }) },
}

interface Button {
  readonly reply: { readonly id: string; readonly title: string }
}
interface Section {
  readonly title?: string
  readonly rows: readonly { readonly id: string }[]
}

/** What no field can say alone; looked at once the fields are right. */
const distinctButtons: Check = (value) => {
  const { buttons } = (value as { action: { buttons: readonly Button[] } }).action
  return first([
    () =>
      unique(
        buttons.map(({ reply }) => reply.id),
        'button id',
      ),
    () =>
      unique(
        buttons.map(({ reply }) => reply.title),
        'button title',
      ),
  ])
}

const countedRows: Check = (value) => {
  const { sections } = (value as { action: { sections: readonly Section[] } }).action
  const rows = sections.flatMap(({ rows }) => rows)
  if (rows.length > ROWS) return invalid(`Total row count exceed max allowed count: ${ROWS}`)
  if (sections.length > 1 && sections.some(({ title }) => title === undefined))
    return { code: 131008, details: 'Section title is required when there is more than one section.' }
  return unique(
    rows.map(({ id }) => id),
    'row id',
  )
}

const interactive = byType({
  button: all(
    object({
      type: required(oneOf('button')),
      header: { check: header },
      ...around,
      action: required(object({ buttons: required(list(button, 1, BUTTONS)) })),
    }),
    distinctButtons,
  ),
  list: all(
    object({
      type: required(oneOf('list')),
      header: { check: textHeader },
      ...around,
      action: required(
        object({
          button: required(string(BUTTON_TITLE)),
          sections: required(list(section, 1, ROWS)),
        }),
      ),
    }),
    countedRows,
  ),
})

const textParameter = object({
  type: required(oneOf('text')),
  // Its length is that of the whole text, see templates.ts.
  text: required(string(Number.MAX_SAFE_INTEGER, malformed)),
  parameter_name: { check: pattern(/^[a-z0-9_]+$/, 'Invalid parameter name.') },
})
const component = byType({
  body: object({ type: required(oneOf('body')), parameters: required(list(textParameter, 0, 100)) }),
  button: object({
    type: required(oneOf('button')),
    sub_type: required(oneOf('quick_reply')),
    index: required((value, path) =>
      /^[0-9]$/.test(String(value)) ? null : malformed(`Param ${path} must be between 0 and 9.`),
    ),
    parameters: required(
      list(object({ type: required(oneOf('payload')), payload: required(string(PAYLOAD)) }), 1, 1),
    ),
  }),
})

const template = object({
  name: required(pattern(/^[a-z0-9_]{1,512}$/, 'Invalid template name.')),
  language: required(
    object({
      code: required(pattern(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'Invalid language code.')),
      policy: { check: oneOf('deterministic') },
    }),
  ),
  components: { check: list(component, 0, 20) },
})

const emoji: Check = (value, path) =>
  typeof value === 'string' && [...new Intl.Segmenter('en').segment(value)].length <= 1
    ? null
    : invalid(`Param ${path} must be one emoji, or empty to take it back.`)

const TYPES: Readonly<Record<string, Check>> = {
  text: object({ body: required(string(TEXT, malformed)), preview_url: { check: boolean } }),
  image: media(caption),
  document: media({ ...caption, filename: { check: string(240) } }),
  interactive,
  template,
  reaction: object({ message_id: required(wamid), emoji: required(emoji) }),
}

const opaque: Check = (value, path) => {
  const complaint = string(OPAQUE, malformed)(value, path)
  if (complaint !== null) return complaint
  return Buffer.byteLength(String(value)) > OPAQUE
    ? malformed(`Param ${path} must be at most ${OPAQUE} bytes long.`)
    : null
}

const addressed: Fields = {
  messaging_product: required(oneOf('whatsapp')),
  recipient_type: { check: oneOf('individual') },
  to: { check: pattern(/^\d{8,15}$/, 'The phone number is malformed.') },
  recipient: {
    check: pattern(/^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/, 'The business-scoped user id is malformed.'),
  },
  type: { check: oneOf(...Object.keys(TYPES)) },
  context: { check: object({ message_id: required(wamid) }) },
  biz_opaque_callback_data: { check: opaque },
}

const readMark: Fields = {
  messaging_product: required(oneOf('whatsapp')),
  status: required(oneOf('read')),
  message_id: required(wamid),
  typing_indicator: { check: object({ type: required(oneOf('text')) }) },
}

/** The kind of message a well-formed call sends; a text when it does not say. */
export const typeOf = (params: Json): string => (typeof params.type === 'string' ? params.type : 'text')

export function checkMessage(params: Json): Complaint | null {
  const type = typeOf(params)
  const own: Fields = { [type]: required(TYPES[type] ?? anyObject) }
  const complaint = checkFields({ ...addressed, ...own }, params)
  if (complaint !== null) return complaint
  if ('to' in params && 'recipient' in params) return malformed('Only one of {to, recipient} may be given.')
  return 'to' in params || 'recipient' in params ? null : malformed('The parameter to is required.')
}

export const checkReadMark = (params: Json): Complaint | null => checkFields(readMark, params)
