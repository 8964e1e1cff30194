/** What pages are held against: bare Hono with a page of so many bytes that never changes, at `/<bytes>`. Tells its port. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const pages = new Map<string, string>()
const app = new Hono()
app.get('/:bytes', (c) => {
  const bytes = c.req.param('bytes')
  const page = pages.get(bytes) ?? '<!doctype html>'.padEnd(Number(bytes), '.')
  pages.set(bytes, page)
  return c.html(page)
})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
process.on('disconnect', () => process.exit(0))
