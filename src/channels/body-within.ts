/** Refuses bodies over the limit before they are read. */
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { REQUEST_BODY_BYTES } from '../limits.ts'

/**
 * 413 for a body over the limit. Where the length is declared, Node's parser already holds the sender to it, so the
 * header is enough; looking at the body itself would turn a cheap request object into a full one, a third of a turn's
 * cost. Bodies without a length are counted as they come.
 */
export const bodyWithin: MiddlewareHandler = async (c, next) => {
  const declared = c.req.header('content-length')
  if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next)
  if (Number(declared) > REQUEST_BODY_BYTES) return c.body(null, 413)
  return next()
}

const counted = bodyLimit({ maxSize: REQUEST_BODY_BYTES, onError: (c) => c.body(null, 413) })
