/** Writes an outcome as Meta does, trouble included. */
import type { ServerResponse } from 'node:http'
import type { Outcome } from './acts.ts'
import { escapedJson } from './body.ts'
import { expiredToken, outage, type Refusal, refusal } from './errors.ts'
import type { Trouble } from './faults.ts'

export const statusOf = (outcome: Outcome): number => (outcome.kind === 'refused' ? outcome.status : 200)

export function answer(response: ServerResponse, outcome: Outcome, now: number): void {
  if (outcome.kind === 'file') {
    const { bytes, type } = outcome.media
    response.writeHead(200, { ...head(now), 'content-type': type, 'content-length': bytes.length }).end(bytes)
    return
  }
  const body = escapedJson(outcome.body)
  response
    .writeHead(statusOf(outcome), {
      ...head(now),
      ...(outcome.kind === 'refused' ? outcome.headers : {}),
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
}

export function answerHtml(response: ServerResponse, status: number, now: number): void {
  response
    .writeHead(status, { ...head(now), 'content-type': 'text/html; charset=utf-8' })
    .end('<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>')
}

/** What a call is refused with instead of being carried out; null for trouble that is no refusal. */
export function refusalOf(trouble: Trouble, now: number, businessAccountId: string): Refusal | null {
  switch (trouble.kind) {
    case 'refused':
      return refusal(trouble)
    case 'expired':
      return expiredToken(now)
    case 'throttled':
      return {
        ...refusal({ code: trouble.code ?? 80007 }),
        headers: {
          'x-business-use-case-usage': JSON.stringify({
            [businessAccountId]: [
              {
                type: 'whatsapp',
                call_count: 100,
                total_cputime: 100,
                total_time: 100,
                estimated_time_to_regain_access: trouble.minutes ?? 1,
              },
            ],
          }),
        },
      }
    case 'server':
      return trouble.html === true ? null : outage(trouble.status ?? 503)
    case 'fails':
    case 'dropped':
    case 'hangs':
    case 'slow':
      return null
  }
}

/** By the fake's own clock, as Meta's answers tell Meta's. */
const head = (now: number) => ({ date: new Date(now).toUTCString(), 'facebook-api-version': 'v23.0' })
