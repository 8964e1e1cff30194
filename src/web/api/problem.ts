/** What the API answers when it cannot: RFC 9457, with a sentence that says what to do. */
import type { z } from 'zod'
import type { problem } from './schemas.ts'

export type Problem = Omit<z.infer<typeof problem>, 'type' | 'title' | 'status'>

const STATUS = { not_found: 404, wrong_parameter: 400, method_not_allowed: 405, unavailable: 503 } as const
const TITLES = {
  not_found: 'Not Found',
  wrong_parameter: 'Bad Request',
  method_not_allowed: 'Method Not Allowed',
  unavailable: 'Service Unavailable',
} as const

/** Entries that a problem lists at most; more are found where they are all told. */
const ALLOWED = 50

export function problemResponse(
  { code, detail, allowed }: Problem,
  headers: Record<string, string>,
): Response {
  const body: z.infer<typeof problem> = {
    type: 'about:blank',
    title: TITLES[code],
    status: STATUS[code],
    detail,
    code,
    ...(allowed === undefined ? {} : { allowed: allowed.slice(0, ALLOWED) }),
  }
  return new Response(`${JSON.stringify(body)}\n`, {
    status: STATUS[code],
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  })
}

export const notFound = (detail: string, allowed?: readonly string[]): Problem => ({
  ...{ code: 'not_found', detail },
  ...(allowed === undefined ? {} : { allowed: [...allowed] }),
})

export const wrongParameter = (detail: string, allowed: readonly string[]): Problem => ({
  ...{ code: 'wrong_parameter', detail, allowed: [...allowed] },
})
