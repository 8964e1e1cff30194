/** What every public page tells the browser: nothing from elsewhere, no script, no frame, nothing to others about where one was. */
import { createMiddleware } from 'hono/factory'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const pageHeaders = createMiddleware(async (c, next) => {
  await next()
  c.header('Content-Security-Policy', POLICY)
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Content-Type-Options', 'nosniff')
  // The language depends on what the browser asks for where the address names none.
  c.header('Vary', 'Accept-Language')
})
