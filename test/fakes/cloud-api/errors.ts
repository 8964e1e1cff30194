/**
 * Meta's error codes with the HTTP status and the words that come with each, from its published reference, and the two
 * shapes in which they reach a business: as the answer to a call, or as `errors[]` of a status that comes later.
 */
import { randomBytes } from 'node:crypto'

/** What is wrong with a call. */
export interface Complaint {
  readonly code: number
  readonly details: string
}

export interface Refusal {
  readonly kind: 'refused'
  readonly status: number
  readonly code: number
  readonly body: { readonly error: Readonly<Record<string, unknown>> }
  readonly headers?: Readonly<Record<string, string>>
}

interface Row {
  readonly status: number
  readonly title: string
  /** Said when the one who complains has nothing closer to say. */
  readonly details: string
}

const row = (status: number, title: string, details: string = title): Row => ({ status, title, details })

const PERMISSION = 'Permission is either not granted or has been removed.'

export const ERRORS: Readonly<Record<number, Row>> = {
  0: row(401, 'AuthException', 'We were unable to authenticate the app user.'),
  1: row(400, 'API Unknown', 'Invalid request or possible server error.'),
  2: row(503, 'API Service', 'Temporary due to downtime or due to being overloaded.'),
  3: row(500, 'API Method', 'Capability or permissions issue.'),
  4: row(429, 'Application request limit reached', 'The app has reached its API call rate limit.'),
  10: row(403, 'Permission Denied', PERMISSION),
  33: row(400, 'Parameter value is not valid', 'The business phone number has been deleted.'),
  100: row(
    400,
    'Invalid parameter',
    'The request included one or more unsupported or misspelled parameters.',
  ),
  190: row(401, 'Access token has expired', 'Your access token has expired.'),
  200: row(403, 'API Permission', PERMISSION),
  368: row(403, 'Temporarily blocked for policies violations'),
  2500: row(400, 'Unknown path components'),
  80007: row(429, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'),
  130429: row(429, 'Rate limit hit', 'Cloud API message throughput has been reached.'),
  130472: row(400, "User's number is part of an experiment"),
  130497: row(403, 'Business account is restricted from messaging users in this country'),
  131000: row(500, 'Something went wrong', 'Message failed to send due to an unknown error.'),
  131005: row(403, 'Access denied', PERMISSION),
  131008: row(400, 'Required parameter is missing'),
  131009: row(400, 'Parameter value is not valid'),
  131016: row(503, 'Service unavailable', 'A service is temporarily unavailable.'),
  131021: row(400, 'Recipient cannot be sender'),
  131026: row(400, 'Message undeliverable', 'Message Undeliverable.'),
  131030: row(400, 'Recipient phone number not in allowed list'),
  131031: row(403, 'Business Account locked'),
  131037: row(400, 'Display name approval is needed'),
  131042: row(400, 'Business eligibility payment issue'),
  131045: row(
    500,
    'Incorrect certificate',
    'Message failed to send due to a phone number registration error.',
  ),
  131047: row(
    400,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ),
  131048: row(400, 'Spam rate limit hit'),
  131049: row(
    400,
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ),
  131050: row(400, 'User has stopped marketing messages'),
  131051: row(400, 'Message type unknown', 'Message type is currently not supported.'),
  131052: row(400, 'Media download error'),
  131053: row(400, 'Media upload error'),
  131056: row(
    400,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Too many messages sent from this phone number to the same phone number in a short period of time.',
  ),
  131057: row(500, 'Account in maintenance mode'),
  131062: row(
    400,
    'Business-scoped User ID is not supported',
    "You can only send authentication messages to recipients' phone numbers, not their business-scoped user IDs.",
  ),
  132000: row(400, 'Number of parameters does not match the expected number of params'),
  132001: row(404, 'Template name does not exist in the translation'),
  132005: row(400, 'Translated text too long'),
  132007: row(400, 'Template format character policy violated'),
  132012: row(400, 'Parameter format does not match format in the created template'),
  132015: row(400, 'Template is paused', 'Template is paused due to low quality.'),
  132016: row(400, 'Template is disabled', 'Template was paused too many times and is now disabled.'),
  132018: row(400, "There's an issue with the parameters in your template"),
  133010: row(400, 'Phone number not registered'),
}

/** Throws for a code that Meta does not have: a mistake of the test. */
function rowOf(code: number): Row {
  const found = ERRORS[code > 200 && code < 300 ? 200 : code]
  if (found === undefined) throw new Error(`the fake knows no error ${code}: add it to errors.ts`)
  return found
}

export function refusal({ code, details }: { code: number; details?: string }): Refusal {
  const { status, title, details: usual } = rowOf(code)
  return graphError(status, {
    message: `(#${code}) ${title}`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: details ?? usual },
  })
}

/** The token is wrong, or was right until now. Such an answer has no `error_data`. */
export const wrongToken = (): Refusal =>
  graphError(401, {
    message: 'Invalid OAuth access token - Cannot parse access token',
    type: 'OAuthException',
    code: 190,
  })

export const expiredToken = (now: number): Refusal =>
  graphError(401, {
    message: `Error validating access token: Session has expired on ${new Date(now - 60_000).toUTCString()}. The current time is ${new Date(now).toUTCString()}.`,
    type: 'OAuthException',
    code: 190,
    error_subcode: 463,
  })

export const noSuchObject = (verb: string, id: string): Refusal =>
  graphError(400, {
    message: `Unsupported ${verb.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  })

/** What Meta's machines say, not its WhatsApp part. */
export const outage = (status: number): Refusal =>
  graphError(status, {
    message: 'Service temporarily unavailable',
    type: 'OAuthException',
    is_transient: true,
    code: 2,
  })

/** One of `errors[]`, in a status or in a message that Meta could not pass on. */
export function webhookError(code: number, details?: string) {
  const { title, details: usual } = rowOf(code)
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? usual },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

interface GraphError {
  readonly message: string
  readonly type: string
  readonly code: number
  readonly error_data?: object
  readonly error_subcode?: number
  readonly is_transient?: boolean
}

function graphError(status: number, error: GraphError): Refusal {
  const fbtrace_id = `A${randomBytes(16).toString('base64url')}`
  return { kind: 'refused', status, code: error.code, body: { error: { ...error, fbtrace_id } } }
}
