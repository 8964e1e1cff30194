/** What Hearback is held against: bare Hono that reads the same JSON and writes it back. Tells its port. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { platformNamed } from './platforms.ts'

const app = new Hono()
app.post(platformNamed(process.env.PLATFORM).webhook, async (c) => c.json(await c.req.json()))
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
process.on('disconnect', () => process.exit(0))
