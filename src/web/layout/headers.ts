/** What every public page tells the browser: nothing from elsewhere, no script, no frame, nothing to others about where one was. */

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageType = 'text/html; charset=utf-8'

export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // The language depends on what the browser asks for where the address names none.
  Vary: 'Accept-Language, Accept-Encoding',
}
