/** The address of a person in the web chat: a random cookie, and nothing else about the browser. */
import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

const NAME = 'hearback'
/**
 * Longer than a session may stand and a round's reminders run, so that a closed browser does not lose the thread; not
 * longer, so that a phone does not tell for ever that its owner spoke to us.
 */
const KEPT_SECONDS = 30 * 24 * 3600

/** 128 random bits: cannot be guessed, and says nothing. */
export const newAddress = (): string => randomBytes(16).toString('base64url')

export function addressOf(c: Context, secure: boolean): string | undefined {
  const value = secure ? getCookie(c, NAME, 'host') : getCookie(c, NAME)
  return value !== undefined && /^[A-Za-z0-9_-]{22}$/.test(value) ? value : undefined
}

export function keepAddress(c: Context, secure: boolean, address: string): void {
  setCookie(c, NAME, address, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: KEPT_SECONDS,
    ...(secure ? { prefix: 'host', secure: true } : {}),
  })
}

export function dropAddress(c: Context, secure: boolean): void {
  deleteCookie(c, NAME, { path: '/', ...(secure ? { prefix: 'host' as const, secure: true } : {}) })
}
